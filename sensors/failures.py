"""A run that failed for good is told to people: once per cause and hour, with a count.

Not Dagster's own run-failure sensor: that one calls once per run, a handful a tick, and moves its
cursor past a run whose notice could not be written down. Here the cursor is the last event whose
failure stands in `control.run_failures`; with the database away it stays, and nothing is lost. A
run that Dagster tries again is not told of: the last try is. Runs of commands that were killed on
this machine are ended here first; else they would keep their places in the queue for ever.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg

from onevice_assets.partitions import read_range
from resources.control_plane import run_failures
from resources.control_plane.resource import ControlPlane
from resources.left_runs import end_left_runs
from resources.notifications.resource import Notifier
from sensors.group_failures import FailedRun, group, tell
from sensors.look_at_runs import will_retry
from sensors.run_reasons import find_reason
from sensors.ticks import Budget, skip_when_down

MOST_EVENTS = 200
_UNTOLD_FOR = timedelta(days=1)
_TIMEOUT_S = 4.0
_FIRST_WAIT_S = 0.2


@dg.sensor(
    name="failed_runs",
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Tells people of runs that failed: asset, partition, reason and what to do.",
)
@skip_when_down
def failed_runs(
    context: dg.SensorEvaluationContext, control: ControlPlane, notifier: Notifier
) -> dg.SensorResult | dg.SkipReason:
    """Count the failures since the last tick and send the notices that are due."""
    budget = Budget()
    end_left_runs(context.instance)
    if context.cursor is None:  # what failed before anybody watched is history
        return dg.SensorResult(cursor=str(_find_newest(context.instance)))
    cursor, failed = _read(context.instance, int(context.cursor), budget)
    for one in group(failed):
        with control.begin() as db:
            run_failures.count(db, one)
    told = _send(control, notifier, budget)
    why = f"{len(failed)} failed run(s) counted, {told} notice(s) looked after."
    return dg.SensorResult(skip_reason=dg.SkipReason(why), cursor=str(cursor))


def _find_newest(instance: dg.DagsterInstance) -> int:
    found = instance.fetch_run_status_changes(dg.DagsterEventType.RUN_FAILURE, limit=1).records
    return max((one.storage_id for one in found), default=0)


def _read(instance: dg.DagsterInstance, after: int, budget: Budget) -> tuple[int, list[FailedRun]]:
    """Read failures after an event; the last event read, and those that are final."""
    chosen = dg.RunStatusChangeRecordsFilter(
        event_type=dg.DagsterEventType.RUN_FAILURE, after_storage_id=after
    )
    records = instance.fetch_run_status_changes(chosen, limit=MOST_EVENTS, ascending=True).records
    failed = []
    for record in records:
        run = instance.get_run_by_id(record.run_id)
        if run is not None and not will_retry(run):
            failed.append(_describe(instance, record, run))
        after = record.storage_id
        if budget.is_spent():
            break
    return after, failed


def _describe(
    instance: dg.DagsterInstance, record: dg.EventLogRecord, run: dg.DagsterRun
) -> FailedRun:
    reason = find_reason(instance, run.run_id)
    first, _ = read_range(run.tags) or ("", "")
    return FailedRun(
        event_id=record.storage_id,
        run_id=run.run_id,
        job=run.job_name,
        asset=reason.asset,
        partition=first,
        reason=reason.text,
        at=datetime.fromtimestamp(record.timestamp, UTC),
    )


def _send(control: ControlPlane, notifier: Notifier, budget: Budget) -> int:
    """Send what nobody was told of yet, and what a channel refused; how many were looked after.

    Waits less for a server than a run does: what was not taken is tried again at the next tick.
    """
    from resources.notifications.deliver import deliver_failure

    hasty = notifier.model_copy(update={"timeout_s": _TIMEOUT_S, "first_wait_s": _FIRST_WAIT_S})
    with control.begin() as db:
        untold = run_failures.list_untold(db, since=datetime.now(UTC) - _UNTOLD_FOR)
    told = 0
    for failure in untold:
        if budget.is_spent():
            break
        deliver_failure(control, hasty, tell(failure), failure.id)
        told += 1
    return told


ALL = [failed_runs]
