"""Which sources there are: what each resource is asked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from onevice_assets.observing.exporter import Source
from onevice_assets.observing.failed_partitions import Partitioned, has_failures, read_failed
from onevice_assets.observing.read_days import Drift, read_days
from onevice_assets.observing.read_money import Tokens, read_ledger, read_limits
from onevice_assets.observing.read_queues import (
    read_control,
    read_inboxes,
    read_redis,
    read_runs,
)
from onevice_assets.observing.sample import Sample
from onevice_assets.observing.upkeep_results import read_upkeep

if TYPE_CHECKING:
    import dagster as dg

STORES = ("control", "graph", "redis", "objects", "lake", "search", "vectors")


def list_sources(
    resources: Mapping[str, Any],
    open_instance: Callable[[], dg.DagsterInstance],
    load_assets: Callable[[], Partitioned],
) -> tuple[Source, ...]:
    """The sources of a platform; nothing is asked yet.

    Args:
        resources: by the registry's names.
        open_instance: opens Dagster's storage; called when it is first read.
        load_assets: loads the code location, some seconds: called once a run has failed.
    """
    control, lake = resources["control"], resources["lake"]
    tokens, drift = Tokens(lake), Drift(lake)
    return (
        Source("stores", lambda: read_stores(resources)),
        Source("ledger", lambda: read_ledger(control)),
        Source("limits", lambda: read_limits(control, resources["llm"].max_usd)),
        Source("tokens", tokens.read),
        Source("control", lambda: read_control(control)),
        Source("redis", lambda: read_redis(resources["redis"])),
        Source("inboxes", lambda: read_inboxes(resources["objects"])),
        Source("days", lambda: read_days(control, lake)),
        Source("drift", drift.read),
        Source("runs", lambda: read_runs(open_instance())),
        Source("partitions", lambda: _read_partitions(open_instance(), load_assets)),
        Source("upkeep", lambda: read_upkeep(resources, open_instance())),
    )


def read_stores(resources: Mapping[str, Any]) -> Iterator[Sample]:
    """Whether each store answers; one that only starts when it is needed is neither up nor away."""
    from resources.home import home
    from resources.resilience.health import ask_all

    for one in ask_all([resources[name].probe() for name in STORES if name in resources]):
        yield Sample("onevice_up", (one.store,), float(not one.is_failing))
        yield Sample("onevice_store_idle", (one.store,), float(one.state == "not started"))
        if one.latency_ms is not None:
            seconds = one.latency_ms / 1000
            yield Sample("onevice_store_latency_seconds", (one.store,), seconds)
    yield Sample("onevice_home_free_bytes", (), shutil.disk_usage(home()).free)


def _read_partitions(
    instance: dg.DagsterInstance, load_assets: Callable[[], Partitioned]
) -> Iterator[Sample]:
    if has_failures(instance):
        yield from read_failed(instance, load_assets())
