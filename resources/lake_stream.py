"""Partitions of the lake piece by piece: what is read and written never lies in memory whole.

Rows of a partition are in the order of its natural key, so rows that share its first columns stand
together. Compressed bytes of one file lie in memory, decoded rows do not. Not here: what a file is
(`lake_files`), where it lies (`lake`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from resources.errors import InputError
from resources.lake_files import Prepared, check, conform, sort_rows, to_arrow

if TYPE_CHECKING:
    import pyarrow.parquet as pq

    from resources.lake import Lake, Written
    from resources.table_schema import Table

_READ_ROWS = 256
_WRITTEN_ROWS = 4_000


def stream_rows(lake: Lake, table: Table, partition: str) -> Iterator[dict[str, Any]]:
    """Rows of a partition in the order of its natural key, some hundred decoded at a time.

    Raises:
        MissingDataError: the partition was never written.
        StoreError: the store does not answer.
        SchemaError: it was written before a column that may not be null was declared.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(io.BytesIO(lake.read_bytes(table, partition)))
    for batch in file.iter_batches(batch_size=_READ_ROWS, columns=table.column_names):
        yield from conform(table, partition, pa.Table.from_batches([batch])).to_pylist()


def stream_groups(
    lake: Lake, table: Table, partition: str
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Rows that share the first column of the natural key, with its value; one group at a time.

    Raises:
        MissingDataError: the partition was never written.
        StoreError: the store does not answer.
    """
    by = itemgetter(table.natural_key[0])
    for value, rows in groupby(stream_rows(lake, table, partition), by):
        yield value, list(rows)


class PartitionWriter:
    """Writes a partition in chunks; nothing is in place before `finish`.

    Chunks come in the order of the first column of the natural key, and one value of it in one
    chunk. The same rows in the same chunks give the same bytes.
    """

    def __init__(self, lake: Lake, table: Table, partition: str) -> None:
        """Begin a partition."""
        self._lake, self._table, self._partition = lake, table, partition
        self._sink = io.BytesIO()
        self._file: pq.ParquetWriter | None = None
        self._waiting: list[Mapping[str, Any]] = []
        self._last: Any = None
        self._count = 0

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Take a chunk.

        Raises:
            InputError: it does not come in order.
            SchemaError: rows are not what the table declares; nothing was put in place.
        """
        values = [row[self._table.natural_key[0]] for row in rows]
        if values and self._last is not None and min(values) <= self._last:
            raise InputError(
                f"Rows of {self._table.name} {self._partition!r} came out of order: "
                f"{min(values)} after {self._last}. Nothing was written."
            )
        self._last = max(values, default=self._last)
        self._waiting += rows
        if len(self._waiting) >= _WRITTEN_ROWS:
            self._write()

    def finish(self) -> Written:
        """Put the partition in place.

        Raises:
            SchemaError: rows are not what the table declares; the old file stays.
            StoreError: the store does not take the file; the old one stays.
        """
        if self._waiting or self._file is None:
            self._write()
        if self._file is not None:
            self._file.close()
        done = Prepared(self._sink.getvalue(), self._count)
        return self._lake.put(self._table, self._partition, done)

    def _write(self) -> None:
        import pyarrow.parquet as pq

        frame = self._table.frame(self._waiting)
        check(self._table, self._partition, frame)
        rows = sort_rows(self._table, to_arrow(self._table, self._partition, frame))
        if self._file is None:
            self._file = pq.ParquetWriter(self._sink, rows.schema, compression="zstd")
        self._file.write_table(rows)
        self._count += len(rows)
        self._waiting = []
