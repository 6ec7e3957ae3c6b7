"""Replaces an organization's patterns by what is new, changed or gone, in one transaction.

What stands there is compared value by value, so that a change by hand is mended too, and the same
rows again write nothing. A process that is killed leaves the graph as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from onevice_assets.intents.patterns.graph import statements as cypher
from onevice_assets.intents.patterns.graph.model import TYPES, PatternRows, Row
from onevice_assets.intents.patterns.graph.read_graph import read_rows
from resources.graph_store import GraphSession, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current


@dataclass(frozen=True)
class Published:
    """What a publish did: patterns and relationships written, and taken away."""

    patterns_written: int = 0
    patterns_deleted: int = 0
    relationships_written: int = 0
    relationships_deleted: int = 0


@dataclass
class _Changes:
    nodes: list[Row] = field(default_factory=list)
    gone_nodes: list[Row] = field(default_factory=list)
    edges: dict[str, list[Row]] = field(default_factory=dict)
    gone_edges: dict[str, list[Row]] = field(default_factory=dict)

    def count(self) -> Published:
        return Published(
            len(self.nodes),
            len(self.gone_nodes),
            sum(map(len, self.edges.values())),
            sum(map(len, self.gone_edges.values())),
        )


def publish(session: GraphSession, rows: PatternRows) -> Published:
    """Make the graph hold exactly these patterns of an organization; only what differs is written.

    Args:
        session: an open session of either graph.
        rows: all of the organization's.

    Raises:
        StoreError: the graph refused; the organization's patterns are as they were.
    """
    ensure_current(session)
    found = session.look("intents.compare", partial(_compare, rows)).count()
    if found == Published():
        return found
    return session.change("intents.publish", partial(_replace, rows))


def _replace(rows: PatternRows, transaction: GraphTransaction) -> Published:
    owner = rows.organization_id
    transaction.read(cypher.HOLD_PUBLICATION, organization_id=owner)
    changes = _compare(rows, transaction)
    for kind in TYPES:
        gone = changes.gone_edges[kind]
        transaction.write(cypher.DELETE_EDGES[kind], gone, organization_id=owner)
    transaction.write(cypher.DELETE_NODES, changes.gone_nodes, organization_id=owner)
    transaction.write(cypher.MERGE_NODES, changes.nodes, organization_id=owner)
    for kind in TYPES:
        transaction.write(cypher.CREATE_EDGES[kind], changes.edges[kind])
    return changes.count()


def _compare(rows: PatternRows, transaction: GraphTransaction) -> _Changes:
    held = read_rows(transaction, rows.organization_id)
    changes = _Changes()
    _compare_nodes(changes, rows.nodes, held.nodes)
    for kind in TYPES:
        _compare_edges(changes, kind, rows.edges[kind], held.edges[kind])
    return changes


def _compare_nodes(changes: _Changes, wanted: list[Row], held: list[Row]) -> None:
    missing = {row["id"]: row for row in wanted}
    for one in held:
        row = missing.pop(one["id"], None)
        if row is None:
            changes.gone_nodes.append({"id": one["id"]})
        elif row != one:
            # None takes a property away
            names = {name for name in row.keys() | one.keys() if row.get(name) != one.get(name)}
            difference = {name: row.get(name) for name in names}
            changes.nodes.append({"id": row["id"], "properties": difference})
    changes.nodes += [{"id": one, "properties": row} for one, row in missing.items()]


def _compare_edges(changes: _Changes, kind: str, wanted: list[Row], held: list[Row]) -> None:
    missing = {row["id"]: row for row in wanted}
    gone = []
    for one in held:
        if missing.get(one.get("id", "")) == one:
            del missing[one["id"]]
        else:
            gone.append({"id": one.get("id"), "start": one["start"]})
    changes.gone_edges[kind] = gone
    changes.edges[kind] = [_to_edge(row) for row in missing.values()]


def _to_edge(row: Row) -> Row:
    ends = {"id": row["id"], "start": row["start"], "end": row["end"]}
    return {**ends, "properties": {name: row[name] for name in row.keys() - {"start", "end"}}}
