"""Replaces a website's part of the graph, and counts what is there.

One publish is two managed transactions: the nodes everybody shares are merged, then everything
of the website (its own nodes, all its edges) changes at once. What is already as it should be is
not written at all, so publishing the same rows again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from resources.graph_store import GraphSession, GraphTransaction

Row = dict[str, Any]


def publish(session: GraphSession, rows: GraphRows) -> bool:
    """Make the website's part of the graph hold exactly these rows.

    Args:
        session: an open session.
        rows: what `build_graph` made.

    Returns:
        Whether anything of the website's own nodes and edges had to change.

    Raises:
        StoreError: the graph refused; the website's part is as it was.
    """
    session.ensure(cypher.SCHEMA)
    session.change("brand_monitor.publish.shared_nodes", lambda t: _merge_shared(t, rows))
    return session.change("brand_monitor.publish.website", lambda t: _replace_own(t, rows))


def count_published(session: GraphSession, rows: GraphRows) -> dict[str, int]:
    """Count the website's nodes and edges in the graph, by label and type.

    Shared nodes are counted among those the rows name.

    Raises:
        StoreError: the graph refused or did not answer.
    """
    counts = {
        name: session.read(statement, website_id=rows.website_id)[0]["count"]
        for name, statement in {**cypher.COUNT_NODES, **cypher.COUNT_EDGES}.items()
    }
    for label, statement in cypher.COUNT_SHARED.items():
        keys = [row[cypher.NODE_KEYS[label]] for row in rows.nodes[label]]
        counts[label] = session.read(statement, keys=keys)[0]["count"]
    return counts


def read_period_end(session: GraphSession, website_id: str) -> date | None:
    """Last day of the period the website's edges in the graph stand for; `None` without edges."""
    for statement in cypher.READ_PERIOD.values():
        found = session.read(statement, website_id=website_id)[0]["period_end"]
        if found is not None:
            return cast("date", found)
    return None


def _merge_shared(transaction: GraphTransaction, rows: GraphRows) -> None:
    for label, statement in cypher.MERGE_SHARED.items():
        transaction.write(statement, rows.nodes[label])


def _replace_own(transaction: GraphTransaction, rows: GraphRows) -> bool:
    stale_edges = [kind for kind in cypher.EDGE_ENDS if _edges_differ(transaction, rows, kind)]
    for kind in stale_edges:
        transaction.read(cypher.DELETE_EDGES[kind], website_id=rows.website_id)
    changed = [_replace_nodes(transaction, rows, label) for label in cypher.WEBSITE_LABELS]
    for kind in stale_edges:
        transaction.write(cypher.CREATE_EDGES[kind], rows.edges[kind])
    return any(changed) or bool(stale_edges)


def _edges_differ(transaction: GraphTransaction, rows: GraphRows, kind: str) -> bool:
    found = transaction.read(cypher.READ_EDGES[kind], website_id=rows.website_id)
    there = {row["properties"]["id"]: row for row in found}
    wanted = {
        row["id"]: {
            "start": row["start"],
            "end": row["end"],
            "properties": {"id": row["id"], **row["properties"]},
        }
        for row in rows.edges[kind]
    }
    return len(found) != len(rows.edges[kind]) or there != wanted


def _replace_nodes(transaction: GraphTransaction, rows: GraphRows, label: str) -> bool:
    website = {"website_id": rows.website_id}
    found = transaction.read(cypher.READ_NODES[label], **website)
    there = _by_id(row["properties"] for row in found)
    wanted = _by_id(rows.nodes[label])
    gone = sorted(there.keys() - wanted.keys())
    fresh = [{"id": one, "properties": row} for one, row in wanted.items() if there.get(one) != row]
    if gone:
        transaction.read(cypher.DELETE_NODES[label], ids=gone, **website)
    transaction.write(cypher.MERGE_NODES[label], fresh)
    return bool(gone or fresh)


def _by_id(rows: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    return {row["id"]: dict(row) for row in rows}
