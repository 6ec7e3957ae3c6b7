"""Every metric of the exporter: name, kind, labels, what it says.

Names follow Prometheus' rules: base units, `_total` for what only grows. A label takes few values:
websites and organizations by key, never an answer, a prompt, a partition or a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["gauge", "counter"]


@dataclass(frozen=True)
class Metric:
    """One metric.

    Attributes:
        name: whole, as it is queried.
        labels: names, in the order samples give their values.
    """

    name: str
    kind: Kind
    labels: tuple[str, ...]
    help: str


def _gauge(name: str, help_: str, *labels: str) -> Metric:
    return Metric(name, "gauge", labels, help_)


def _counter(name: str, help_: str, *labels: str) -> Metric:
    return Metric(name, "counter", labels, help_)


_PAID = ("provider", "model", "purpose")
_LIMIT = ("organization", "website", "period")

METRICS: tuple[Metric, ...] = (
    # stores
    _gauge("onevice_up", "1 where a store can serve now", "store"),
    _gauge("onevice_store_idle", "1 where an embedded store is not started", "store"),
    _gauge("onevice_store_latency_seconds", "Connect, log in, one question", "store"),
    _gauge("onevice_home_free_bytes", "Free bytes where the home lies"),
    # money
    _counter("onevice_calls_total", "Calls of the ledger", *_PAID, "outcome"),
    _counter("onevice_cost_usd_total", "What settled calls cost, US dollars", *_PAID),
    _gauge("onevice_open_usd", "Set aside for calls of unknown outcome", *_PAID),
    _counter(
        "onevice_tokens_total",
        "Tokens of answers in the lake, as charged",
        *("provider", "model", "direction"),
    ),
    _gauge("onevice_limit_usd", "A limit of money; period ceiling is MAX_USD, a day's", *_LIMIT),
    _gauge("onevice_limit_spent_usd", "Spent or set aside of that limit", *_LIMIT),
    # Redis
    _counter("onevice_redis_keyspace_hits_total", "Reads that found their key"),
    _counter("onevice_redis_keyspace_misses_total", "Reads that did not"),
    _counter("onevice_redis_evicted_keys_total", "Keys dropped because it was full"),
    _gauge("onevice_redis_memory_bytes", "Memory it uses"),
    # what waits
    _gauge("onevice_runs", "Dagster's unfinished runs", "job", "status"),
    _gauge("onevice_oldest_queued_run_seconds", "Age of the oldest run that is not started"),
    _gauge("onevice_simulations", "Requested simulations and imports", "state"),
    _gauge("onevice_queue_jobs", "Jobs of Redis' queues", "queue", "state"),
    _gauge("onevice_inbox_files", "Files in an inbox that nobody took", "inbox"),
    _gauge("onevice_inbox_oldest_seconds", "Age of the oldest of them", "inbox"),
    _gauge("onevice_webhook_deliveries_waiting", "Deliveries nobody read", "source"),
    _gauge("onevice_webhook_oldest_seconds", "Age of the oldest of them", "source"),
    _counter("onevice_webhook_refusals_total", "Deliveries refused", "source", "reason"),
    _gauge("onevice_sagas_open", "Publishes that have not ended", "kind", "state"),
    _gauge("onevice_saga_oldest_seconds", "Age of the oldest of them", "kind", "state"),
    _gauge("onevice_notices_unsent", "Notices to people that did not go", "status"),
    # days
    _gauge("onevice_website_lag_seconds", "Since the end of its last complete day", "website"),
    _gauge("onevice_website_newest_day_seconds", "Start of that day, Unix time", "website"),
    _gauge("onevice_websites_without_day", "Websites that have no complete day"),
    _gauge("onevice_failed_partitions", "Partitions that a run left failed", "asset"),
    _counter("onevice_run_failures_total", "Runs that failed for good", "job"),
    # upkeep
    _gauge("onevice_upkeep_ok", "1 where its last result was good", "kind"),
    _gauge("onevice_upkeep_timestamp_seconds", "When that was, Unix time", "kind"),
    _gauge("onevice_drift_rows", "Rows a store lacks, has too many, or has changed", "store"),
    # the exporter itself
    _gauge("onevice_source_up", "1 where it was read the last time", "source"),
    _gauge("onevice_source_read_seconds", "How long that took", "source"),
    _gauge("onevice_source_timestamp_seconds", "When that was, Unix time", "source"),
)
BY_NAME = {one.name: one for one in METRICS}
