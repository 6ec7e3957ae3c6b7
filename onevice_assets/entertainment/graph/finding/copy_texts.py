"""Texts in the platform's search index, for the embedded graph; a real Neo4j has its own.

A document's id is the node's UUID; it belongs to none of the organization's websites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from onevice_assets.entertainment.graph.finding.copy_vectors import level_of
from onevice_assets.entertainment.graph.model.levels import list_restricted
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, uuid_of
from resources.errors import MissingDataError
from resources.search_index.documents import Document, DocumentScope, drop_nul

if TYPE_CHECKING:
    from resources.search_index.index import SearchIndex

INDEXES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "Person": (
        "entertainment_people",
        {"name": "name", "bio": "bio", "specializations": "specializations"},
    ),
    "Project": ("entertainment_projects", {"name": "name", "concepts": "concepts", "mood": "mood"}),
    "Document": (
        "entertainment_documents",
        {"title": "title", "full_text": "fullTextContent", "summary": "summary"},
    ),
}
"""Label → its search index, and field of it → property of the node (seed 000, §5.1)."""


def copy_texts(search: SearchIndex, rows: GraphRows) -> Mapping[str, int]:
    """Make the search hold the texts of the organization's nodes, and no other.

    An index that says the same is not written again.

    Args:
        search: opened; its indexes appear with the first call.
        rows: the published graph.

    Returns:
        Texts that were new, different or gone, by label.

    Raises:
        StoreError: the store did not take it; a second call completes it.
    """
    owner = rows.organization_id
    return {
        label: replace_texts(search, label, owner, to_documents(label, rows)) for label in INDEXES
    }


def to_documents(label: str, rows: GraphRows) -> list[Document]:
    """The document of each node of a label that has an index."""
    _, fields = INDEXES[label]
    return [_to_document(label, fields, one) for one in rows.nodes.get(label, ())]


def read_texts(search: SearchIndex, label: str, organization_id: str) -> list[Document]:
    """What the search holds of an organization's nodes of a label; none before the first.

    Raises:
        StoreError: the store does not answer.
    """
    try:
        return search.read(INDEXES[label][0], _scope(organization_id))
    except MissingDataError:  # no such index yet: the first replacement makes it
        return []


def replace_texts(
    search: SearchIndex, label: str, organization_id: str, documents: Sequence[Document]
) -> int:
    """Make a label's index hold exactly these of an organization; say how many were other.

    Raises:
        StoreError: the store did not take it; a second call completes it.
    """
    wanted = {one["id"]: one for one in documents}
    there = {one["id"]: one for one in read_texts(search, label, organization_id)}
    other = sum(there.get(one) != wanted.get(one) for one in there.keys() | wanted.keys())
    if other:
        search.replace(INDEXES[label][0], _scope(organization_id), documents)
    return other


def _scope(organization_id: str) -> DocumentScope:
    return DocumentScope(organization_id, organization_id)


def _to_document(label: str, fields: Mapping[str, str], row: Row) -> Document:
    owner = row["organization_id"]
    whose = {"id": uuid_of(row["id"]), "organization_id": owner, "website_id": owner, "day": None}
    restricted = list_restricted(row)
    texts = {
        field: None if name in restricted else _tell(row.get(name))
        for field, name in fields.items()
    }
    document: Document = drop_nul({**whose, "level": str(level_of(label, row)), **texts})
    return document


def _tell(value: object) -> str | None:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or None
    return str(value) if value else None
