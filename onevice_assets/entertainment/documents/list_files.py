"""Rows of `documents` as files whose versions are to be joined."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from onevice_assets.entertainment.documents.versioning.join_versions import File

COLUMNS = (
    "id",
    "organization_id",
    "batch",
    "filename",
    "content_hash",
    "name_stem",
    "version",
    "signature",
    "modified_on_file_at",
    "uploaded_at",
    "created_at",
    "processing_status",
)


def list_files(rows: Iterable[Mapping[str, Any]]) -> list[File]:
    """Files whose text was read; the others are no versions of anything."""
    return [
        File(
            id=row["id"],
            organization_id=row["organization_id"],
            batch=row["batch"],
            filename=row["filename"],
            content_hash=row["content_hash"],
            name_stem=row["name_stem"],
            version=row["version"],
            signature=tuple(json.loads(row["signature"])),
            dated_at=row["modified_on_file_at"] or row["uploaded_at"],
            uploaded_at=row["uploaded_at"],
            created_at=row["created_at"],
        )
        for row in rows
        if row["processing_status"] == "processed"
    ]
