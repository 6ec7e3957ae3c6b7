"""Replaces a website's part of the graph.

One publish is two managed transactions: the nodes everybody shares are merged, then everything
of the website (its own nodes, all its edges) changes at once. A `Publication` node keeps the
period and which shared nodes it refers to. Whether there is anything to write is for the caller
to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from resources.graph_store import GraphSession, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current

Row = dict[str, Any]


def publish(session: GraphSession, rows: GraphRows) -> None:
    """Make the website's part of the graph hold exactly these rows.

    Args:
        session: an open session.
        rows: what `build_graph` made, or what was read back; without a period nothing is left.

    Raises:
        StoreError: the graph refused; the website's part is as it was.
    """
    ensure_current(session)
    session.change("brand_monitor.publish.shared", partial(_merge_shared, rows))
    session.change("brand_monitor.publish.website", partial(_replace_own, rows))


def _merge_shared(rows: GraphRows, transaction: GraphTransaction) -> None:
    for label, statement in cypher.MERGE_SHARED.items():
        transaction.write(statement, rows.nodes[label])


def _replace_own(rows: GraphRows, transaction: GraphTransaction) -> None:
    website = {"website_id": rows.website_id}
    for statement in cypher.DELETE_EDGES.values():
        transaction.read(statement, **website)
    for label in cypher.WEBSITE_LABELS:
        _replace_nodes(rows, label, transaction)
    if rows.period is None:
        transaction.read(cypher.DELETE_PUBLICATION, **website)
        return
    period = {"period_start": rows.period[0], "period_end": rows.period[1]}
    named = {
        column: sorted(row[cypher.NODE_KEYS[label]] for row in rows.nodes[label])
        for label, column in cypher.NAMED.items()
    }
    transaction.read(cypher.MERGE_PUBLICATION, **website, properties={**named, **period})
    for kind, statement in cypher.CREATE_EDGES.items():
        scope = {**website, **(period if kind in cypher.AGGREGATED else {})}
        transaction.write(statement, rows.edges[kind], scope=scope)


def _replace_nodes(rows: GraphRows, label: str, transaction: GraphTransaction) -> None:
    website = {"website_id": rows.website_id}
    there = _by_id(
        row["properties"] for row in transaction.read(cypher.READ_NODES[label], **website)
    )
    wanted = _by_id(rows.nodes[label])
    gone = sorted(there.keys() - wanted.keys())
    fresh = [{"id": one, "properties": row} for one, row in wanted.items() if there.get(one) != row]
    if gone:
        transaction.read(cypher.DELETE_NODES[label], ids=gone, **website)
    transaction.write(cypher.MERGE_NODES[label], fresh)


def _by_id(rows: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in rows}
