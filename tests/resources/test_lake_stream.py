"""Partitions written and read piece by piece hold what the whole would."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from resources import lake_stream
from resources.errors import InputError, MissingDataError, SchemaError
from resources.lake import Lake
from resources.lake_stream import PartitionWriter, stream_groups, stream_rows
from resources.table_schema import Table, integer, text, timestamp

AT = datetime(2026, 11, 22, tzinfo=UTC)
TABLE = Table(
    "entertainment",
    "pieces",
    "batch",
    (
        text("file", "File"),
        integer("page", "Page"),
        text("words", "Words", nullable=True),
        timestamp("at", "When"),
    ),
    ("file", "page"),
)
KEY = "acme.20261122T120000Z-0000"


def rows_of(file: int, pages: int) -> list[dict[str, Any]]:
    return [
        {"file": f"file-{file:03}", "page": page, "words": None if page % 2 else "a", "at": AT}
        for page in range(pages)
    ]


def write(lake: Lake, files: int, pages: int = 3) -> None:
    writer = PartitionWriter(lake, TABLE, KEY)
    for file in range(files):
        writer.add(rows_of(file, pages)[::-1])
    writer.finish()


@pytest.mark.parametrize("files", [0, 1, 50])
def test_pieces_are_what_the_whole_is(
    lake: Lake, files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake_stream, "_WRITTEN_ROWS", 10)
    monkeypatch.setattr(lake_stream, "_READ_ROWS", 7)
    write(lake, files)
    wanted = [row for file in range(files) for row in rows_of(file, 3)]
    assert lake.read_rows(TABLE, KEY) == wanted
    assert list(stream_rows(lake, TABLE, KEY)) == wanted
    groups = list(stream_groups(lake, TABLE, KEY))
    assert [key for key, _ in groups] == [f"file-{file:03}" for file in range(files)]
    assert [row for _, rows in groups for row in rows] == wanted


def test_the_same_pieces_again_change_nothing(lake: Lake) -> None:
    write(lake, 5)
    before = lake.read_bytes(TABLE, KEY)
    writer = PartitionWriter(lake, TABLE, KEY)
    for file in range(5):
        writer.add(rows_of(file, 3))
    assert not writer.finish().changed
    assert lake.read_bytes(TABLE, KEY) == before


def test_pieces_out_of_order_are_refused(lake: Lake) -> None:
    writer = PartitionWriter(lake, TABLE, KEY)
    writer.add(rows_of(2, 3))
    with pytest.raises(InputError, match="out of order"):
        writer.add(rows_of(1, 3))


def test_a_wrong_row_leaves_the_partition_as_it_was(lake: Lake) -> None:
    write(lake, 2)
    before = lake.read_bytes(TABLE, KEY)
    writer = PartitionWriter(lake, TABLE, KEY)
    writer.add(rows_of(0, 3))
    writer.add([{"file": "file-001", "page": -1, "words": "a", "at": AT}])
    with pytest.raises(SchemaError, match="page"):
        writer.finish()
    assert lake.read_bytes(TABLE, KEY) == before


def test_a_partition_that_was_never_written_cannot_be_streamed(lake: Lake) -> None:
    with pytest.raises(MissingDataError, match="materialise"):
        list(stream_rows(lake, TABLE, KEY))
