"""Document (seed 000, §2.1.4)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    IDENTITY,
    MADE_OF,
    Node,
    all_of,
    choice,
    flags,
    lists,
    numbers,
    texts,
    times,
    vectors,
    wholes,
)

DOCUMENT_TYPES = ("Treatment", "Pitch Deck", "Budget", "Contract", "Call Sheet", "Script")
PHASES = ("Pitch", "Pre-Production", "Production", "Post", "Delivery")
ENCRYPTION_LEVELS = ("none", "basic", "advanced")

_FILE = all_of(
    texts(title="of the document", filename="of its last version"),
    choice("type", *DOCUMENT_TYPES, meaning="what it is"),
    texts(subtype="Director Treatment, Agency Pitch, Final Budget"),
    wholes(fileSize="bytes"),
    texts(mimeType="of the file"),
    wholes(pageCount="pages", wordCount="words"),
)
_CONTENT = all_of(
    texts(fullTextContent="the text", summary="its most telling sentences"),
    lists(keyEntities="who and what it names most", keywords="words that set it apart"),
    texts(author="by its metadata", version="by name or metadata", language="ISO 639-1"),
    times(createdDate="by its metadata", lastModified="of the file"),
)
_SECURITY = all_of(
    wholes(sensitivityLevel="1 to 6: who may see the document at all"),
    lists(accessGroups="who may see it besides leadership; empty: everybody of the clearance"),
    choice("encryptionLevel", *ENCRYPTION_LEVELS, meaning="by its sensitivity"),
    wholes(retentionPeriod="days it is kept"),
    choice("projectPhase", *PHASES, meaning="of the project"),
    flags(isConfidential="says so, or is a contract or a budget", requiresNDA="says so"),
)
_PROCESSING = all_of(
    choice(
        "processingStatus",
        "processed",
        "processing",
        "error",
        "pending",
        meaning="how far reading it is",
    ),
    numbers(extractionQuality="0 to 1: how much of the text was had"),
    choice("embeddingStatus", "complete", "pending", "failed", meaning="whether vectors are there"),
    texts(uploadedBy="who put it there"),
    times(uploadedAt="when it came", processedAt="logical time of its batch"),
    times(lastAccessed="last time found"),
    wholes(accessCount="times opened"),
    vectors(contentEmbedding="of the text", summaryEmbedding="of the summary"),
    MADE_OF,
    numbers(relevanceScore="0 to 1: rank by times found"),
    wholes(queryFrequency="times found, folded in once a day"),
    texts(storageLocation="of the file", thumbnailUrl="a picture", previewUrl="a page"),
)

DOCUMENT = Node(
    "Document",
    "doc",
    "doc",
    all_of(IDENTITY, _FILE, _CONTENT, _SECURITY, _PROCESSING),
    level_property="sensitivityLevel",
    indexes={
        "doc_type": ("type",),
        "doc_sensitivity": ("sensitivityLevel",),
        "doc_type_sensitivity": ("type", "sensitivityLevel"),
    },
    texts={"document_search_index": ("title", "fullTextContent", "summary")},
    vectors={"document_content_vector": "contentEmbedding"},
)
