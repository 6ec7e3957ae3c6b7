"""Checks of the graph: that every copy holds what the lake says."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

from onevice_assets.entertainment.graph.model.levels import LEVEL
from onevice_assets.partitions import entertainment_organizations
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake

_NODES = dg.AssetKey(["entertainment", "graph_nodes"])
_GRAPH = dg.AssetKey(["entertainment", "graph", "talent_graph"])
_EDGES = dg.AssetKey(["entertainment", "graph_edges"])
_LEVELLED = ("Person", "Project", "Organization", "Document", "CreativeConcept")


@dg.asset_check(asset=_NODES, blocking=True, partitions_def=entertainment_organizations)
def every_node_has_a_level(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every person, project, company, document and concept says who may see it."""
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


@dg.asset_check(asset=_EDGES, blocking=True, partitions_def=entertainment_organizations)
def every_relationship_has_a_level(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every relationship says who may see that it is there."""
    table = tables.graph_edges.only("id", "properties")
    rows = lake.read_rows(table, context.partition_key)
    open_ = [row["id"] for row in rows if not json.loads(row["properties"]).get(LEVEL)]
    return dg.AssetCheckResult(
        passed=not open_, metadata={"relationships": len(rows), "without a level": open_[:5]}
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
    pairs = [(wanted.nodes, held.nodes), (wanted.edges, held.edges)]
    different = {
        name: count
        for of, has in pairs
        for name in of.keys() | has.keys()
        if (count := len(_tell(of.get(name, ())) ^ _tell(has.get(name, ()))))
    }
    return dg.AssetCheckResult(passed=not different, metadata={"different": different})


def _tell(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Rows by all of their values."""
    return {repr(sorted(row.items())) for row in rows}
