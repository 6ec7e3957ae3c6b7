"""Tables of documents (seed 000, §2.1.4 and §4.1 phase 1): files, their pages, their versions."""

from __future__ import annotations

from onevice_assets.tables.columns import BATCH, CREATED, DOCUMENT_FILE, ID, ORGANIZATION
from resources.table_schema import (
    Table,
    boolean,
    fraction,
    integer,
    json,
    text,
    timestamp,
    uuid,
)

STATUSES = ("processed", "error")
TYPES = ("Treatment", "Pitch Deck", "Budget", "Contract", "Call Sheet", "Script", "Unknown")
PHASES = ("Pitch", "Pre-Production", "Production", "Post", "Delivery")
ENCRYPTION_LEVELS = ("none", "basic", "advanced")
RULES = ("first", "same_content", "same_name", "near_identical_text")

documents = Table(
    "entertainment",
    "documents",
    "batch",
    (
        ID,
        ORGANIZATION,
        BATCH,
        text("filename", "Name as it came, without folders"),
        text("content_hash", "SHA-256 of its bytes; empty where it was gone", nullable=True),
        integer("file_size_bytes", "Size as it came"),
        text("storage_location", "Where the file lies in the object store"),
        text("format", "pdf, docx, pptx, txt or md by content, not by name", nullable=True),
        text("mime_type", "Of that format", nullable=True),
        text("processing_status", "Whether its text was read", one_of=STATUSES),
        text("failure_reason", "One word: why it was not", nullable=True),
        text("failure_detail", "What was found", nullable=True),
        text("what_to_do", "About the failure", nullable=True),
        json("notes", "What is odd about a file that was read"),
        text("title", "By its metadata, else its first line, else its name"),
        text("author", "By its metadata", nullable=True),
        text("version", "By its name, else its metadata: v3.2", nullable=True),
        timestamp("created_on_file_at", "By its metadata", nullable=True),
        timestamp("modified_on_file_at", "By its metadata", nullable=True),
        integer("page_count", "Pages; null: a docx that was never laid out", nullable=True),
        text("pages_known_by", "layout, rendered, breaks or none", nullable=True),
        integer("word_count", "Words of all pages"),
        text("language", "ISO 639-1", nullable=True),
        fraction("language_confidence", "Of the language"),
        text("type", "What it is", one_of=TYPES),
        fraction("type_confidence", "Of the type"),
        text("subtype", "Director Treatment, Final Budget, …", nullable=True),
        text("project_phase", "Of the project", nullable=True, one_of=PHASES),
        text("summary", "Its own most telling sentences"),
        json("keywords", "Words that set it apart, heaviest first"),
        fraction("extraction_quality", "How much of its text was had"),
        boolean("is_confidential", "Says so, or is a contract or a budget"),
        boolean("requires_nda", "Speaks of a non-disclosure agreement"),
        integer("sensitivity_level", "1 (most sensitive) to 6", low=1),
        json("access_groups", "Who may see it besides leadership: @folders", nullable=True),
        text("encryption_level", "How it is to be kept at rest", one_of=ENCRYPTION_LEVELS),
        integer("retention_period_days", "Days to keep it from when it came"),
        text("uploaded_by", "Who put it there", nullable=True),
        timestamp("uploaded_at", "When the file was put into the inbox"),
        text("name_stem", "Its name without version, copy marks and ending"),
        json("signature", "MinHash of its text, for versions"),
        CREATED,
    ),
    natural_key=("organization_id", "storage_location"),
)

document_pages = Table(
    "entertainment",
    "document_pages",
    "batch",
    (
        ID,
        ORGANIZATION,
        BATCH,
        DOCUMENT_FILE,
        integer("page_number", "From 1; slides and form feeds count as pages", low=1),
        text("page_text", "Text; cells of a table's row are joined by tabs"),
        integer("word_count", "Words of the page"),
        CREATED,
    ),
    natural_key=("document_file_id", "page_number"),
)

document_versions = Table(
    "entertainment",
    "document_versions",
    "organization",
    (
        ID,
        ORGANIZATION,
        DOCUMENT_FILE,
        text("batch", "Batch the file came in"),
        uuid("document_id", "Document that the file is a version of; the same for all of them"),
        integer("version_number", "From 1, oldest first", low=1),
        boolean("is_latest", "The version that stands"),
        text("joined_by", "Which rule made it a version of the document", one_of=RULES),
        fraction("similarity", "Of its text to the version it was joined to", nullable=True),
        text("filename", "Name of the file"),
        text("version", "By its name or metadata", nullable=True),
        CREATED,
    ),
    natural_key=("document_file_id",),
)
