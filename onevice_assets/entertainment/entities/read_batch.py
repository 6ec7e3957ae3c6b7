"""A batch of documents becomes what they name: file after file, one file's pages in memory.

The file's title names its project where no page does. Files that could not be read have no pages
and give no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onevice_assets.entertainment.entities.keep_document import ReadFile, Rows, keep_document
from onevice_assets.entertainment.entities.read_document import Page, read_document
from onevice_assets.tables import document_entities as tables
from onevice_assets.tables.documents import document_pages, documents
from resources.lake import Lake, Written
from resources.lake_stream import PartitionWriter, stream_groups
from resources.progress import Task

_FILE = documents.only("id", "organization_id", "title", "created_at", "processing_status")
_PAGE = document_pages.only("document_file_id", "page_number", "page_text")


def list_readable(lake: Lake, batch: str) -> dict[str, Mapping[str, Any]]:
    """Files of a batch that have a text, by id.

    Raises:
        MissingDataError: the batch was never read.
    """
    rows = lake.read_rows(_FILE, batch)
    return {row["id"]: row for row in rows if row["processing_status"] == "processed"}


def read_batch(lake: Lake, batch: str, task: Task) -> dict[str, Written]:
    """Read every file of a batch and replace its partitions of all tables.

    Args:
        lake: has `documents` and `document_pages` of the batch.
        batch: its key.
        task: counts files that are done.

    Returns:
        What was written, by name of the table.

    Raises:
        MissingDataError: the batch was never read; nothing was written.
        StoreError: the store does not answer; tables written before it stay, and a second call
            writes the same.
    """
    files = list_readable(lake, batch)
    writers = {table.name: PartitionWriter(lake, table, batch) for table in tables.ALL}
    for file_id, pages in stream_groups(lake, _PAGE, batch):
        if file_id not in files:
            continue
        for name, rows in _read_file(files[file_id], batch, pages).items():
            writers[name].add(rows)
        task.advance()
    return {name: writer.finish() for name, writer in writers.items()}


def _read_file(file: Mapping[str, Any], batch: str, rows: list[dict[str, Any]]) -> Rows:
    texts = {row["page_number"]: row["page_text"] for row in rows}
    read = read_document([Page(number, texts[number]) for number in sorted(texts)], file["title"])
    one = ReadFile(file["id"], file["organization_id"], batch, file["created_at"], texts)
    return keep_document(one, read)
