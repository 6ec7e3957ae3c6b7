"""The publisher of every copy of the monitor: what the assets publish by, and sagas resume by."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from onevice_assets.brand_monitor.projections.list_projections import ALL
from onevice_assets.publishing.publish import Publisher
from resources.saga.log import SagaLog


def make_publisher(resources: Mapping[str, Any]) -> Publisher:
    """A publisher to every store.

    Args:
        resources: by name: `control`, `objects` and what the copies name.
    """
    given = SimpleNamespace(**resources)
    projections = [copy.make(given) for copy in ALL]
    return Publisher(SagaLog(given.control), given.objects, projections)
