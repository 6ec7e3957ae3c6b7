"""Every Cypher statement that reads and writes an organization's graph (the profile is ADR 4).

Nodes are merged on their id alone; relationships are made by CREATE under a UNIQUE id after the
old one is deleted in the same transaction. A relationship is found from its start, whose own are
few, for no graph finds one by its properties. What is deleted is collected first: the embedded
graph, deleting while it searches, leaves some behind.

Vectors are neither read nor compared: they follow from texts (`finding/`).
"""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Node, Relationship
from resources.cypher import Statement, define

PUBLICATION = "EntertainmentPublication"
_OWN = "entertainment"
_NOBODY = {"organization_id": "none"}

# the first SET takes the node's write lock: two publishes of one organization are one after the
# other, and the second compares with what the first left
HOLD_PUBLICATION = define(
    f"{_OWN}.hold_publication",
    f"MERGE (p:{PUBLICATION} {{organization_id: $organization_id}}) "
    "SET p.revision = coalesce(p.revision, 0) + 1 RETURN p.revision AS revision",
    **_NOBODY,
)
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


def _merge_nodes(node: Node) -> Statement:
    return define(
        f"{_OWN}.merge_nodes.{node.label}",
        f"UNWIND $rows AS row MERGE (n:{node.label} {{id: row.id}}) "
        "ON CREATE SET n.organization_id = $organization_id "
        # another tenant's node is not ours to change: then fewer are written than sent
        "WITH n, row WHERE n.organization_id = $organization_id "
        "SET n += row.properties RETURN count(n) AS written",
        rows=[{"id": "none", "properties": {"id": "none"}}],
        **_NOBODY,
    )


def _delete_nodes(node: Node) -> Statement:
    return define(
        f"{_OWN}.delete_nodes.{node.label}",
        f"UNWIND $rows AS row MATCH (n:{node.label} {{id: row.id}}) "
        "WHERE n.organization_id = $organization_id "
        "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n",
        rows=[{"id": "none"}],
        **_NOBODY,
    )


def _read_edges(edge: Relationship) -> Statement:
    return define(
        f"{_OWN}.read_edges.{edge.type}",
        f"MATCH (a:{edge.start})-[r:{edge.type}]->(b:{edge.end}) "
        "WHERE a.organization_id = $organization_id AND r.organization_id = $organization_id "
        "RETURN a.id AS start, b.id AS end, properties(r) AS properties",
        **_NOBODY,
    )


def _delete_edges(edge: Relationship) -> Statement:
    return define(
        f"{_OWN}.delete_edges.{edge.type}",
        f"UNWIND $rows AS row MATCH (a:{edge.start} {{id: row.start}})-[r:{edge.type}]->() "
        "WHERE r.id = row.id AND r.organization_id = $organization_id "
        "WITH collect(r) AS found UNWIND found AS r DELETE r",
        rows=[{"id": "none", "start": "none"}],
        **_NOBODY,
    )


def _create_edges(edge: Relationship) -> Statement:
    return define(
        f"{_OWN}.create_edges.{edge.type}",
        f"UNWIND $rows AS row MATCH (a:{edge.start} {{id: row.start}}) "
        f"MATCH (b:{edge.end} {{id: row.end}}) "
        f"CREATE (a)-[r:{edge.type} {{id: row.id}}]->(b) SET r += row.properties "
        "RETURN count(r) AS written",
        rows=[{"id": "none", "start": "none", "end": "none", "properties": {"id": "none"}}],
    )


READ_NODES = {label: _read_nodes(one) for label, one in NODES.items()}
MERGE_NODES = {label: _merge_nodes(one) for label, one in NODES.items()}
DELETE_NODES = {label: _delete_nodes(one) for label, one in NODES.items()}
READ_EDGES = {kind: _read_edges(one) for kind, one in RELATIONSHIPS.items()}
DELETE_EDGES = {kind: _delete_edges(one) for kind, one in RELATIONSHIPS.items()}
CREATE_EDGES = {kind: _create_edges(one) for kind, one in RELATIONSHIPS.items()}
