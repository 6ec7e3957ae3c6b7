"""Reads a website's part of the graph back, in the form in which it was built."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from resources.graph_store import GraphSession, GraphTransaction

Row = dict[str, Any]

_SCOPE = ("website_id", "period_start", "period_end")


def read_graph(session: GraphSession, website_id: str) -> GraphRows:
    """Read everything of a website, and the shared nodes that its last publish named.

    Raises:
        StoreError: the graph refused or did not answer.
    """
    return session.look("brand_monitor.read_graph", partial(_read, website_id))


def _read(website_id: str, transaction: GraphTransaction) -> GraphRows:
    found = transaction.read(cypher.READ_PUBLICATION, website_id=website_id)
    published: Row = found[0]["properties"] if found else {}
    nodes = {
        label: [row["properties"] for row in transaction.read(statement, website_id=website_id)]
        for label, statement in cypher.READ_NODES.items()
    }
    nodes |= {
        label: [
            row["properties"]
            for row in transaction.read(statement, keys=published.get(cypher.NAMED[label], []))
        ]
        for label, statement in cypher.READ_SHARED.items()
    }
    edges = {
        kind: [_edge(row) for row in transaction.read(statement, website_id=website_id)]
        for kind, statement in cypher.READ_EDGES.items()
    }
    return GraphRows(website_id, _period(published), nodes, edges)


def read_period_end(session: GraphSession, website_id: str) -> date | None:
    """Last day of the period that the website's edges stand for; `None` if never published."""
    found = session.read(cypher.READ_PUBLICATION, website_id=website_id)
    period_end: date | None = found[0]["properties"]["period_end"] if found else None
    return period_end


def _edge(row: Row) -> Row:
    properties = {name: value for name, value in row["properties"].items() if name not in _SCOPE}
    return {
        "id": properties.pop("id"),
        "start": row["start"],
        "end": row["end"],
        "properties": properties,
    }


def _period(published: Mapping[str, Any]) -> tuple[date, date] | None:
    if not published:
        return None
    return published["period_start"], published["period_end"]
