"""What waits: Dagster's runs, simulations, jobs in Redis, files, deliveries, open publishes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, get_args

import dagster as dg

from onevice_assets.observing.sample import Sample
from resources import campaign_files, document_inbox, inbox
from resources.control_plane import observed
from resources.redis_keys.queues import Name, Queue

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects
    from resources.redis_store import RedisStore

_WAITING = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.MANAGED,
)
_AT_WORK = (
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
_MOST_RUNS = 5000
_QUESTIONS: Name = "questions"  # of campaigns; the others are the monitor's
_COUNTERS = {
    "keyspace_hits": "onevice_redis_keyspace_hits_total",
    "keyspace_misses": "onevice_redis_keyspace_misses_total",
    "evicted_keys": "onevice_redis_evicted_keys_total",
}


def read_runs(instance: dg.DagsterInstance, now: datetime | None = None) -> Iterator[Sample]:
    """Unfinished runs by job and status, and how long the oldest waits; 5,000 runs at most."""
    chosen = dg.RunsFilter(statuses=[*_WAITING, *_AT_WORK])
    records = instance.get_run_records(chosen, limit=_MOST_RUNS)
    counts = Counter((one.dagster_run.job_name, one.dagster_run.status) for one in records)
    for (job, status), count in sorted(counts.items(), key=str):
        yield Sample("onevice_runs", (job, status.value.lower()), count)
    since = [_in_utc(one.create_timestamp) for one in records if one.dagster_run.status in _WAITING]
    age = ((now or datetime.now(UTC)) - min(since)).total_seconds() if since else 0.0
    yield Sample("onevice_oldest_queued_run_seconds", (), max(0.0, age))


def read_control(control: ControlPlane) -> Iterator[Sample]:
    """What waits in the control plane, in one transaction."""
    with control.begin() as db:
        simulations = observed.count_simulations(db)
        sagas, deliveries = observed.count_sagas(db), observed.count_deliveries(db)
        refusals, failures = observed.count_refusals(db), observed.count_failures(db)
        notices = observed.count_notices(db)
    yield from _counted("onevice_simulations", {(k,): v for k, v in simulations.items()})
    yield from _counted("onevice_notices_unsent", {(k,): v for k, v in notices.items()})
    yield from _counted("onevice_run_failures_total", {(k,): v for k, v in failures.items()})
    yield from _counted("onevice_webhook_refusals_total", {(*k,): v for k, v in refusals.items()})
    for saga in sagas:
        labels = (saga.kind, saga.state)
        yield Sample("onevice_sagas_open", labels, saga.sagas)
        yield Sample("onevice_saga_oldest_seconds", labels, saga.oldest_seconds)
    for one in deliveries:
        yield Sample("onevice_webhook_deliveries_waiting", (one.source,), one.waiting)
        yield Sample("onevice_webhook_oldest_seconds", (one.source,), one.oldest_seconds)


def read_redis(redis: RedisStore) -> Iterator[Sample]:
    """Jobs in queues, and how its caches do; nothing of an embedded one that is not started."""
    if not redis.is_at_hand():
        return
    for name in get_args(Name):
        queue = Queue(redis, name)
        if name == _QUESTIONS:
            queue = Queue(redis, name, system="campaigns")
        for state, count in queue.count().items():
            yield Sample("onevice_queue_jobs", (name, state), count)
    told = {**redis.read_statistics(), **redis.read_memory()}
    for field, metric in _COUNTERS.items():
        yield Sample(metric, (), float(told.get(field, 0)))
    yield Sample("onevice_redis_memory_bytes", (), float(told.get("used_memory", 0)))


def read_inboxes(objects: Objects, now: datetime | None = None) -> Iterator[Sample]:
    """Files that lie in an inbox, and how long the oldest has; one listing each."""
    looks: Mapping[str, Callable[[], Sequence[Any]]] = {
        "answers": lambda: inbox.list_files(objects),
        "documents": lambda: document_inbox.list_inbox(objects),
        "episodes": lambda: document_inbox.list_inbox(objects, document_inbox.OPERATIONS),
        "creatives": lambda: campaign_files.list_inbox(objects),
        "reports": lambda: campaign_files.list_inbox(objects, campaign_files.REPORTS_INBOX),
    }
    at = now or datetime.now(UTC)
    for name, look in looks.items():
        files = look()
        oldest = min((one.modified_at for one in files), default=at)
        yield Sample("onevice_inbox_files", (name,), len(files))
        yield Sample("onevice_inbox_oldest_seconds", (name,), max(0.0, _age(at, oldest)))


def _counted(metric: str, counts: Mapping[tuple[str, ...], int]) -> Iterator[Sample]:
    return (Sample(metric, labels, count) for labels, count in counts.items())


def _age(now: datetime, then: datetime) -> float:
    return (now - then).total_seconds()


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=moment.tzinfo or UTC)
