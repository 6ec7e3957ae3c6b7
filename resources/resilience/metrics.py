"""Prometheus metrics of this process: time by store and kind, errors, open breakers.

    neo4j_query_duration_seconds{query_type}            as seed 003 (Performance Monitoring)
    redis_operation_duration_seconds{operation_type}    names them
    postgres_query_duration_seconds{query_type}, objects_operation_duration_seconds{…}, …  likewise
    onevice_store_errors_total{store,kind,reason}       reason: down, refused, breaker_open
    onevice_http_requests_total{door,method,status}   dashboard, webhooks
    onevice_store_breaker_open{store,address}           1 while the store is left alone

A process that lives long serves them on loopback where `ONEVICE_METRICS_PORT` names a port;
`onevice status --metrics` prints those of its own probes, for a collector that reads text files.
The metrics library is imported at the first measurement, not before.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from resources.errors import ConfigurationError
from resources.resilience.breaker import known_breakers

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram, Metric

PORT_VARIABLE = "ONEVICE_METRICS_PORT"
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_NAMES = {
    "graph": ("neo4j_query_duration_seconds", "query_type"),
    "postgres": ("postgres_query_duration_seconds", "query_type"),
    "search": ("search_query_duration_seconds", "query_type"),
    "vectors": ("vectors_query_duration_seconds", "query_type"),
    "redis": ("redis_operation_duration_seconds", "operation_type"),
    "objects": ("objects_operation_duration_seconds", "operation_type"),
}


@dataclass(frozen=True)
class _Instruments:
    registry: CollectorRegistry
    seconds: dict[str, Histogram]
    errors: Counter
    requests: Counter


def observe(store: str, kind: str, seconds: float) -> None:
    """Note how long one piece of work took, whatever came of it."""
    _instruments().seconds[store].labels(kind).observe(seconds)


def count_error(store: str, kind: str, reason: str) -> None:
    """Note that one failed: `down`, `refused` or `breaker_open`."""
    _instruments().errors.labels(store, kind, reason).inc()


def count_request(door: str, method: str, status: str) -> None:
    """Note that a request was answered at one of our HTTP doors."""
    _instruments().requests.labels(door, method, status).inc()


def render() -> str:
    """Everything measured in this process, in Prometheus' text format."""
    from prometheus_client import generate_latest

    return generate_latest(_instruments().registry).decode()


def begin_anew() -> None:
    """Forget everything measured in this process so far."""
    _instruments.cache_clear()


class _Breakers:
    """Reads the breakers when somebody looks, so that none has to report."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        gauge = GaugeMetricFamily(
            "onevice_store_breaker_open",
            "1 while a store that did not answer is left alone",
            labels=["store", "address"],
        )
        for (store, address), breaker in known_breakers().items():
            gauge.add_metric([store, address], float(breaker.state == "open"))
        yield gauge


@cache
def _instruments() -> _Instruments:
    from prometheus_client import CollectorRegistry, Counter, Histogram

    registry = CollectorRegistry()
    seconds = {
        store: Histogram(
            name, f"Seconds of work at {store}", [label], buckets=_BUCKETS, registry=registry
        )
        for store, (name, label) in _NAMES.items()
    }
    errors = Counter(
        "onevice_store_errors", "Failed work", ["store", "kind", "reason"], registry=registry
    )
    labels = ["door", "method", "status"]
    requests = Counter("onevice_http_requests", "Requests answered", labels, registry=registry)
    registry.register(_Breakers())
    _serve(registry)
    return _Instruments(registry, seconds, errors, requests)


def _serve(registry: CollectorRegistry) -> None:
    """Answer who scrapes this process; the first one that takes the port has it."""
    from prometheus_client import start_http_server

    port = os.environ.get(PORT_VARIABLE)
    if not port:
        return
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        raise ConfigurationError(f"{PORT_VARIABLE}={port!r} is not the number of a port.")
    try:
        start_http_server(int(port), addr="127.0.0.1", registry=registry)
    except OSError as error:
        logging.getLogger(__name__).info("no metrics on port %s of this process: %s", port, error)


# a child starts counting at nothing, with locks that nobody holds
os.register_at_fork(after_in_child=begin_anew)
