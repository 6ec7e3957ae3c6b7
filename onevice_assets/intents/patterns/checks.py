"""Checks of patterns: nobody's rest on another's turns, and the graph holds what the lake says."""

from collections.abc import Iterable, Mapping
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import find_organization
from onevice_assets.partitions import intents_organizations
from onevice_assets.tables import intents as tables
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake

_RELATIONSHIPS = dg.AssetKey(["intents", "pattern_relationships"])
_GRAPH = dg.AssetKey(["intents", "graph", "pattern_graph"])


@dg.asset_check(
    asset=_RELATIONSHIPS,
    blocking=True,
    partitions_def=intents_organizations,
    additional_deps=[dg.AssetKey(["intents", "patterns"])],
)
def no_pattern_is_tied_to_another_users(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Both ends of every relationship are patterns of the user it belongs to."""
    key = context.partition_key
    nodes = lake.read_rows(tables.patterns.only("id", "user_id"), key)
    whose = {row["id"]: row["user_id"] for row in nodes}
    rows = lake.read_rows(tables.pattern_relationships, key)
    ends = ("from_pattern_id", "to_pattern_id")
    wrong = [
        row["id"] for row in rows if any(whose.get(row[end]) != row["user_id"] for end in ends)
    ]
    return dg.AssetCheckResult(
        passed=not wrong, metadata={"relationships": len(rows), "wrong": wrong[:5]}
    )


@dg.asset_check(asset=_GRAPH, blocking=True, partitions_def=intents_organizations)
def the_graph_holds_the_patterns_of_the_lake(
    context: dg.AssetCheckExecutionContext, lake: Lake, control: ControlPlane, graph: GraphStore
) -> dg.AssetCheckResult:
    """Every pattern and relationship of the graph is that of the lake, value by value."""
    from onevice_assets.intents.patterns.graph.read_graph import read_graph
    from onevice_assets.intents.patterns.graph.read_lake import read_lake

    key = context.partition_key
    wanted = read_lake(lake, key, find_organization(control, key))
    with graph.session() as session:
        held = read_graph(session, wanted.organization_id)
    pairs = {"patterns": (wanted.nodes, held.nodes)}
    pairs |= {kind: (rows, held.edges[kind]) for kind, rows in wanted.edges.items()}
    different = {
        name: count for name, (of, has) in pairs.items() if (count := len(_tell(of) ^ _tell(has)))
    }
    return dg.AssetCheckResult(passed=not different, metadata={"different": different})


def _tell(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Rows by all of their values."""
    return {repr(sorted(row.items())) for row in rows}
