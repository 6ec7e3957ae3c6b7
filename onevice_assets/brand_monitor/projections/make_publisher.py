"""The publisher of every copy of the monitor: what the assets publish by, and sagas resume by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from onevice_assets.brand_monitor.projections.list_projections import ALL
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.publish import Publisher
from resources.redis_keys.best_effort import BestEffort
from resources.redis_keys.cache import invalidate
from resources.redis_store import RedisStore
from resources.saga.log import SagaLog


def make_publisher(resources: Mapping[str, Any]) -> Publisher:
    """A publisher to every store.

    Args:
        resources: by name, at least those of `list_projections.NEEDED`.
    """
    given = SimpleNamespace(**resources)
    projections = [copy.make(given) for copy in ALL]
    caches = {"caches": partial(_forget_caches, given.redis)}
    return Publisher(SagaLog(given.control), given.objects, projections, caches)


def _forget_caches(redis: RedisStore, scope: Scope) -> None:
    """Forget what is cached of the website; without Redis it ends by itself within the hour."""
    BestEffort(redis, f"the publish of {scope.partition}").do(
        lambda store: invalidate(store, scope.website_id)
    )
