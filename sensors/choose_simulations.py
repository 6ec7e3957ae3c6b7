"""Pure: which simulations start now, and what becomes of those whose run ended without them.

Knows neither Dagster nor the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from resources.control_plane.simulation_queue import Started, Waiting

SILENCE = timedelta(minutes=5)
"""A run at work notes its progress every two seconds; silent so long without a run, it is gone."""

LONG_SILENCE = timedelta(minutes=15)
"""Gone although Dagster holds its run for started: nobody watches a run of `onevice run`."""

_MOST_RESTARTS = 1


@dataclass(frozen=True)
class Seen:
    """What Dagster knows of the runs of a simulation.

    Attributes:
        is_queued: one waits for its start, or is about to be tried again.
        is_at_work: one is started, as far as Dagster knows.
        ended: how the newest of them ended; none where there is none or it has not.
        reason: why it failed, for people; no secret in it.
    """

    is_queued: bool = False
    is_at_work: bool = False
    ended: Literal["success", "failure", "canceled"] | None = None
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What to do about a started simulation: leave it, start it again, or note why it failed."""

    what: Literal["wait", "again", "fail"]
    reason: str = ""


_WAIT = Verdict("wait")


def share_out(
    waiting: Sequence[Waiting], at_work: Mapping[str, int], room: int, most: int
) -> list[Waiting]:
    """Choose what starts: each place goes to the organization with the fewest, oldest run first.

    Args:
        waiting: runs that may start; those of one organization oldest first.
        at_work: number of runs at work by organization id.
        room: how many more may be at work in all; less than 1 chooses none.
        most: how many start in one tick at most.

    Returns:
        The chosen ones in order; of one website's day one at most.
    """
    lines: dict[str, list[Waiting]] = {}
    for one in waiting:
        lines.setdefault(one.organization_id, []).append(one)
    counts = {organization: at_work.get(organization, 0) for organization in lines}
    chosen: dict[str, Waiting] = {}
    while lines and len(chosen) < min(room, most):
        turn = min(lines, key=lambda one: (counts[one], lines[one][0].created_at, one))
        first = lines[turn].pop(0)
        if not lines[turn]:
            del lines[turn]
        if first.partition not in chosen:
            chosen[first.partition] = first
            counts[turn] += 1
    return list(chosen.values())


def judge(run: Started, seen: Seen, now: datetime) -> Verdict:
    """Decide about a simulation that is started and not at its end.

    Args:
        run: its row.
        seen: its runs in Dagster.
        now: UTC.
    """
    silence = now - run.heard_at
    may_be_dead = run.status == "running" and silence >= LONG_SILENCE
    if seen.is_queued or (seen.is_at_work and not may_be_dead):
        return _WAIT
    if seen.ended == "canceled":
        return Verdict("fail", "Its run was cancelled. Ask for it anew with `onevice simulate`.")
    if seen.ended == "success" and run.status == "pending":
        return _WAIT  # its answers are with a provider, in a batch
    was_never_begun = run.status == "pending" and not run.completed_prompts
    if seen.ended == "failure" and was_never_begun:
        return Verdict("fail", seen.reason)
    return _WAIT if silence < SILENCE else _judge_gone(run, _tell_gone(run, seen), now)


def _judge_gone(run: Started, gone: str, now: datetime) -> Verdict:
    if run.kind == "daily" and now.date() - run.day > timedelta(days=1):
        return Verdict("fail", f"{gone} Its day is over; ask for it with `onevice backfill`.")
    if run.restarts >= _MOST_RESTARTS:
        return Verdict("fail", f"{gone} It was started again before; it is not tried a third time.")
    return Verdict("again", gone)


def count_at_work(runs: Iterable[Started]) -> dict[str, int]:
    """Number of runs by organization id."""
    counts: dict[str, int] = {}
    for run in runs:
        counts[run.organization_id] = counts.get(run.organization_id, 0) + 1
    return counts


def _tell_gone(run: Started, seen: Seen) -> str:
    done = f"{run.completed_prompts} of {run.total_prompts or '?'} answers are kept."
    if seen.ended == "failure" and seen.reason:
        return f"Its run failed half-way ({seen.reason}) {done}"
    if seen.ended == "success":
        return "Its run ended without asking it."
    if run.status == "running":
        return f"Nothing was heard of its run since {run.heard_at:%Y-%m-%d %H:%M} UTC; {done}"
    return "It was requested, but its run is not to be found."
