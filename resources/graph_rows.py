"""A tenant's rows in a graph: the statements that read and write them, and what differs.

Relationships are made by CREATE under a UNIQUE id after the old one is deleted in the same
transaction, and found from their start, whose own are few: no graph finds one by its properties.
What is deleted is collected first: the embedded graph, deleting while it searches, leaves some
behind (ADR 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from resources.cypher import Statement, define

Row = dict[str, Any]
_NOBODY = {"organization_id": "none"}


@dataclass(frozen=True)
class Changes:
    """What is to be sent: rows to write, and rows (`id`, of relationships `start`) to take away."""

    write: list[Row]
    delete: list[Row]


def define_hold(name: str, label: str) -> Statement:
    """Count a publish of a tenant at its one node of a label.

    The first SET takes the node's write lock: two publishes of one organization are one after the
    other, and the second compares with what the first left.
    """
    return define(
        name,
        f"MERGE (p:{label} {{organization_id: $organization_id}}) "
        "SET p.revision = coalesce(p.revision, 0) + 1 RETURN p.revision AS revision",
        **_NOBODY,
    )


def define_merge_nodes(name: str, label: str) -> Statement:
    """Write nodes; another tenant's is not ours to change: then fewer are written than sent."""
    return define(
        name,
        f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) "
        "ON CREATE SET n.organization_id = $organization_id "
        "WITH n, row WHERE n.organization_id = $organization_id "
        "SET n += row.properties RETURN count(n) AS written",
        rows=[{"id": "none", "properties": {"id": "none"}}],
        **_NOBODY,
    )


def define_delete_nodes(name: str, label: str) -> Statement:
    """Take a tenant's nodes away, with what ties them."""
    return define(
        name,
        f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) "
        "WHERE n.organization_id = $organization_id "
        "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n",
        rows=[{"id": "none"}],
        **_NOBODY,
    )


def define_read_edges(name: str, kind: str, start: str, end: str) -> Statement:
    """Read a tenant's relationships of a type, between two labels."""
    return define(
        name,
        f"MATCH (a:{start})-[r:{kind}]->(b:{end}) "
        "WHERE a.organization_id = $organization_id AND r.organization_id = $organization_id "
        "RETURN a.id AS start, b.id AS end, properties(r) AS properties",
        **_NOBODY,
    )


def define_delete_edges(name: str, kind: str, start: str) -> Statement:
    """Take a tenant's relationships of a type away."""
    return define(
        name,
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}})-[r:{kind}]->() "
        "WHERE r.id = row.id AND r.organization_id = $organization_id "
        "WITH collect(r) AS found UNWIND found AS r DELETE r",
        rows=[{"id": "none", "start": "none"}],
        **_NOBODY,
    )


def define_create_edges(name: str, kind: str, start: str, end: str) -> Statement:
    """Make relationships of a type between two labels."""
    return define(
        name,
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}) "
        f"MATCH (b:{end} {{id: row.end}}) "
        f"CREATE (a)-[r:{kind} {{id: row.id}}]->(b) SET r += row.properties "
        "RETURN count(r) AS written",
        rows=[{"id": "none", "start": "none", "end": "none", "properties": {"id": "none"}}],
    )


def compare_nodes(wanted: Iterable[Row], there: Iterable[Row]) -> Changes:
    """Nodes that are new or changed (of these what differs), and those that are gone."""
    missing = {row["id"]: row for row in wanted}
    fresh, gone = [], []
    for held in there:
        row = missing.pop(held["id"], None)
        if row is None:
            gone.append({"id": held["id"]})
        elif row != held:
            fresh.append({"id": row["id"], "properties": _difference(row, held)})
    fresh += [{"id": one, "properties": row} for one, row in missing.items()]
    return Changes(fresh, gone)


def compare_edges(wanted: Iterable[Row], there: Iterable[Row]) -> Changes:
    """Relationships to make, and to take away; a changed one is both."""
    missing = {row["id"]: row for row in wanted}
    gone = []
    for held in there:
        # two of one id cannot be: the second one would be taken for gone
        if missing.get(held.get("id", "")) == held:
            del missing[held["id"]]
        else:
            gone.append({"id": held.get("id"), "start": held["start"]})
    return Changes([_to_edge(row) for row in missing.values()], gone)


def _difference(row: Row, held: Row) -> Row:
    """Properties to set; None takes one away."""
    return {
        name: row.get(name)
        for name in row.keys() | held.keys()
        if name not in row or row[name] != held.get(name)
    }


def _to_edge(row: Row) -> Row:
    properties = {name: value for name, value in row.items() if name not in ("start", "end")}
    return {"id": row["id"], "start": row["start"], "end": row["end"], "properties": properties}
