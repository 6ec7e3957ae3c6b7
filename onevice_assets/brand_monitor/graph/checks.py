"""Checks of the stage `graph`: the graph holds what was published."""

from typing import Any

import dagster as dg

from onevice_assets.partitions import split_key, website_days
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake

_GRAPH = dg.AssetKey(["brand_monitor", "co_mention_graph"])


@dg.asset_check(asset=_GRAPH, partitions_def=website_days)
def graph_holds_what_was_published(
    context: dg.AssetCheckExecutionContext, lake: Lake, control: ControlPlane, graph: GraphStore
) -> dg.AssetCheckResult:
    """Nodes and edges in the graph are as many as the lake's rows make, by label and type.

    A partition that a publish of another day has replaced since has nothing to compare.
    """
    from onevice_assets.brand_monitor.graph.compare_graph import compare_graph

    latest = {split_key(key)[1]: key for key in sorted(context.partition_keys)}
    compared: dict[str, Any] = {
        website: compare_graph(lake, control, graph, partition)
        for website, partition in latest.items()
    }
    return dg.AssetCheckResult(
        passed=not any(one.differences for one in compared.values()),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={website: dg.MetadataValue.json(vars(one)) for website, one in compared.items()},
    )
