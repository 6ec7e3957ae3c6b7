"""Write, audit, publish: dbt builds and tests the marts aside, then each partition is replaced.

Nothing is published when a model or a test fails. Ids and logical times of the marts' rows are
given here and nowhere else; the numbers come from `dbt/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.share_of_voice.snapshot_answers import Snapshot, snapshot_answers
from onevice_assets.tables import marts
from resources.dbt_project import Dbt, NodeResult
from resources.home import subfolder
from resources.identity import derived_id
from resources.lake import Lake, Written
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

MARTS = (marts.share_of_voice, marts.substitution_patterns, marts.co_mentions)
_SAMPLE_ROWS = 3


@dataclass(frozen=True)
class Offender:
    """A model or test that broke the build, with some of the rows a test found."""

    result: NodeResult
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Publication:
    """What a run of dbt led to.

    Attributes:
        results: every model's and test's result.
        offenders: what broke the build; then nothing was published.
        written: by mart and partition, what `Lake.write` returned.
    """

    results: tuple[NodeResult, ...]
    offenders: list[Offender]
    written: dict[str, dict[str, Written]]


def publish_marts(lake: Lake, dbt: Dbt, partitions: Sequence[str]) -> Publication:
    """Build, test and publish the three marts for a range of partitions by one run of dbt.

    Args:
        lake: read for answers and states, written with the marts.
        dbt: runs the project.
        partitions: day × website keys.

    Raises:
        MissingDataError: when an answer partition was never written.
        StoreError: when dbt could not run at all.
    """
    with TemporaryDirectory(dir=subfolder("tmp"), prefix="marts-") as private:
        snapshot = snapshot_answers(lake, partitions, Path(private, "inputs"))
        build = dbt.build(Path(private), snapshot.files)
        with _open(build.database) as db:
            if build.failed:
                offenders = [Offender(one, _sample(db, one)) for one in build.failed]
                return Publication(build.results, offenders, {})
            frames = {mart.name: _identify(mart, _rows(db, mart)) for mart in MARTS}
    written = {
        mart.name: _write(lake, mart, frames[mart.name], partitions, snapshot) for mart in MARTS
    }
    return Publication(build.results, [], written)


def _open(database: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(str(database))


def _rows(db: duckdb.DuckDBPyConnection, mart: Table) -> pd.DataFrame:
    frame: pd.DataFrame = db.sql(f'select * from "{mart.name}"').to_arrow_table().to_pandas()
    return frame


def _sample(db: duckdb.DuckDBPyConnection, result: NodeResult) -> list[dict[str, Any]]:
    """Some of the rows a failing test found: ids, names and numbers, never answer text."""
    if result.status != "fail" or not result.sql:
        return []
    rows: list[dict[str, Any]] = (
        db.sql(f"select * from ({result.sql}) limit {_SAMPLE_ROWS}").to_arrow_table().to_pylist()
    )
    return rows


def _identify(mart: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Give the rows what SQL leaves out: their id and their logical time, the start of the day."""
    keys = zip(*(frame[name] for name in ("day", *mart.natural_key)), strict=True)
    ids = [derived_id(day, mart.name, *key) for day, *key in keys]
    starts = [datetime.combine(day, time(), UTC) for day in frame["day"]]
    return frame.assign(id=ids, created_at=starts)[mart.column_names]


def _write(
    lake: Lake, mart: Table, frame: pd.DataFrame, partitions: Sequence[str], snapshot: Snapshot
) -> dict[str, Written]:
    """Replace every partition of the run, also those that have no rows."""
    owners = {partition: owner for owner, partition in snapshot.partitions.items()}
    rows = {
        (str(day), str(website_id)): part
        for (day, website_id), part in frame.groupby(["day", "website_id"])
    }
    empty = frame.iloc[:0]
    return {
        partition: lake.write(mart, partition, rows.get(owners.get(partition, ("", "")), empty))
        for partition in partitions
    }
