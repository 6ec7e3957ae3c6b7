"""Requested simulations become runs, and what became of those runs is noted in their rows.

A tick first looks after what was started: a row whose run failed or was cancelled gets its
reason, one whose process died is started again once. That pays nothing twice: the run goes on
from the ledger (`responses/attempts.py`). Then it asks for the next runs, fair over
organizations, and never for more than a few dozen at once: the rest waits in the table, where it
costs nothing, and not in Dagster's queue. It has no cursor; why: `simulation_queue`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from onevice_assets.jobs import watch_website
from onevice_assets.partitions import days, websites
from resources.control_plane import simulation_queue
from resources.control_plane.resource import ControlPlane
from resources.control_plane.simulation_queue import Started, Waiting
from resources.control_plane.simulations import Status
from resources.redis_keys.active_simulations import Tracker
from resources.redis_keys.best_effort import BestEffort
from resources.redis_store import RedisStore
from sensors.choose_simulations import SILENCE, Verdict, count_at_work, judge, share_out
from sensors.look_at_runs import list_busy_websites, look_at_runs
from sensors.ticks import Budget, skip_when_down

TAG = "onevice/simulation_run"
MOST_A_TICK = 10
MOST_AT_WORK = 20


@dg.sensor(
    name="requested_simulations",
    jobs=[watch_website],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts the simulations that people and apps requested. May cost money.",
)
@skip_when_down
def requested_simulations(
    context: dg.SensorEvaluationContext, control: ControlPlane, redis: RedisStore
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run of `watch_website` for each simulation whose turn it is."""
    now, budget = datetime.now(UTC), Budget()
    at_work, told = _look_after(context.instance, control, redis, now, budget)
    chosen = _choose(context.instance, control, at_work, now)
    if not chosen:
        return dg.SkipReason("; ".join(told) or "No simulation waits that may start now.")
    known = set(context.instance.get_dynamic_partitions(websites.name or ""))
    new = list(dict.fromkeys(o.website_key for o in chosen if o.website_key not in known))
    return dg.SensorResult(
        run_requests=[_request(one, now) for one in chosen],
        dynamic_partitions_requests=[websites.build_add_request(new)] if new else [],
    )


def _look_after(
    instance: dg.DagsterInstance,
    control: ControlPlane,
    redis: RedisStore,
    now: datetime,
    budget: Budget,
) -> tuple[list[Started], list[str]]:
    """Note what became of started simulations; those still at work, and what was noted."""
    with control.begin() as db:
        started = simulation_queue.list_started(db)
    # one that was just heard of is at work, whether or not Dagster knows of it
    asked = [run for run in started if run.is_requested or now - run.heard_at >= SILENCE]
    seen = look_at_runs(instance, TAG, asked)
    at_work, told, effort = [], list[str](), BestEffort(redis, "looking after simulations")
    for run in started:
        is_looked_at = run.id in seen and not budget.is_spent()
        verdict = judge(run, seen[run.id](), now) if is_looked_at else Verdict("wait")
        if verdict.what == "wait":
            at_work.append(run)
        else:
            _note(control, effort, run, verdict, now)
            told.append(f"{run.partition}: {verdict.what}: {verdict.reason}")
    return at_work, told


def _note(
    control: ControlPlane, effort: BestEffort, run: Started, verdict: Verdict, now: datetime
) -> None:
    """Write a verdict into the row, then tell whoever watches."""
    has_failed = verdict.what == "fail"
    with control.begin() as db:
        if has_failed:
            simulation_queue.fail(db, run.id, reason=verdict.reason, at=now)
        else:
            simulation_queue.release(db, run.id)
    tracker = Tracker(run.id, run.started_at or now)
    status: Status = "failed" if has_failed else "pending"
    tracker.note(status, progress=run.completed_prompts, total=run.total_prompts)
    effort.do(tracker.write)


def _choose(
    instance: dg.DagsterInstance, control: ControlPlane, at_work: Sequence[Started], now: datetime
) -> list[Waiting]:
    """Claim the simulations that start now; days that are no partition fail with the reason."""
    room = MOST_AT_WORK - len(at_work)
    if room < 1:
        return []
    busy = list_busy_websites(instance)
    with control.begin() as db:
        waiting = simulation_queue.list_waiting(
            db, now.date(), per_organization=MOST_A_TICK, busy=busy
        )
        chosen = share_out(waiting, count_at_work(at_work), room, MOST_A_TICK)
        outside = [one for one in chosen if not days.has_partition_key(one.day.isoformat())]
        for one in outside:
            reason = (
                f"{one.day} is no day this platform has: set ONEVICE_FIRST_DAY to start earlier."
            )
            simulation_queue.fail(db, one.id, reason=reason, at=now)
        claimed = simulation_queue.claim(
            db, [one.id for one in chosen if one not in outside], datetime.now(UTC)
        )
    return [one for one in chosen if one.id in claimed]


def _request(one: Waiting, now: datetime) -> dg.RunRequest:
    return dg.RunRequest(
        # a start again is a request of its own; the same one twice is one run
        run_key=f"{one.id} {now.isoformat()}",
        job_name=watch_website.name,
        partition_key=dg.MultiPartitionKey(
            {"day": one.day.isoformat(), "website": one.website_key}
        ),
        tags={TAG: one.id},
    )


ALL = [requested_simulations]
