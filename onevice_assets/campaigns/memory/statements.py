"""Every statement that reads and writes the campaign memory.

A client's publishes are one after the other: the first write of each locks the client's `:Memory`
node. So nodes and relationships are made by CREATE where the comparison in the same transaction
found none (no constraint of ours may keep relationships single: it would bind other applications'
too). A node that somebody else tied something to is not deleted: nothing of theirs is changed, and
the publish says so.
"""

from __future__ import annotations

from onevice_assets.campaigns.memory.statement import (
    OwnStatement,
    define_own,
    keyed,
    own,
    shared,
    tie,
)
from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.keys import MEMORY
from onevice_assets.campaigns.model.kinds import Node, Relationship
from onevice_assets.campaigns.model.shared import SHARED

HOLD = define_own(
    "hold",
    f"MERGE {own('m', MEMORY, '$key')} ON CREATE SET m.organization_id = $organization_id "
    "SET m.revision = coalesce(m.revision, 0) + 1 RETURN m.revision AS revision",
    key="none|Memory|none",
    organization_id="none",
)


def _merge_shared(label: str) -> OwnStatement:
    return define_own(
        f"merge_shared.{label}",
        f"UNWIND $rows AS row MERGE {shared('s', label, 'row.key')} "
        "ON CREATE SET s.name = row.name RETURN count(s) AS written",
        rows=[{"key": f"|{label}|{SHARED[label][0]}", "name": SHARED[label][0]}],
    )


def _read_shared(label: str) -> OwnStatement:
    return define_own(
        f"read_shared.{label}", f"MATCH {shared('s', label)} RETURN s.droom_key AS key"
    )


def _read_nodes(node: Node) -> OwnStatement:
    return define_own(
        f"read_nodes.{node.label}",
        f"MATCH {own('n', node.label)} RETURN labels(n) AS labels, properties(n) AS properties",
    )


def _create_nodes(labels: str) -> OwnStatement:
    return define_own(
        f"create_nodes.{labels.replace(':', '.')}",
        f"UNWIND $rows AS row CREATE {own('n', labels, 'row.key')} "
        "SET n += row.properties, n.brand_id = $brand_id RETURN count(n) AS written",
        # a key of its own: one that another label's node had would break the constraint
        rows=[{"key": f"none|{labels}|none", "properties": {"id": "none"}}],
    )


def _set_nodes(node: Node) -> OwnStatement:
    return define_own(
        f"set_nodes.{node.label}",
        f"UNWIND $rows AS row MATCH {keyed('n', 'row.key')} "
        "SET n += row.properties, n.brand_id = $brand_id RETURN count(n) AS written",
        rows=[{"key": "none", "properties": {"id": "none"}}],
    )


def _delete_nodes(node: Node) -> OwnStatement:
    return define_own(
        f"delete_nodes.{node.label}",
        f"UNWIND $rows AS row MATCH {keyed('n', 'row.key')} WHERE NOT (n)--() "
        "WITH collect(n) AS found UNWIND found AS n DELETE n RETURN count(*) AS written",
        rows=[{"key": "none"}],
    )


def _side(variable: str, label: str, key: str = "") -> str:
    if label in SHARED:
        return shared(variable, label, key)
    return keyed(variable, key) if key else own(variable, label)


def _name_of(variable: str, label: str) -> str:
    return f"{variable}.name" if label in SHARED else f"{variable}.id"


def read_edges(edge: Relationship) -> OwnStatement:
    """All of a client's relationships of one declaration: `start`, `end`, `properties`."""
    return define_own(
        f"read_edges.{edge.key}",
        f"MATCH {_side('a', edge.start)}-{tie('r', edge.type)}->{_side('b', edge.end)} "
        f"RETURN {_name_of('a', edge.start)} AS start, {_name_of('b', edge.end)} AS end, "
        "properties(r) AS properties",
    )


def delete_edges(edge: Relationship) -> OwnStatement:
    """Take away all relationships of one declaration between two nodes: `start`, `end` are keys."""
    return define_own(
        f"delete_edges.{edge.key}",
        f"UNWIND $rows AS row MATCH {_side('a', edge.start, 'row.start')}-{tie('r', edge.type)}->"
        f"{_side('b', edge.end, 'row.end')} "
        "WITH collect(r) AS found UNWIND found AS r DELETE r",
        rows=[{"start": "none", "end": "none"}],
    )


def create_edges(edge: Relationship) -> OwnStatement:
    """Make relationships of one declaration: `start`, `end` are keys, `properties` all it has."""
    return define_own(
        f"create_edges.{edge.key}",
        f"UNWIND $rows AS row MATCH {_side('a', edge.start, 'row.start')} "
        f"MATCH {_side('b', edge.end, 'row.end')} CREATE (a)-{tie('r', edge.type)}->(b) "
        "SET r += row.properties, r.brand_id = $brand_id RETURN count(r) AS written",
        rows=[{"start": "none", "end": "none", "properties": {"brand_id": "none"}}],
    )


def labels_of(node: Node) -> dict[str, str]:
    """The labels a node may be made with, by its sort; of one without sorts by an empty text."""
    return {sort: f"{node.label}:{sort}" for sort in node.sorts} or {"": node.label}


MERGE_SHARED = {label: _merge_shared(label) for label in SHARED}
READ_SHARED = {label: _read_shared(label) for label in SHARED}
READ_NODES = {label: _read_nodes(one) for label, one in NODES.items()}
CREATE_NODES = {
    label: {sort: _create_nodes(labels) for sort, labels in labels_of(one).items()}
    for label, one in NODES.items()
}
SET_NODES = {label: _set_nodes(one) for label, one in NODES.items()}
DELETE_NODES = {label: _delete_nodes(one) for label, one in NODES.items()}
READ_EDGES = {kind: read_edges(one) for kind, one in RELATIONSHIPS.items()}
DELETE_EDGES = {kind: delete_edges(one) for kind, one in RELATIONSHIPS.items()}
CREATE_EDGES = {kind: create_edges(one) for kind, one in RELATIONSHIPS.items()}
