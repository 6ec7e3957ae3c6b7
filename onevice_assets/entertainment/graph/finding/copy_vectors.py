"""Vectors in the platform's store, under their model's name.

For the embedded graph, and for any model but the one that Neo4j's indexes are made for. An
entry's id is the node's UUID; `level` is the node's own level (1 to 6; 1 where it should have one
and has none), so that a search looks only at what the asker may see; `kind` is its role, type or
category.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.finding.texts import texts_of
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, uuid_of
from resources.identity import text_hash
from resources.migrations.vectors.declared import ENTERTAINMENT, collection
from resources.vector_index.replace_place import Replaced, replace_place
from resources.vector_index.vector_index import Entry, Place

if TYPE_CHECKING:
    from resources.embedding.embedder import Embedder
    from resources.vector_index.vector_index import Collection, VectorIndex

_KINDS = {"Person": "roleType", "Project": "type", "Document": "type"}
MOST_CHARACTERS = 2_000
"""Of a text that is kept beside its vector; the vector is of these characters."""


def collection_of(index: str, embedder: Embedder) -> Collection:
    """The collection of a vector index of the seed: `entertainment_person_profile--{model}`."""
    name = f"{ENTERTAINMENT}{index.removesuffix('_vector')}"
    return collection(name, embedder.model, embedder.dimensions)


def place_of(organization_id: str) -> Place:
    """Where an organization's entries lie: they belong to none of its websites."""
    return Place(organization_id, organization_id)


def level_of(label: str, row: Row) -> int:
    """A node's own level, 1 to 6: 1 where it should have one and has none."""
    by = NODES[label].level_property
    return int(row.get(by) or 1) if by else PUBLIC


def list_entries(rows: GraphRows) -> Mapping[str, list[Entry]]:
    """An entry without vector for every text of the nodes, by the seed's name of the index."""
    entries: dict[str, list[Entry]] = {
        index: [] for node in NODES.values() for index in node.vectors
    }
    for label, some in rows.nodes.items():
        for row in some:
            for index, text in texts_of(label, row).items():
                entries[index].append(_to_entry(label, row, text[:MOST_CHARACTERS]))
    return entries


def copy_vectors(store: VectorIndex, embedder: Embedder, rows: GraphRows) -> Mapping[str, Replaced]:
    """Make the store hold a vector for every text of the organization's nodes, and no other.

    What is there already is neither embedded nor sent.

    Args:
        store: opened, at its newest version (`VectorMigrations(…).up()`).
        embedder: any model.
        rows: the published graph.

    Returns:
        What was done, by the seed's name of the vector index.

    Raises:
        StoreError: the store did not take it; a second call completes it.
        ProviderError, BudgetError: of a model that is asked over the network.
    """
    place = place_of(rows.organization_id)
    return {
        index: replace_place(store, collection_of(index, embedder), place, found, embedder)
        for index, found in list_entries(rows).items()
    }


def _to_entry(label: str, row: Row, text: str) -> Entry:
    clean = text.replace("\x00", "")
    return Entry(
        uuid_of(row["id"]),
        clean,
        text_hash(clean),
        {
            "level": str(level_of(label, row)),
            "kind": str(row.get(_KINDS.get(label, "category")) or ""),
        },
    )
