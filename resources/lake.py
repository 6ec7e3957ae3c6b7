"""The lake: one Parquet file per table and partition, replaced whole.

A file is written under a temporary name and renamed (one PUT on S3), so a reader sees the old
partition or the new one. Writing the same rows gives the same bytes. Layout:

    lake/{system}/{table}/website={website}/data.parquet
    lake/{system}/{table}/day={day}/website={website}/data.parquet
    lake/{system}/{table}/batch={organization}.{batch}/data.parquet
    lake/{system}/{table}/organization={organization}/data.parquet
    lake/{system}/{table}/client={organization}.{client}/data.parquet
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from resources.errors import InputError, MissingDataError
from resources.lake_files import (
    Prepared,
    check,
    conform,
    nullable_types,
    read_columns,
    to_parquet,
    write_parquet,
)
from resources.lake_retired import tell_missing
from resources.object_store import open_store, telling_what_failed
from resources.table_schema import Table

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd
    import pyarrow
    from obstore.store import ObjectStore

    from resources.resilience.health import Health, Probe


_KEY = re.compile(r"\w[\w.:\[\]-]*")
_WRITERS = 2
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Written:
    """What a write left behind: rows in the partition, its address, and whether it differs."""

    row_count: int
    uri: str
    changed: bool


class Lake(dg.ConfigurableResource[Any]):
    """Reads and replaces partitions of lake tables; a partition is named as in Dagster."""

    url: str = Field(description="Root of the lake: file:///…/lake or s3://bucket/lake")

    def health(self) -> Health:
        """Whether the folder or bucket can be used."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        from resources.object_health import probe

        return probe("lake", self.url)

    def path(self, table: Table, partition: str) -> str:
        """Path of a partition's file below the root.

        Args:
            table: the table.
            partition: key of its cut; `day|website` for tables cut by both.

        Raises:
            InputError: when the key is not of that form; no key leaves the table's folder.
        """
        day, separator, key = partition.rpartition("|")
        if not _KEY.fullmatch(key):
            raise InputError(
                f"{partition!r} names no partition of {table.name}: a key has letters, digits and "
                ". - _ : [ ] only."
            )
        unit = table.partitioned_by.removeprefix("day_")
        cut = f"{unit}={key}"
        if table.partitioned_by == "day_website":
            if not _DAY.fullmatch(day):
                raise InputError(
                    f"{table.name} is cut as YYYY-MM-DD|website; {partition!r} is not."
                )
            cut = f"day={day}/{cut}"
        elif separator:
            raise InputError(f"{table.name} is cut by {unit} alone; {partition!r} is not.")
        return f"{table.system}/{table.name}/{cut}/data.parquet"

    def uri(self, table: Table, partition: str) -> str:
        """Full address of a partition's file, for links and for DuckDB."""
        return f"{self.url.rstrip('/')}/{self.path(table, partition)}"

    def exists(self, table: Table, partition: str) -> bool:
        """Whether the partition was ever written (it may hold no rows)."""
        return self.has_file(self.path(table, partition))

    def has_file(self, path: str) -> bool:
        """Whether there is a file at a path below the root."""
        try:
            with telling_what_failed("look for", f"{self.url.rstrip('/')}/{path}"):
                self._store().head(path)
        except FileNotFoundError:
            return False
        return True

    def read(self, table: Table, partitions: str | Iterable[str]) -> pd.DataFrame:
        """Read one or several partitions as one frame with the table's columns.

        Raises:
            MissingDataError: when a partition was never written.
            SchemaError: when it was written before a column that may not be null was declared.
        """
        arrow = self.read_arrow(table, partitions)
        frame: pd.DataFrame = arrow.to_pandas(types_mapper=nullable_types())
        return frame

    def read_rows(self, table: Table, partitions: str | Iterable[str]) -> list[dict[str, Any]]:
        """Read partitions as dictionaries; nulls are `None`, timestamps are aware UTC."""
        rows: list[dict[str, Any]] = self.read_arrow(table, partitions).to_pylist()
        return rows

    def read_arrow(self, table: Table, partitions: str | Iterable[str]) -> pyarrow.Table:
        """Read partitions as one Arrow table; see `read`. `table.only(…)` reads some columns."""
        import pyarrow as pa

        keys = [partitions] if isinstance(partitions, str) else list(partitions)
        parts = [self._read_file(table, key) for key in keys]
        return pa.concat_tables([table.arrow_schema.empty_table(), *parts])

    def read_rows_if_there(self, table: Table, partition: str) -> list[dict[str, Any]]:
        """Read a partition's rows, or none where it was never written."""
        return self.read_rows(table, partition) if self.exists(table, partition) else []

    def write(self, table: Table, partition: str, rows: pd.DataFrame | list[Any]) -> Written:
        """Check the rows against the table's schema and replace the partition with them.

        Args:
            table: the table.
            partition: its key.
            rows: a frame, or dictionaries/dataclasses with the table's columns.

        Raises:
            SchemaError: naming column, check and offending values; the old file stays.
            StoreError: when the store does not take the file; the old one stays.
        """
        frame = rows if not isinstance(rows, list) else table.frame(rows)
        check(table, partition, frame)
        return self.put(table, partition, to_parquet(table, partition, frame))

    def prepare(
        self, table: Table, rows: pyarrow.Table, parts: Mapping[str, pyarrow.Table]
    ) -> dict[str, Prepared]:
        """Check many partitions' rows at once and make their files; nothing is written yet.

        Args:
            table: the table.
            rows: all rows, of the table's Arrow schema; the natural key must hold the
                partition's columns.
            parts: the rows of each partition, by its key, in the order of the natural key.

        Raises:
            SchemaError: naming column, check and offending values.
        """
        frame = rows.to_pandas(types_mapper=nullable_types(), date_as_object=False)
        check(table, f"{len(parts)} partitions", frame)
        with ThreadPoolExecutor(_WRITERS) as pool:
            return dict(zip(parts, pool.map(write_parquet, parts.values()), strict=True))

    def put(self, table: Table, partition: str, prepared: Prepared) -> Written:
        """Replace a partition with a prepared file.

        Raises:
            StoreError: when the store does not take the file; the old one stays.
        """
        path, uri = self.path(table, partition), self.uri(table, partition)
        changed = prepared.data != self._bytes_if_there(path)
        if changed:
            with telling_what_failed("write", uri):
                self._store().put(path, prepared.data)
        return Written(prepared.row_count, uri, changed)

    def delete(self, table: Table, partition: str) -> None:
        """Remove a partition's file; nothing happens where there is none."""
        if self.exists(table, partition):
            with telling_what_failed("delete", self.uri(table, partition)):
                self._store().delete(self.path(table, partition))

    def partitions(self, table: Table) -> list[str]:
        """Keys of every partition written so far, sorted."""
        return sorted(self.written_at(table))

    def written_at(self, table: Table) -> dict[str, datetime]:
        """When each partition changed last, UTC by the store's clock; S3 tells whole seconds."""
        found = {}
        for batch in self._store().list(prefix=f"{table.system}/{table.name}/"):
            for meta in batch:
                cuts = [part.split("=", 1)[1] for part in meta["path"].split("/")[2:-1]]
                found["|".join(cuts)] = meta["last_modified"]
        return found

    def _store(self) -> ObjectStore:
        return open_store(self.url)

    def _bytes_if_there(self, path: str) -> bytes | None:
        try:
            with telling_what_failed("read", f"{self.url}/{path}"):
                return bytes(self._store().get(path).bytes())
        except FileNotFoundError:
            return None

    def read_bytes(self, table: Table, partition: str) -> bytes:
        """A partition's file as it lies there, for whoever decodes it piece by piece.

        Raises:
            MissingDataError: the partition was never written, or its period has ended.
            StoreError: the store does not answer.
        """
        data = self._bytes_if_there(self.path(table, partition))
        if data is None:
            raise MissingDataError(tell_missing(self, table, partition))
        return data

    def _read_file(self, table: Table, partition: str) -> pyarrow.Table:
        data = self.read_bytes(table, partition)
        return conform(table, partition, read_columns(table, data))
