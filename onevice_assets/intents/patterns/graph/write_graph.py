"""Replaces an organization's patterns by what is new, changed or gone, in one transaction.

What stands there is compared value by value, so that a change by hand is mended too, and the same
rows again write nothing. A process that is killed leaves the graph as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from onevice_assets.intents.patterns.graph import statements as cypher
from onevice_assets.intents.patterns.graph.model import TYPES, PatternRows
from onevice_assets.intents.patterns.graph.read_graph import read_rows
from resources.graph_rows import Changes, compare_edges, compare_nodes
from resources.graph_store import GraphSession, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current


@dataclass(frozen=True)
class Published:
    """What a publish did: patterns and relationships written, and taken away."""

    patterns_written: int = 0
    patterns_deleted: int = 0
    relationships_written: int = 0
    relationships_deleted: int = 0


@dataclass(frozen=True)
class _Changes:
    nodes: Changes
    edges: dict[str, Changes]

    def count(self) -> Published:
        return Published(
            len(self.nodes.write),
            len(self.nodes.delete),
            sum(len(one.write) for one in self.edges.values()),
            sum(len(one.delete) for one in self.edges.values()),
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
        gone = changes.edges[kind].delete
        transaction.write(cypher.DELETE_EDGES[kind], gone, organization_id=owner)
    transaction.write(cypher.DELETE_NODES, changes.nodes.delete, organization_id=owner)
    transaction.write(cypher.MERGE_NODES, changes.nodes.write, organization_id=owner)
    for kind in TYPES:
        transaction.write(cypher.CREATE_EDGES[kind], changes.edges[kind].write)
    return changes.count()


def _compare(rows: PatternRows, transaction: GraphTransaction) -> _Changes:
    held = read_rows(transaction, rows.organization_id)
    return _Changes(
        compare_nodes(rows.nodes, held.nodes),
        {kind: compare_edges(rows.edges[kind], held.edges[kind]) for kind in TYPES},
    )
