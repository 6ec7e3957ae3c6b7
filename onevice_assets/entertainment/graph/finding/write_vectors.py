"""Vectors on the nodes of a real Neo4j, made of what changed alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.finding.texts import digest_texts, texts_of
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import EMBEDDED, Node
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row
from resources.cypher import Statement, define

if TYPE_CHECKING:
    from resources.embedding.embedder import Embedder
    from resources.graph_store import GraphSession, GraphTransaction

BATCH = 200
"""Nodes a transaction: two vectors of 1,536 numbers each are 5 MB."""


def _read_embedded(node: Node) -> Statement:
    return define(
        f"entertainment.read_embedded.{node.label}",
        f"MATCH (n:{node.label}) WHERE n.organization_id = $organization_id "
        f"RETURN n.id AS id, n.{EMBEDDED} AS digest",
        organization_id="none",
    )


def _write_vectors(node: Node) -> Statement:
    return define(
        f"entertainment.write_vectors.{node.label}",
        f"UNWIND $rows AS row MATCH (n:{node.label} {{id: row.id}}) "
        "WHERE n.organization_id = $organization_id SET n += row.properties "
        "RETURN count(n) AS written",
        rows=[{"id": "none", "properties": {EMBEDDED: "none"}}],
        organization_id="none",
    )


_WITH_VECTORS = {label: node for label, node in NODES.items() if node.vectors}
READ_EMBEDDED = {label: _read_embedded(one) for label, one in _WITH_VECTORS.items()}
WRITE_VECTORS = {label: _write_vectors(one) for label, one in _WITH_VECTORS.items()}


def write_vectors(session: GraphSession, embedder: Embedder, rows: GraphRows) -> int:
    """Give the published nodes the vectors of their texts; say how many nodes were changed.

    A batch is a transaction: what was written before a failure stays, and a second call goes on
    there. A node whose texts and model are those its vectors were made of is left alone.

    Args:
        session: of a real Neo4j (`is_in_graph`).
        embedder: of the length its indexes are made for.
        rows: the published graph.

    Raises:
        StoreError: the graph refused.
        ProviderError, BudgetError: of a model that is asked over the network.
    """
    changed = 0
    for label, statement in WRITE_VECTORS.items():
        fresh = session.look(statement.name, partial(_find_stale, label, embedder.model, rows))
        for start in range(0, len(fresh), BATCH):
            sent = _embed(label, embedder, fresh[start : start + BATCH])
            session.write(statement, sent, BATCH, organization_id=rows.organization_id)
        changed += len(fresh)
    return changed


def read_embedded(session: GraphSession, organization_id: str) -> dict[str, str]:
    """SHA-256 of the model and texts that each node's vectors were made of, by the node's id.

    Raises:
        StoreError: the graph does not answer.
    """

    def read(transaction: GraphTransaction) -> dict[str, str]:
        return {
            row["id"]: row["digest"]
            for statement in READ_EMBEDDED.values()
            for row in transaction.stream(statement, organization_id=organization_id)
            if row["digest"]
        }

    return session.look("entertainment.read_embedded", read)


def _find_stale(
    label: str, model: str, rows: GraphRows, transaction: GraphTransaction
) -> list[Row]:
    owner = rows.organization_id
    there = {
        row["id"]: row["digest"]
        for row in transaction.stream(READ_EMBEDDED[label], organization_id=owner)
    }
    return [
        row
        for row in rows.nodes.get(label, ())
        if there.get(row["id"]) != digest_texts(model, texts_of(label, row))
    ]


def _embed(label: str, embedder: Embedder, rows: Sequence[Row]) -> list[Row]:
    """A batch's properties; None takes away the vector of a text that is gone."""
    texts = [texts_of(label, row) for row in rows]
    flat = [text for one in texts for text in one.values()]
    vectors = iter(embedder.embed(flat).tolist() if flat else ())
    properties = NODES[label].vectors
    return [
        {
            "id": row["id"],
            "properties": {
                **dict.fromkeys(properties.values()),
                **{properties[index]: next(vectors) for index in own},
                EMBEDDED: digest_texts(embedder.model, own),
            },
        }
        for row, own in zip(rows, texts, strict=True)
    ]
