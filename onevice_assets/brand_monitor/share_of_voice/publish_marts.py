"""Write, audit, publish: the marts are built and tested aside, then each partition is replaced.

Nothing is published when a model or a test fails. Ids, logical times and intervals of the marts'
rows are given here and nowhere else; the counts come from `dbt/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.share_of_voice.load_answers import Batch, load_batches
from onevice_assets.brand_monitor.share_of_voice.measure_intervals import add_intervals
from onevice_assets.tables import marts
from resources.dbt_runner import Dbt, NodeResult
from resources.identity import derived_ids
from resources.lake import Lake, Written
from resources.lake_files import Prepared
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow

MARTS = marts.ALL
_SAMPLE_ROWS = 3


@dataclass(frozen=True)
class Offender:
    """A model or test that broke the build, with some of the rows a test found."""

    result: NodeResult
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Publication:
    """What building the marts led to.

    Attributes:
        results: every model's and test's result; over several batches their times add up.
        offenders: what broke the build; then nothing was published.
        written: by mart and partition, what `Lake.put` returned.
    """

    results: tuple[NodeResult, ...]
    offenders: list[Offender]
    written: dict[str, dict[str, Written]]


def publish_marts(lake: Lake, dbt: Dbt, partitions: Sequence[str]) -> Publication:
    """Build and test the marts of a range of partitions, then publish them all.

    Args:
        lake: read for answers and states, written with the marts.
        dbt: builds them.
        partitions: day × website keys.

    Raises:
        MissingDataError: when an answer partition was never written.
        SchemaError: when a row breaks its table's schema; nothing was published then.
    """
    results: dict[str, NodeResult] = {}
    ready: dict[str, dict[str, Prepared]] = {mart.name: {} for mart in MARTS}
    for batch in load_batches(lake, dbt, partitions):
        built = dbt.build(batch.db)
        _add(results, built)
        if offenders := [Offender(one, _sample(batch.db, one)) for one in built if one.is_failed]:
            return Publication(built, offenders, {})
        for mart in MARTS:
            ready[mart.name] |= _prepare(lake, mart, batch)
    written = {
        mart.name: {key: lake.put(mart, key, one) for key, one in ready[mart.name].items()}
        for mart in MARTS
    }
    return Publication(tuple(results.values()), [], written)


def _add(results: dict[str, NodeResult], built: Sequence[NodeResult]) -> None:
    for one in built:
        before = results.get(one.unique_id)
        spent = one.seconds + (before.seconds if before else 0.0)
        results[one.unique_id] = replace(one, seconds=spent)


def _sample(db: duckdb.DuckDBPyConnection, result: NodeResult) -> list[dict[str, Any]]:
    """Some of the rows a failing test found: ids, names and numbers, never answer text."""
    if result.status != "fail" or not result.sql:
        return []
    rows: list[dict[str, Any]] = (
        db.sql(f"select * from ({result.sql}) limit {_SAMPLE_ROWS}").to_arrow_table().to_pylist()
    )
    return rows


def _prepare(lake: Lake, mart: Table, batch: Batch) -> dict[str, Prepared]:
    """Check a mart's rows and make the file of each partition, also of those without rows."""
    key = ", ".join(mart.natural_key)
    found = batch.db.sql(f'select * from "{mart.name}" order by day, website_id, {key}')
    rows = add_intervals(batch.db, mart, found.to_arrow_table())
    rows = _identify(mart, rows).select(mart.column_names).cast(mart.arrow_schema)
    return lake.prepare(mart, rows, _cut(rows, batch))


def _identify(mart: Table, rows: pyarrow.Table) -> pyarrow.Table:
    """Give the rows what SQL leaves out: their id and their logical time, the start of the day."""
    import pyarrow as pa

    ids = derived_ids(rows["day"], mart.name, *(rows[name] for name in mart.natural_key))
    starts = rows["day"].cast(pa.timestamp("us", "UTC"))
    return rows.append_column("id", ids).append_column("created_at", starts)


def _cut(rows: pyarrow.Table, batch: Batch) -> dict[str, pyarrow.Table]:
    """The rows of each partition; they lie together."""
    parts = dict.fromkeys(batch.partitions, rows.slice(0, 0))
    counted = rows.group_by(["day", "website_id"]).aggregate([([], "count_all")])
    counted = counted.sort_by([("day", "ascending"), ("website_id", "ascending")])  # as the rows
    start = 0
    for day, website_id, count in zip(*counted.to_pydict().values(), strict=True):
        parts[batch.owners[day.isoformat(), website_id]] = rows.slice(start, count)
        start += count
    return parts
