"""An organization's patterns as a graph holds them, in the form they are published in."""

from __future__ import annotations

from onevice_assets.intents.patterns.graph import statements as cypher
from onevice_assets.intents.patterns.graph.model import TYPES, PatternRows, Row, in_utc
from resources.graph_store import GraphSession, GraphTransaction


def read_graph(session: GraphSession, organization_id: str) -> PatternRows:
    """Everything of an organization.

    Raises:
        StoreError: the graph does not answer.
    """
    return session.look("intents.read", lambda one: read_rows(one, organization_id))


def read_rows(transaction: GraphTransaction, organization_id: str) -> PatternRows:
    """The same within a transaction."""
    owner = {"organization_id": organization_id}
    nodes = [to_row(one["properties"]) for one in transaction.read(cypher.READ_NODES, **owner)]
    edges = {
        kind: [
            {"start": one["start"], "end": one["end"], **to_row(one["properties"])}
            for one in transaction.read(cypher.READ_EDGES[kind], **owner)
        ]
        for kind in TYPES
    }
    return PatternRows(organization_id, nodes, edges)


def to_row(properties: Row) -> Row:
    """Without nulls; moments in UTC."""
    return {name: in_utc(value) for name, value in properties.items() if value is not None}
