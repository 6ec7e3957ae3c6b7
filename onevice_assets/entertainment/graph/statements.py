"""Every Cypher statement that reads and writes an organization's graph (the profile is ADR 4).

Nodes are merged on their id alone; how relationships are kept is told in `resources/graph_rows.py`.

Vectors are neither read nor compared: they follow from texts (`finding/`).
"""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Node
from resources.cypher import Statement, define
from resources.graph_rows import (
    define_create_edges,
    define_delete_edges,
    define_delete_nodes,
    define_hold,
    define_merge_nodes,
    define_read_edges,
)

PUBLICATION = "EntertainmentPublication"
_OWN = "entertainment"
_NOBODY = {"organization_id": "none"}

HOLD_PUBLICATION = define_hold(f"{_OWN}.hold_publication", PUBLICATION)
READ_PUBLICATION = define(
    f"{_OWN}.read_publication",
    f"MATCH (p:{PUBLICATION}) WHERE p.organization_id = $organization_id "
    "RETURN p.revision AS revision",
    **_NOBODY,
)


def _read_nodes(node: Node) -> Statement:
    names = ", ".join(f".{one.name}" for one in node.published)
    return define(
        f"{_OWN}.read_nodes.{node.label}",
        f"MATCH (n:{node.label}) WHERE n.organization_id = $organization_id "
        f"RETURN keys(n) AS names, n {{{names}}} AS properties",
        **_NOBODY,
    )


READ_NODES = {label: _read_nodes(one) for label, one in NODES.items()}
MERGE_NODES = {one: define_merge_nodes(f"{_OWN}.merge_nodes.{one}", one) for one in NODES}
DELETE_NODES = {one: define_delete_nodes(f"{_OWN}.delete_nodes.{one}", one) for one in NODES}
READ_EDGES = {
    kind: define_read_edges(f"{_OWN}.read_edges.{kind}", kind, one.start, one.end)
    for kind, one in RELATIONSHIPS.items()
}
DELETE_EDGES = {
    kind: define_delete_edges(f"{_OWN}.delete_edges.{kind}", kind, one.start)
    for kind, one in RELATIONSHIPS.items()
}
CREATE_EDGES = {
    kind: define_create_edges(f"{_OWN}.create_edges.{kind}", kind, one.start, one.end)
    for kind, one in RELATIONSHIPS.items()
}
