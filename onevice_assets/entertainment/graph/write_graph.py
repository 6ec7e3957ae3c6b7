"""Replaces an organization's graph by what is new, changed or gone, in one transaction.

What stands there is streamed and compared value by value, so that a change by hand is mended too,
and the same rows again write nothing. A process that is killed leaves the graph as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from onevice_assets.entertainment.graph import statements as cypher
from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row
from onevice_assets.entertainment.graph.read_graph import stream_edges, stream_nodes
from resources.graph_store import GraphSession, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current


@dataclass(frozen=True)
class Published:
    """What a publish did: nodes and relationships written, and taken away."""

    nodes_written: int = 0
    nodes_deleted: int = 0
    edges_written: int = 0
    edges_deleted: int = 0


@dataclass(frozen=True)
class _Changes:
    """What is to be sent: rows to write, and rows (`id`, `start`) to take away."""

    write: dict[str, list[Row]] = field(default_factory=dict)
    delete: dict[str, list[Row]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((*self.write.values(), *self.delete.values()))


def publish(session: GraphSession, rows: GraphRows) -> Published:
    """Make an organization's graph hold exactly these rows; of a changed node only what differs.

    Args:
        session: an open session of either graph.
        rows: all of the organization's; without any, only the count of its changes is left.

    Raises:
        SchemaError: rows are not what the model declares.
        StoreError: the graph refused; the organization's graph is as it was.
    """
    wanted = check_rows(rows)
    ensure_current(session)
    if not session.look("entertainment.compare", partial(_compare, wanted)):
        return Published()
    return session.change("entertainment.publish", partial(_replace, wanted))


def _replace(wanted: GraphRows, transaction: GraphTransaction) -> Published:
    owner = wanted.organization_id
    transaction.read(cypher.HOLD_PUBLICATION, organization_id=owner)
    changes = _compare(wanted, transaction)
    for kind, gone in _of(changes.delete, RELATIONSHIPS):
        transaction.write(cypher.DELETE_EDGES[kind], gone, organization_id=owner)
    for label, gone in _of(changes.delete, NODES):
        transaction.write(cypher.DELETE_NODES[label], gone, organization_id=owner)
    for label, fresh in _of(changes.write, NODES):
        transaction.write(cypher.MERGE_NODES[label], fresh, organization_id=owner)
    for kind, fresh in _of(changes.write, RELATIONSHIPS):
        transaction.write(cypher.CREATE_EDGES[kind], fresh)
    return _tell(changes)


def _compare(wanted: GraphRows, transaction: GraphTransaction) -> _Changes:
    changes = _Changes()
    owner = wanted.organization_id
    for label in NODES:
        there = stream_nodes(transaction, label, owner)
        _compare_nodes(changes, label, wanted.nodes.get(label, ()), there)
    for kind in RELATIONSHIPS:
        edges = stream_edges(transaction, kind, owner)
        _compare_edges(changes, kind, wanted.edges.get(kind, ()), edges)
    return changes


def _compare_nodes(
    changes: _Changes, label: str, rows: Iterable[Row], there: Iterator[Row]
) -> None:
    missing = {row["id"]: row for row in rows}
    fresh, gone = [], []
    for held in there:
        row = missing.pop(held["id"], None)
        if row is None:
            gone.append({"id": held["id"]})
        elif row != held:
            fresh.append({"id": row["id"], "properties": _difference(row, held)})
    fresh += [{"id": one, "properties": row} for one, row in missing.items()]
    changes.write[label], changes.delete[label] = fresh, gone


def _difference(row: Row, held: Row) -> Row:
    """Properties to set; None takes one away."""
    return {
        name: row.get(name)
        for name in row.keys() | held.keys()
        if name not in row or row[name] != held.get(name)
    }


def _compare_edges(changes: _Changes, kind: str, rows: Iterable[Row], there: Iterator[Row]) -> None:
    missing = {row["id"]: row for row in rows}
    gone = []
    for held in there:
        # two of one id cannot be: the second one would be taken for gone
        if missing.get(held.get("id", "")) == held:
            del missing[held["id"]]
        else:
            gone.append({"id": held.get("id"), START: held[START]})
    changes.write[kind] = [_to_edge(row) for row in missing.values()]
    changes.delete[kind] = gone


def _to_edge(row: Row) -> Row:
    properties = {name: value for name, value in row.items() if name not in (START, END)}
    return {"id": row["id"], START: row[START], END: row[END], "properties": properties}


def _of(changes: dict[str, list[Row]], declared: Iterable[str]) -> Iterator[tuple[str, list[Row]]]:
    return ((name, changes[name]) for name in declared if changes.get(name))


def _tell(changes: _Changes) -> Published:
    def total(rows: dict[str, list[Row]], declared: Iterable[str]) -> int:
        return sum(len(rows.get(name, ())) for name in declared)

    return Published(
        total(changes.write, NODES),
        total(changes.delete, NODES),
        total(changes.write, RELATIONSHIPS),
        total(changes.delete, RELATIONSHIPS),
    )
