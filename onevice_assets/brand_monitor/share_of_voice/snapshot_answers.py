"""Copies what dbt is to read out of the lake: one Parquet file per table, for all partitions.

A copy, because a partition may be replaced while dbt reads, and because DuckDB alone cannot read
a lake on S3. How the rows are counted lives in `dbt/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onevice_assets.partitions import split_key
from onevice_assets.tables import answers
from resources.errors import MissingDataError, SchemaError
from resources.lake import Lake

if TYPE_CHECKING:
    import pyarrow

_TABLES = (answers.llm_responses, answers.llm_brand_states)


@dataclass(frozen=True)
class Snapshot:
    """What dbt reads, and which partition a row belongs to.

    Attributes:
        files: dbt vars: `<table>_files` to a list of Parquet files.
        partitions: `(day, website_id)` to partition key; without the partitions that hold no
            answer.
    """

    files: dict[str, list[str]]
    partitions: dict[tuple[str, str], str]


def snapshot_answers(lake: Lake, partitions: Sequence[str], folder: Path) -> Snapshot:
    """Copy answers and brand states of some day × website partitions into a folder.

    Raises:
        MissingDataError: naming every partition that was never written.
        SchemaError: when a partition holds rows of another day or of two websites.
    """
    _require(lake, partitions)
    folder.mkdir(parents=True, exist_ok=True)
    owners: dict[tuple[str, str], str] = {}
    files = {}
    for table in _TABLES:
        path = folder / f"{table.name}.parquet"
        files[f"{table.name}_files"] = [str(path)]
        with _writer(path, table.arrow_schema) as writer:
            for partition in partitions:
                rows = lake.read_arrow(table, partition)
                for owner in _owners(table.name, partition, rows):
                    _claim(owners, owner, partition)
                writer.write_table(rows)
    return Snapshot(files, owners)


def _require(lake: Lake, partitions: Sequence[str]) -> None:
    missing = [
        f"{table.name} {partition}"
        for partition in partitions
        for table in _TABLES
        if not lake.exists(table, partition)
    ]
    if missing:
        raise MissingDataError(
            f"Nothing was counted: {len(missing)} partitions were never written, first "
            f"{', '.join(missing[:5])}. Materialise them first, or leave their days out."
        )


def _owners(table: str, partition: str, rows: pyarrow.Table) -> set[tuple[str, str]]:
    """The (day, website_id) of the rows: one, or none where there are no rows."""
    keys = rows.select(["day", "website_id"]).group_by(["day", "website_id"]).aggregate([])
    owners = {(row["day"].isoformat(), row["website_id"]) for row in keys.to_pylist()}
    day, _ = split_key(partition)
    if len(owners) > 1 or any(owner[0] != day for owner in owners):
        raise SchemaError(
            f"{table} {partition!r} holds rows of {sorted(owners)}: a partition is one day of one "
            f"website. Materialise {table} for it again."
        )
    return owners


def _claim(owners: dict[tuple[str, str], str], owner: tuple[str, str], partition: str) -> None:
    if owners.setdefault(owner, partition) != partition:
        raise SchemaError(
            f"Partitions {owners[owner]!r} and {partition!r} both hold rows of {owner}: one of the "
            "two website keys is wrong. Materialise llm_responses for them again."
        )


def _writer(path: Path, schema: pyarrow.Schema) -> pyarrow.parquet.ParquetWriter:
    import pyarrow.parquet as pq

    return pq.ParquetWriter(path, schema)
