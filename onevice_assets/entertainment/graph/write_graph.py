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
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row
from onevice_assets.entertainment.graph.read_graph import stream_edges, stream_nodes
from resources.graph_rows import Changes, compare_edges, compare_nodes
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

    def add(self, name: str, found: Changes) -> None:
        self.write[name], self.delete[name] = found.write, found.delete

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
        changes.add(label, compare_nodes(wanted.nodes.get(label, ()), there))
    for kind in RELATIONSHIPS:
        edges = stream_edges(transaction, kind, owner)
        changes.add(kind, compare_edges(wanted.edges.get(kind, ()), edges))
    return changes


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
