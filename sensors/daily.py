"""The daily schedule: starts the asking of each website's day, by its organization's hours.

It alone starts `llm_responses` and `canary_responses`; what is free follows by automation. Which
days are due is arithmetic (`due_days.py`); here that is told what is known, and what was started
before is left out: Dagster holds a schedule to its run keys within one tick only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

import dagster as dg

from onevice_assets.jobs import ask_models
from onevice_assets.partitions import FIRST_DAY, join_key, list_range, read_range
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from sensors.due_days import CATCH_UP_DAYS, Asked, Due, choose_due
from sensors.look_at_runs import UNFINISHED

if TYPE_CHECKING:
    from resources.control_plane.hours import Watched

_RUNS_A_TICK = 100
_LOOKED_UP_AT_ONCE = 100
_STARTED = [dg.AssetKey(["brand_monitor", name]) for name in ("llm_responses", "canary_responses")]


@dg.schedule(
    name="daily",
    cron_schedule="*/15 * * * *",
    job=ask_models,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Starts the day of every website whose organization's hour has come. Costs money.",
)
def daily(
    context: dg.ScheduleEvaluationContext, control: ControlPlane, lake: Lake
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Start one run for each website's day that is due and was not asked to the end.

    At most 100 runs a tick; the rest at the next, the newest days first.
    """
    now, watched, completed = _look(control, context.scheduled_execution_time)
    ready = set(lake.partitions(audience.prompts))
    offered = set(context.instance.get_dynamic_partitions("websites"))
    asked = [_asked(one) for one in watched if one.key in ready and one.key in offered]
    settled = completed & _answered(context.instance, completed)
    due = choose_due(asked, now, settled)
    fresh = list(islice(_not_started(context.instance, due), _RUNS_A_TICK))
    for one in fresh:
        yield dg.RunRequest(
            run_key=one.run_key,
            partition_key=join_key(one.day.isoformat(), one.website),
            tags={"onevice/trigger": "daily", "onevice/cause": one.cause},
        )
    if not fresh:
        waiting = f"; {len(due)} were started before and go on" if due else ""
        yield dg.SkipReason(
            f"No day is due: {len(watched)} websites are asked daily, "
            f"{len(watched) - len(asked)} of them have no questions yet{waiting}."
        )


def _look(
    control: ControlPlane, scheduled: datetime
) -> tuple[datetime, list[Watched], set[tuple[date, str]]]:
    """The time, who is asked daily, and which of the last days were asked to the end.

    The time is the earlier one of this host and of the control plane's server: a host whose
    clock runs ahead starts no day that has not begun.
    """
    from resources.control_plane import hours

    with control.begin() as db:
        now = min(scheduled.astimezone(UTC), hours.read_clock(db))
        since = now.date() - timedelta(days=CATCH_UP_DAYS)
        return now, hours.list_watched(db), hours.list_completed(db, since)


def _asked(one: Watched) -> Asked:
    from resources.control_plane.hours import read_zone

    since = max(one.created_at.astimezone(UTC).date(), date.fromisoformat(FIRST_DAY))
    return Asked(one.key, since, read_zone(one.timezone), one.daily_at)


def _answered(instance: dg.DagsterInstance, days: set[tuple[date, str]]) -> set[tuple[date, str]]:
    """Which days have all that is started here in the catalogue: a run that was killed has not."""
    keys = {join_key(day.isoformat(), website): (day, website) for day, website in days}
    kind = dg.DagsterEventType.ASSET_MATERIALIZATION
    found = set(keys)
    for asset in _STARTED if keys else ():
        found &= instance.get_latest_storage_id_by_partition(asset, kind, found).keys()
    return {keys[partition] for partition in found}


def _not_started(instance: dg.DagsterInstance, due: Sequence[Due]) -> Iterator[Due]:
    """What no run was started for yet, and whose partition no run is working on."""
    runs = instance.get_runs(filters=dg.RunsFilter(statuses=UNFINISHED))
    ranges = filter(None, (read_range(run.tags) for run in runs))
    working = {partition for ends in ranges for partition in list_range(*ends)}
    for start in range(0, len(due), _LOOKED_UP_AT_ONCE):
        some = due[start : start + _LOOKED_UP_AT_ONCE]
        tags = {"dagster/run_key": [one.run_key for one in some]}
        runs = instance.get_runs(filters=dg.RunsFilter(job_name=ask_models.name, tags=tags))
        started = {run.tags["dagster/run_key"] for run in runs}
        for one in some:
            partition = join_key(one.day.isoformat(), one.website)
            if one.run_key not in started and partition not in working:
                yield one


ALL = [daily]
