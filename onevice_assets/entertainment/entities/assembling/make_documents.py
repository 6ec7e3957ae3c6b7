"""Nodes of documents: the version that stands, under the id that all versions share."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable

from onevice_assets.entertainment.entities.assembling.protect import read_protection
from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.entities.resolving.gather import Row
from onevice_assets.entertainment.graph.model.documents import DOCUMENT_TYPES
from onevice_assets.entertainment.graph.model.levels import tell_protection
from onevice_assets.entertainment.graph.model.rows import Row as NodeRow
from onevice_assets.entertainment.graph.model.rows import make_node

_MOST_ENTITIES = 10
_COPIED = {
    "title": "title",
    "filename": "filename",
    "subtype": "subtype",
    "fileSize": "file_size_bytes",
    "mimeType": "mime_type",
    "pageCount": "page_count",
    "wordCount": "word_count",
    "summary": "summary",
    "author": "author",
    "version": "version",
    "language": "language",
    "createdDate": "created_on_file_at",
    "lastModified": "modified_on_file_at",
    "encryptionLevel": "encryption_level",
    "retentionPeriod": "retention_period_days",
    "projectPhase": "project_phase",
    "isConfidential": "is_confidential",
    "requiresNDA": "requires_nda",
    "processingStatus": "processing_status",
    "extractionQuality": "extraction_quality",
    "uploadedBy": "uploaded_by",
    "uploadedAt": "uploaded_at",
    "processedAt": "created_at",
    "storageLocation": "storage_location",
}
"""Property → column of `documents`."""


def make_documents(sources: Sources) -> list[NodeRow]:
    """A node for every document that was read."""
    named = _name_most(sources.gathered.entities)
    return [_make(sources, one, named.get(one["id"], [])) for one in sources.gathered.documents]


def _make(sources: Sources, document: Row, entities: list[str]) -> NodeRow:
    return make_node(
        "Document",
        sources.gathered.organization_id,
        document["document_id"],
        **{name: document[column] for name, column in _COPIED.items()},
        type=document["type"] if document["type"] in DOCUMENT_TYPES else None,
        fullTextContent=sources.gathered.texts.get(document["id"]),
        keywords=json.loads(document["keywords"]),
        keyEntities=entities,
        **tell_protection(read_protection(document)),
    )


def _name_most(entities: Iterable[Row]) -> dict[str, list[str]]:
    """Who and what each file names most, the most frequent first."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in entities:
        if row["kind"] != "Location" and row["mention_count"]:
            found[row["document_file_id"]].append((-row["mention_count"], row["name"]))
    return {
        file: [name for _, name in sorted(counted)[:_MOST_ENTITIES]]
        for file, counted in found.items()
    }
