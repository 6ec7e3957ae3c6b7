"""Decisions about brands: the days they concern are read again, free of charge.

A day is concerned where one of the changed names stands in its answers, or where its website tracks
other brands on it than it was read with (`brand_states/stale_days.py`).

Why a sensor of its own and not a condition on the asset: a decision concerns all days of all
websites at once, while a condition looks at the newest day; and what to do follows from what the
rows were read with, not from when something was written. It starts `brand_candidates`,
`llm_brand_states` and `answer_citations` alone; what is counted from them follows by its own
condition (`sensors/automation.py`). So each asset has one trigger for this cause.

The cursor is the version of all names and of all tracking that is looked for, and how far the
search through the lake has come. A version, not a position in the audit log: a decision and
its withdrawal leave nothing to do, and a decision that is committed late changes it all the same.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from onevice_assets.jobs import read_again
from onevice_assets.partitions import request_range
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.object_store import Objects
from sensors.look_at_runs import UNFINISHED
from sensors.ticks import Budget, skip_when_down

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.brand_states.find_stale import Range, Search
    from onevice_assets.brand_monitor.brand_states.stale_days import StaleDays

QUIET = timedelta(minutes=1)
PATIENCE = timedelta(minutes=10)
MOST_RUNS = 10
TAG = "onevice/decision"
_SEARCH_S = 12.0


@dataclass(frozen=True)
class Cursor:
    """How far a version of the names has come.

    Attributes:
        version: the one looked at; empty before the first.
        seen_at: when it was first seen, ISO, UTC.
        after: last partition looked at; empty before the first.
        is_done: every partition was looked at.
    """

    version: str = ""
    seen_at: str = ""
    after: str = ""
    is_done: bool = False


@dg.sensor(
    name="decisions_about_names",
    jobs=[read_again],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Reads answers again after decisions about brands, their names or who tracks them.",
)
@skip_when_down
def decisions_about_names(
    context: dg.SensorEvaluationContext, control: ControlPlane, lake: Lake, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Ask for runs of `read_again` on the days that would be read otherwise now."""
    from onevice_assets.brand_monitor.brand_states.stale_days import StaleDays
    from resources.control_plane import audit, brands, tracking

    now = datetime.now(UTC)
    with control.begin() as db:
        names, decided_at = brands.alias_version(db), audit.last_brand_decision(db)
        version = f"{names}.{tracking.version(db)}"
    stale = StaleDays(control, lake, objects, names)
    stale.keep_names()
    before = read_cursor(context.cursor)
    cursor = move(before, version, now)
    if cursor.is_done:
        return dg.SkipReason(f"Every day is read as the names in force would ({version}).")
    if decided_at and is_burst(cursor, decided_at, now):
        return _skip(cursor, "Decisions are being made; a minute after the last, days are read.")
    room = MOST_RUNS - _count_at_work(context.instance)
    if room < 1:
        return _skip(cursor, "As many days as may be at once are being read again.")
    found = _search(lake, stale, cursor, room)
    cursor = replace(cursor, after=found.last, is_done=found.is_done)
    requests = [_request(one, version) for one in found.ranges]
    return dg.SensorResult(run_requests=requests, cursor=json.dumps(asdict(cursor)))


def read_cursor(text: str | None) -> Cursor:
    """A cursor as it was written; the first one where there is none or it cannot be read."""
    try:
        return Cursor(**json.loads(text or "{}"))
    except (TypeError, ValueError):
        return Cursor()


def move(cursor: Cursor, version: str, now: datetime) -> Cursor:
    """The cursor for the version in force: the search begins anew where it is another one."""
    return cursor if cursor.version == version else Cursor(version, now.isoformat())


def is_burst(cursor: Cursor, decided_at: datetime, now: datetime) -> bool:
    """Whether more decisions may follow: the last is young, and the first not ten minutes old."""
    if cursor.after or now - decided_at >= QUIET:
        return False
    return now - datetime.fromisoformat(cursor.seen_at) < PATIENCE


def _skip(cursor: Cursor, why: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=why, cursor=json.dumps(asdict(cursor)))


def _count_at_work(instance: dg.DagsterInstance) -> int:
    chosen = dg.RunsFilter(job_name=read_again.name, statuses=UNFINISHED)
    return instance.get_runs_count(chosen)


def _search(lake: Lake, stale: StaleDays, cursor: Cursor, room: int) -> Search:
    """Look for days that are to be read again, so long and for so many runs as may be."""
    from onevice_assets.brand_monitor.brand_states.find_stale import search
    from onevice_assets.tables.answers import llm_brand_states

    budget = Budget(_SEARCH_S)
    found = search(
        lake.partitions(llm_brand_states),
        cursor.after,
        stale.is_stale,
        lambda runs: runs < room and not budget.is_spent(),
    )
    stale.write_notes()
    return found


def _request(days: Range, version: str) -> dg.RunRequest:
    # no run key: after a decision and its withdrawal the same days are read for the same version
    return request_range(read_again.name, *days, tags={TAG: version})


ALL = [decisions_about_names]
