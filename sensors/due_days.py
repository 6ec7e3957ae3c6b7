"""Which days of which websites are due at a moment: arithmetic of days, zones and causes.

No database, no Dagster, no clock: `sensors/daily.py` looks all of that up. A day is a UTC day, as
in every partition. It becomes due once, at its organization's hour of that date on that
organization's wall clock, and never before it has begun in UTC: east of Greenwich an early hour
waits for 00:00 UTC. So a day whose hour the clocks skip or repeat is due exactly once, and there
is no moment at which a day of the future is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CATCH_UP_DAYS = 3
AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=12))


@dataclass(frozen=True)
class Asked:
    """A website that is asked daily.

    Attributes:
        key: its partition key.
        since: the first UTC day it was watched.
        zone: its organization's time zone.
        daily_at: the hour there.
    """

    key: str
    since: date
    zone: ZoneInfo
    daily_at: time


@dataclass(frozen=True)
class Due:
    """One run to start: a day of a website, and the cause that makes its run key."""

    day: date
    website: str
    cause: str

    @property
    def run_key(self) -> str:
        """Day, website and cause: a cause starts one run, ever."""
        return f"{self.day}|{self.website}|{self.cause}"


def due_at(day: date, zone: ZoneInfo, daily_at: time) -> datetime:
    """The moment (UTC) a day becomes due.

    An hour that the clocks skip is read as if they had not yet been moved (02:30 is 03:30 that
    day); of an hour that comes twice it is the first.
    """
    local = datetime.combine(day, daily_at, zone).astimezone(UTC)
    return max(local, datetime.combine(day, time(), UTC))


def choose_due(
    websites: Iterable[Asked],
    now: datetime,
    settled: Collection[tuple[date, str]],
    *,
    catch_up_days: int = CATCH_UP_DAYS,
) -> list[Due]:
    """The runs to have been started by now, newest day first, then by website.

    Args:
        websites: who is asked daily.
        now: an aware moment.
        settled: day and website that were asked to the end, by whomever.
        catch_up_days: how many days, today's included, are still asked when they were missed;
            what lies further back is a person's backfill.
    """
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=back) for back in range(catch_up_days)]
    return [
        due
        for day in days
        for website in sorted(websites, key=lambda one: one.key)
        if day >= website.since and (day, website.key) not in settled
        for due in _causes(day, website, now)
    ]


def _causes(day: date, website: Asked, now: datetime) -> Iterator[Due]:
    """The newest cause alone: what was missed while nobody looked is one run, not four."""
    begins = due_at(day, website.zone, website.daily_at)
    if now < begins:
        return
    passed = sum(begins + wait <= now for wait in AGAIN_AFTER)
    yield Due(day, website.key, f"again-{passed}" if passed else "daily")
