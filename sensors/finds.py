"""The schedule that folds counters into `times_found`: each organization, early every day (UTC)."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from onevice_assets.jobs import fold_finds
from onevice_assets.partitions import entertainment_organizations


@dg.schedule(
    name="finds_to_fold",
    cron_schedule="20 3 * * *",
    job=fold_finds,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Adds what was found yesterday to how often each node was ever found. Free.",
)
def finds_to_fold(
    context: dg.ScheduleEvaluationContext,
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Start one run for each organization with documents; once a day, however often it ticks."""
    day = context.scheduled_execution_time.date().isoformat()
    keys = context.instance.get_dynamic_partitions(entertainment_organizations.name or "")
    for one in sorted(keys):
        yield dg.RunRequest(run_key=f"finds|{one}|{day}", partition_key=one)
    if not keys:
        yield dg.SkipReason("No organization has documents yet.")


ALL = [finds_to_fold]
