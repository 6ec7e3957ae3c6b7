"""Checks of the graph: that every copy holds what the lake says."""

import dagster as dg

from onevice_assets.partitions import entertainment_organizations
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake

_NODES = dg.AssetKey(["entertainment", "graph_nodes"])
_GRAPH = dg.AssetKey(["entertainment", "graph", "talent_graph"])
_LEVELLED = ("Person", "Project", "Organization", "Document")


@dg.asset_check(asset=_NODES, blocking=True, partitions_def=entertainment_organizations)
def every_node_has_a_level(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every person, project, company and document says who may see it."""
    table = tables.graph_nodes.only("label", "node_id", "sensitivity_level")
    rows = lake.read_rows(table, context.partition_key)
    open_ = [
        row["node_id"]
        for row in rows
        if row["label"] in _LEVELLED and row["sensitivity_level"] is None
    ]
    return dg.AssetCheckResult(
        passed=not open_, metadata={"nodes": len(rows), "without a level": open_[:5]}
    )


@dg.asset_check(asset=_GRAPH, blocking=True, partitions_def=entertainment_organizations)
def the_graph_holds_what_the_lake_says(
    context: dg.AssetCheckExecutionContext, lake: Lake, control: ControlPlane, graph: GraphStore
) -> dg.AssetCheckResult:
    """Every node and relationship of the graph is that of the lake, value by value."""
    from onevice_assets.entertainment.graph.build import read_built
    from onevice_assets.entertainment.graph.read_graph import read_graph
    from resources.control_plane import organizations

    key = context.partition_key
    with control.begin() as db:
        organization_id = organizations.find(db, key)
    wanted = read_built(lake, key, organization_id)
    with graph.session() as session:
        held = read_graph(session, organization_id)
    differing = {
        name: len(_index(of) ^ _index(has))
        for name, of, has in (
            *((one, wanted.nodes.get(one, ()), held.nodes.get(one, ())) for one in wanted.nodes),
            *((one, wanted.edges.get(one, ()), held.edges.get(one, ())) for one in wanted.edges),
        )
    }
    different = {name: count for name, count in differing.items() if count}
    return dg.AssetCheckResult(passed=not different, metadata={"different": different})


def _index(rows: object) -> set[str]:
    from collections.abc import Iterable

    every = rows if isinstance(rows, Iterable) else ()
    return {repr(sorted(row.items())) for row in every}
