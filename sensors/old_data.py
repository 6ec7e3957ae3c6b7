"""Schedules that start retention once a day; they are off until a person switches them on.

What is removed depends on the day of the partition alone, so a day that was missed is made up for
by the next. A website of which nothing is due has no run.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import dagster as dg

from onevice_assets.partitions import join_key
from onevice_assets.retention_jobs import remove_old_days, remove_old_records
from onevice_assets.upkeep.retention.data_types import REMOVED
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.object_store import Objects


@dg.schedule(
    name="old_days",
    cron_schedule="40 4 * * *",
    job=remove_old_days,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Starts the removal of each website's days whose period has ended. Free.",
)
def old_days(
    context: dg.ScheduleEvaluationContext, control: ControlPlane, lake: Lake, objects: Objects
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Start one run for each website of which something is due."""
    from onevice_assets.upkeep.retention.sources import plan
    from resources.lake_retired import list_awaiting

    today = context.scheduled_execution_time.astimezone(UTC).date()
    offered = set(context.instance.get_dynamic_partitions("websites"))
    given = {"control": control, "lake": lake, "objects": objects}
    cut = [one for one in REMOVED if one.cut == "day_website"]
    due = {one.unit.owner for of in cut for one in plan(of, given, today) if one.goes}
    due |= {partition.partition("|")[2] for partition in list_awaiting(lake)}
    for website in sorted(due & offered):
        key = join_key(today.isoformat(), website)
        yield dg.RunRequest(run_key=f"old_days {key}", partition_key=key)
    if not due & offered:
        yield dg.SkipReason(f"No day of a website is due on {today}.")


@dg.schedule(
    name="old_records",
    cron_schedule="20 4 * * *",
    job=remove_old_records,
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="Starts the removal of objects, rows and runs whose period has ended. Free.",
)
def old_records(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Start the day's run."""
    today = context.scheduled_execution_time.astimezone(UTC).date()
    return dg.RunRequest(run_key=f"old_records {today}", partition_key=today.isoformat())


ALL = [old_days, old_records]
