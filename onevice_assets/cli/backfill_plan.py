"""What a backfill has to do: which days were not asked, and which were not counted since.

The plan is arithmetic over what is known; nothing is started here. What is known comes from the
control plane (asked to the end) and from Dagster's catalogue (what was made, and in which order),
so that a second call of the same backfill finds only what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from onevice_assets.partitions import join_days, list_days

MOST_DAYS_A_RUN = 30


@dataclass(frozen=True)
class Known:
    """What is known of one website's days before a backfill.

    Attributes:
        website: its key.
        to_read: days there is something to read of: every day of a website that is asked, the
            imported days of one that only has imports.
        asked: days whose answers are complete and in the catalogue.
        counted: days of which everything free was made after the answers.
    """

    website: str
    to_read: frozenset[date]
    asked: frozenset[date]
    counted: frozenset[date]


@dataclass(frozen=True)
class Range:
    """Consecutive days of a website, counted in one run."""

    website: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        """Every day of it."""
        return list_days(self.first, self.last)


@dataclass(frozen=True)
class Plan:
    """A backfill: what is asked, one day a run, then what is counted, ranges in one run.

    Attributes:
        ask: day and website, the oldest day first.
        count: ranges of at most 30 days.
        done: how many days of websites need nothing.
        calls: to make at most, without retries.
        usd: upper bound of their cost.
    """

    ask: Sequence[tuple[date, str]] = ()
    count: Sequence[Range] = ()
    done: int = 0
    calls: int = 0
    usd: Decimal = field(default=Decimal(0))


def plan_backfill(days: Sequence[date], known: Iterable[Known], *, again: bool = False) -> Plan:
    """Choose what is to be done.

    Args:
        days: consecutive days.
        known: one a website.
        again: also count what was counted; nothing is asked again by it.
    """
    ask, count, done = [], list[Range](), 0
    for one in known:
        wanted = [day for day in days if day in one.to_read]
        missing = [day for day in wanted if day not in one.asked]
        ask += [(day, one.website) for day in missing]
        stale = [d for d in wanted if again or d in missing or d not in one.counted]
        count += cut_ranges(one.website, stale)
        done += len(wanted) - len(stale)
    return Plan(sorted(ask), count, done)


def cut_ranges(website: str, days: Iterable[date], most: int = MOST_DAYS_A_RUN) -> list[Range]:
    """Days as ranges without a gap, of a length that one lost run does not hurt."""
    return [Range(website, first, last) for first, last in join_days(days, most)]


def list_counted(answers: Mapping[str, int], followers: Iterable[Mapping[str, int]]) -> set[str]:
    """Partitions of which every follower was made after the answers.

    Args:
        answers: place in the event log where each partition of the answers was last made.
        followers: the same of every asset that follows.
    """
    listed = list(followers)
    return {
        partition
        for partition, made in answers.items()
        if all(one.get(partition, -1) > made for one in listed)
    }
