"""A batch of documents becomes what they name: file after file, one file's pages in memory.

The file's title names its project where no page does. Files that could not be read have no pages
and give no rows. Where a provider reads, some files are asked about together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.entities.asking.read_parts import (
    keep_unasked,
    list_texts,
    read_parts,
)
from onevice_assets.entertainment.entities.keep_document import ReadFile, Rows, keep_document
from onevice_assets.entertainment.entities.read_document import Page, read_document
from onevice_assets.tables import document_entities as tables
from onevice_assets.tables.documents import document_pages, documents
from resources.lake import Lake, Written
from resources.lake_stream import PartitionWriter, stream_groups
from resources.progress import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onevice_assets.entertainment.entities.asking.ask_parts import Reader
    from resources.llm.text_reader import Heard

_FILE = documents.only("id", "organization_id", "title", "created_at", "processing_status")
_PAGE = document_pages.only("document_file_id", "page_number", "page_text")
_TOGETHER = 64  # parts of pages that a provider is asked about at once


def list_readable(lake: Lake, batch: str) -> dict[str, Mapping[str, Any]]:
    """Files of a batch that have a text, by id.

    Raises:
        MissingDataError: the batch was never read.
    """
    rows = lake.read_rows(_FILE, batch)
    return {row["id"]: row for row in rows if row["processing_status"] == "processed"}


def read_batch(
    lake: Lake, batch: str, task: Task, reader: Reader | None = None
) -> dict[str, Written]:
    """Read every file of a batch and replace its partitions of all tables.

    Args:
        lake: has `documents` and `document_pages` of the batch.
        batch: its key.
        task: counts files that are done.
        reader: a provider that reads beside the rules; none asks nobody.

    Returns:
        What was written, by name of the table.

    Raises:
        MissingDataError: the batch was never read; nothing was written.
        StoreError: a store does not answer; tables written before it stay, and a second call
            writes the same. What was paid for is kept.
    """
    writers = {table.name: PartitionWriter(lake, table, batch) for table in tables.WRITTEN}
    for files in _gather(lake, batch, 1 if reader is None else _TOGETHER):
        heard = reader.hear(_list_texts(files)) if reader else {}
        for title, file in files:
            for name, rows in _read_file(title, file, reader, heard).items():
                writers[name].add(rows)
            task.advance()
    return {name: writer.finish() for name, writer in writers.items()}


def plan_batch(lake: Lake, batch: str, reader: Reader) -> tuple[int, Decimal]:
    """How many calls a provider's reading of a batch needs, and the most they can cost (USD).

    Raises:
        MissingDataError: the batch was never read.
        StoreError: a store does not answer.
    """
    every = [reader.plan(_list_texts(files)) for files in _gather(lake, batch, _TOGETHER)]
    return sum(calls for calls, _ in every), sum((usd for _, usd in every), start=Decimal(0))


def _gather(lake: Lake, batch: str, parts: int) -> Iterator[list[tuple[str, ReadFile]]]:
    """Readable files with their titles, in order, until they have so many parts of pages."""
    files = list_readable(lake, batch)
    group: list[tuple[str, ReadFile]] = []
    for file_id, rows in stream_groups(lake, _PAGE, batch):
        if file_id not in files:
            continue
        row, texts = files[file_id], {one["page_number"]: one["page_text"] for one in rows}
        ordered = {number: texts[number] for number in sorted(texts)}
        file = ReadFile(file_id, row["organization_id"], batch, row["created_at"], ordered)
        group.append((row["title"], file))
        if len(_list_texts(group)) >= parts:
            yield group
            group = []
    if group:
        yield group


def _list_texts(files: Sequence[tuple[str, ReadFile]]) -> list[str]:
    return list_texts(text for _, file in files for text in file.pages.values())


def _read_file(
    title: str, file: ReadFile, reader: Reader | None, heard: Mapping[str, Heard]
) -> Rows:
    told, readings = read_parts(file, reader, heard) if reader else ({}, keep_unasked(file))
    pages = [Page(number, text) for number, text in file.pages.items()]
    return {
        "document_readings": readings,
        **keep_document(file, read_document(pages, title, told)),
    }
