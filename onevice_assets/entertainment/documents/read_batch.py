"""A batch of files becomes rows: each is fetched, converted by the child, and told about.

One file at a time lies on the local disk; texts of the batch lie in memory, which `Limits` and the
size of a batch bound. Nothing here uses a clock: the same files give the same rows.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from onevice_assets.converting.converted import (
    HINTS,
    Converted,
    Limits,
    Reason,
)
from onevice_assets.converting.converter import Converter, check_installed
from onevice_assets.converting.sniff import MIME_TYPES
from onevice_assets.entertainment.documents.telling.protection import list_groups
from onevice_assets.entertainment.documents.telling.tell_document import (
    tell_document,
    tell_failure,
)
from onevice_assets.entertainment.documents.versioning.read_name import read_stem
from resources.document_inbox import StoredFile, fetch_file
from resources.identity import derived_id
from resources.object_store import Objects
from resources.progress import Task


@dataclass(frozen=True)
class Batch:
    """Whose batch it is, and when it was made: the logical time of its rows."""

    key: str
    organization_id: str
    made_at: datetime


@dataclass
class Rows:
    """Rows of `documents` and of `document_pages`."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)


def read_batch(
    objects: Objects,
    batch: Batch,
    files: Iterable[StoredFile],
    task: Task,
    limits: Limits | None = None,
) -> Rows:
    """Read the files of a batch; one that cannot be read is a row with its reason.

    Args:
        objects: where they lie.
        batch: whose they are.
        files: of the batch.
        task: counts files that are done.
        limits: of each file.

    Raises:
        ConfigurationError: a reader's package is not installed; nothing was read.
        StoreError: the object store does not answer; a file that is gone is a row.
    """
    check_installed("py3langid")
    rows = Rows()
    with tempfile.TemporaryDirectory() as folder, Converter(limits or Limits()) as converter:
        local = Path(folder) / "file"
        for file in files:
            digest, converted = _convert(objects, converter, file, local, limits or Limits())
            row = _describe(batch, file, digest, converted)
            rows.documents.append(row)
            rows.pages.extend(_list_pages(batch, row["id"], converted))
            task.advance()
    return rows


def _convert(
    objects: Objects, converter: Converter, file: StoredFile, local: Path, limits: Limits
) -> tuple[str | None, Converted]:
    if file.size > limits.file_bytes:
        detail = f"It has {file.size} bytes of at most {limits.file_bytes}."
        return None, Converted(reason=Reason.TOO_LARGE, detail=detail)
    try:
        digest = fetch_file(objects, file.path, local)
    except FileNotFoundError:
        return None, Converted(reason=Reason.GONE, detail="It was listed, and then gone.")
    return digest, converter.convert(local, _base(file))


def _base(file: StoredFile) -> str:
    return file.name.rpartition("/")[2]


def _describe(
    batch: Batch, file: StoredFile, digest: str | None, converted: Converted
) -> dict[str, Any]:
    """Row of `documents`."""
    facts, name = converted.facts, _base(file)
    read = facts is not None and converted.reason is None
    told = (
        tell_document(name, facts, converted.pages)
        if facts is not None and read
        else tell_failure(name)
    )
    reason = converted.reason
    return {
        "id": derived_id(batch.made_at, "documents", batch.organization_id, file.path),
        "organization_id": batch.organization_id,
        "batch": batch.key,
        "filename": name,
        "content_hash": digest,
        "file_size_bytes": file.size,
        "storage_location": file.path,
        "format": facts.format if facts else None,
        "mime_type": MIME_TYPES[facts.format] if facts else None,
        "processing_status": "processed" if read else "error",
        "failure_reason": reason.value if reason else None,
        "failure_detail": converted.detail or None,
        "what_to_do": HINTS[reason] if reason else None,
        "notes": json.dumps(facts.notes if facts else []),
        "page_count": converted.page_count,
        "pages_known_by": facts.pages_known_by if facts and read else None,
        "uploaded_by": None,
        "uploaded_at": file.modified_at,
        "name_stem": read_stem(name),
        "access_groups": json.dumps(list_groups(file.name)),
        "created_at": batch.made_at,
        **told,
    }


def _list_pages(batch: Batch, file_id: str, converted: Converted) -> Iterable[dict[str, Any]]:
    """Rows of `document_pages`; pages without text are none."""
    for page in converted.pages:
        if page.text.strip():
            yield {
                "id": derived_id(batch.made_at, "document_pages", file_id, page.number),
                "organization_id": batch.organization_id,
                "batch": batch.key,
                "document_file_id": file_id,
                "page_number": page.number,
                "page_text": page.text,
                "word_count": len(page.text.split()),
                "created_at": batch.made_at,
            }
