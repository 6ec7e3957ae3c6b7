"""Makes the files of the marts: ids, logical times and intervals added, checked, cut by partition.

Ids and intervals of marts are given here and nowhere else; the counts come from `dbt/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.share_of_voice.measure_intervals import add_intervals
from onevice_assets.tables import marts
from resources.identity import derived_ids
from resources.lake import Lake
from resources.lake_files import Prepared
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow

Files = dict[tuple[str, str], Prepared]
"""A checked file by mart and partition."""
Owners = Mapping[tuple[str, str], str]
"""Partition by (day, website_id)."""


def fetch_mart(db: duckdb.DuckDBPyConnection, mart: Table) -> pyarrow.Table:
    """A mart's rows as dbt makes them, in the order of their files."""
    key = ", ".join(mart.natural_key)
    found = db.sql(f'select * from "{mart.name}" order by day, website_id, {key}')
    rows: pyarrow.Table = found.to_arrow_table()
    return rows


def prepare_marts(
    lake: Lake, rows: Mapping[str, pyarrow.Table], partitions: Sequence[str], owners: Owners
) -> Files:
    """Check the marts' rows and make the file of each partition, also of those without rows.

    Args:
        lake: knows how files are made.
        rows: what `fetch_mart` gave, by mart.
        partitions: day × website keys of the rows.
        owners: which of them a row belongs to.

    Raises:
        SchemaError: when a row breaks its table's schema.
    """
    files: Files = {}
    for mart in marts.ALL:
        measured = add_intervals(mart, rows)
        full = _identify(mart, measured).select(mart.column_names).cast(mart.arrow_schema)
        made = lake.prepare(mart, full, _cut(full, partitions, owners))
        files |= {(mart.name, key): one for key, one in made.items()}
    return files


def _identify(mart: Table, rows: pyarrow.Table) -> pyarrow.Table:
    """Give the rows what SQL leaves out: their id and their logical time, the start of the day."""
    import pyarrow as pa

    ids = derived_ids(rows["day"], mart.name, *(rows[name] for name in mart.natural_key))
    starts = rows["day"].cast(pa.timestamp("us", "UTC"))
    return rows.append_column("id", ids).append_column("created_at", starts)


def _cut(
    rows: pyarrow.Table, partitions: Sequence[str], owners: Owners
) -> dict[str, pyarrow.Table]:
    """The rows of each partition; they lie together."""
    parts = dict.fromkeys(partitions, rows.slice(0, 0))
    counted = rows.group_by(["day", "website_id"]).aggregate([([], "count_all")])
    counted = counted.sort_by([("day", "ascending"), ("website_id", "ascending")])  # as the rows
    start = 0
    for day, website_id, count in zip(*counted.to_pydict().values(), strict=True):
        parts[owners[day.isoformat(), website_id]] = rows.slice(start, count)
        start += count
    return parts
