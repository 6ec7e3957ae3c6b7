"""Checks of the stage `graph`: the graph holds what was published."""

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
    """Every node and edge in the graph is as the lake's rows make it, and no other is there.

    A partition that a publish of another day has replaced since has nothing to compare.
    """
    from onevice_assets.brand_monitor.graph.projection import GraphProjection
    from onevice_assets.publishing.drift import compare_copies, tell_drift
    from onevice_assets.publishing.scopes import find_scopes

    latest = {split_key(key)[1]: key for key in sorted(context.partition_keys)}
    projection = GraphProjection(lake, control, graph)
    with control.begin() as db:
        scopes = find_scopes(db, latest.values())
    found = [one for scope in scopes.values() for one in compare_copies(projection, scope)]
    return dg.AssetCheckResult(
        passed=all(one.is_equal for one in found),
        severity=dg.AssetCheckSeverity.ERROR,
        description=tell_drift(found),
        metadata={"differing tables": sum(not one.is_equal for one in found)},
    )
