"""Pure: what an import from the inbox waits for next, by the runs of its website."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from onevice_assets.partitions import join_days

if TYPE_CHECKING:
    from resources.control_plane.import_queue import Import

MOST_DAYS = 30


@dataclass(frozen=True)
class RunOfWebsite:
    """A run that was asked for imports of a website.

    Attributes:
        asked_at: when Dagster noted it, UTC.
        ended: how; none while it is queued or at work.
        reason: why it failed; no secret in it.
    """

    asked_at: datetime
    ended: Literal["success", "failure", "canceled"] | None
    reason: str = ""


@dataclass(frozen=True)
class Next:
    """What to do: wait, ask for the runs of its state, go on to the next state, or fail."""

    what: Literal["wait", "ask", "go_on", "fail"]
    reason: str = ""


def judge_import(one: Import, runs: Sequence[RunOfWebsite]) -> Next:
    """Decide about an import.

    Args:
        one: its row.
        runs: those of its website and its state, in any order. Runs of before it was there say
            nothing about it.
    """
    if any(run.ended is None for run in runs):
        return Next("wait")
    since = [run for run in runs if run.asked_at >= one.asked_at]
    if not since:
        return Next("ask")
    bad = [run for run in since if run.ended != "success"]
    return Next("fail", bad[0].reason or "Its run was cancelled.") if bad else Next("go_on")


def cut_days(days: Iterable[str]) -> list[tuple[str, str]]:
    """Days as ranges without a gap, first and last day, 30 days long at most, newest first."""
    ranges = join_days(map(date.fromisoformat, days), MOST_DAYS)
    return [(first.isoformat(), last.isoformat()) for first, last in reversed(ranges)]
