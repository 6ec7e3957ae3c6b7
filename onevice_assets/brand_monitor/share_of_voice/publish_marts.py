"""Write, audit, publish: the marts are built and tested aside, then each partition is replaced.

Nothing is published when a model or a test fails. The counts come from `dbt/`; what SQL leaves out
is added in `prepare_marts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.share_of_voice.load_answers import load_batches
from onevice_assets.brand_monitor.share_of_voice.prepare_marts import (
    Files,
    fetch_mart,
    prepare_marts,
)
from onevice_assets.tables import marts
from resources.dbt_runner import Dbt, NodeResult
from resources.lake import Lake, Written

if TYPE_CHECKING:
    import duckdb

MARTS = marts.ALL
_BY_NAME = {mart.name: mart for mart in MARTS}
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
    ready: list[Future[Files]] = []
    with ThreadPoolExecutor(1) as aside:  # files are made while the next batch is counted
        for batch in load_batches(lake, dbt, partitions):
            built = dbt.build(batch.db)
            _add(results, built)
            if found := [Offender(one, _sample(batch.db, one)) for one in built if one.is_failed]:
                return Publication(built, found, {})
            rows = {mart.name: fetch_mart(batch.db, mart) for mart in MARTS}
            wait(ready[-1:])  # one batch of rows waits, not all of them
            ready.append(aside.submit(prepare_marts, lake, rows, batch.partitions, batch.owners))
    written: dict[str, dict[str, Written]] = {mart.name: {} for mart in MARTS}
    for files in [one.result() for one in ready]:
        for (name, key), one in files.items():
            written[name][key] = lake.put(_BY_NAME[name], key, one)
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
