"""Replaces a website's part of the graph, and counts what is there.

One publish is two managed transactions: the nodes everybody shares are merged, then everything
of the website (its own nodes, all its edges) changes at once. A `Publication` node keeps the
digest of the rows that made it, so publishing the same rows again writes nothing; a part whose
counts no longer fit is written anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows, count_rows
from resources.graph_store import GraphSession, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current

Row = dict[str, Any]


def publish(session: GraphSession, rows: GraphRows) -> bool:
    """Make the website's part of the graph hold exactly these rows.

    Args:
        session: an open session.
        rows: what `build_graph` made.

    Returns:
        Whether anything had to be written.

    Raises:
        StoreError: the graph refused; the website's part is as it was.
    """
    ensure_current(session)
    digest = _digest(rows)
    found = session.read(cypher.READ_PUBLICATION, website_id=rows.website_id)
    wanted = {**count_rows(rows.nodes), **count_rows(rows.edges)}
    if found and found[0]["digest"] == digest and count_published(session, rows) == wanted:
        return False
    session.change("brand_monitor.publish.shared", partial(_merge_shared, rows))
    session.change("brand_monitor.publish.website", partial(_replace_own, rows, digest))
    return True


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
    """Last day of the period that the website's edges stand for; `None` if never published."""
    found = session.read(cypher.READ_PUBLICATION, website_id=website_id)
    period_end: date | None = found[0]["period_end"] if found else None
    return period_end


def _digest(rows: GraphRows) -> str:
    """SHA-256 of the rows, however they are ordered."""
    content = {
        "period": rows.period,
        "nodes": {
            label: sorted(json.dumps(row, sort_keys=True) for row in found)
            for label, found in rows.nodes.items()
        },
        "edges": {
            kind: sorted(json.dumps(row, sort_keys=True) for row in found)
            for kind, found in rows.edges.items()
        },
    }
    text = json.dumps(content, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _merge_shared(rows: GraphRows, transaction: GraphTransaction) -> None:
    for label, statement in cypher.MERGE_SHARED.items():
        transaction.write(statement, rows.nodes[label])


def _replace_own(rows: GraphRows, digest: str, transaction: GraphTransaction) -> None:
    website = {"website_id": rows.website_id}
    period = {"period_start": rows.period[0], "period_end": rows.period[1]}
    for statement in cypher.DELETE_EDGES.values():
        transaction.read(statement, **website)
    for label in cypher.WEBSITE_LABELS:
        _replace_nodes(rows, label, transaction)
    for kind, statement in cypher.CREATE_EDGES.items():
        scope = {**website, **(period if kind in cypher.AGGREGATED else {})}
        transaction.write(statement, rows.edges[kind], scope=scope)
    transaction.read(cypher.MERGE_PUBLICATION, **website, properties={"digest": digest, **period})


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
