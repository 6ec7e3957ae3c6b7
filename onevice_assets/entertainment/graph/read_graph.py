"""An organization's graph as a store holds it: read for comparison, and read whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from onevice_assets.entertainment.graph import statements as cypher
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row
from resources.graph_store import GraphSession, GraphTransaction


def read_graph(session: GraphSession, organization_id: str) -> GraphRows:
    """Everything of an organization, as `check_rows` makes rows uniform; without vectors.

    Raises:
        StoreError: the graph does not answer.
    """
    return session.look("entertainment.read", lambda one: _read(one, organization_id))


def read_revision(session: GraphSession, organization_id: str) -> int:
    """How often a publish changed the organization's graph; 0 before the first.

    Whatever is kept of answers is of no use once it is another one.
    """
    found = session.read(cypher.READ_PUBLICATION, organization_id=organization_id)
    return int(found[0]["revision"]) if found else 0


def stream_nodes(transaction: GraphTransaction, label: str, organization_id: str) -> Iterator[Row]:
    """The nodes of a label, one after the other; a property nobody declared is there as None."""
    declared = {one.name for one in NODES[label].properties}
    for row in transaction.stream(cypher.READ_NODES[label], organization_id=organization_id):
        foreign = dict.fromkeys(name for name in row["names"] if name not in declared)
        yield {**_uniform(row["properties"]), **foreign}


def stream_edges(transaction: GraphTransaction, kind: str, organization_id: str) -> Iterator[Row]:
    """The relationships of a type, one after the other, with `start` and `end`."""
    for row in transaction.stream(cypher.READ_EDGES[kind], organization_id=organization_id):
        yield {START: row["start"], END: row["end"], **_uniform(row["properties"])}


def _read(transaction: GraphTransaction, organization_id: str) -> GraphRows:
    return GraphRows(
        organization_id,
        {label: list(stream_nodes(transaction, label, organization_id)) for label in NODES},
        {kind: list(stream_edges(transaction, kind, organization_id)) for kind in RELATIONSHIPS},
    )


def _uniform(properties: Row) -> Row:
    """Without nulls; moments in UTC, which the embedded graph keeps without saying so."""
    return {name: _in_utc(value) for name, value in properties.items() if value is not None}


def _in_utc(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
