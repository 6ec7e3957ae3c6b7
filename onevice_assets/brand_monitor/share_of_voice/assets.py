"""The three marts as one step: dbt counts and tests, then the partitions are replaced.

Their names, descriptions, upstream assets and checks come from dbt's manifest, read when the
definitions load; dbt itself is imported only in the process that runs it (ADR 0003).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.share_of_voice.checks import check_results, check_specs
from onevice_assets.brand_monitor.share_of_voice.draw_chart import draw_chart
from onevice_assets.brand_monitor.share_of_voice.publish_marts import (
    MARTS,
    Offender,
    Publication,
    publish_marts,
)
from onevice_assets.lake_assets import options, result
from onevice_assets.tables import marts
from resources.dbt_manifest import read_marts
from resources.dbt_project import Dbt, load_manifest
from resources.errors import OneviceError
from resources.lake import Lake
from resources.table_schema import Table

_SYSTEM = "brand_monitor"
_FOUND = read_marts(load_manifest(), _SYSTEM)
_PREVIEW = {
    "share_of_voice": ("brand_name", "mention_count", "total_responses", "share", "trust_score"),
    "substitution_patterns": (
        "missing_brand_name",
        "substitute_brand_name",
        "occurrence_count",
        "missing_count",
        "lift",
    ),
    "co_mentions": ("brand_a_name", "brand_b_name", "mention_count", "total_responses"),
}


def _spec(table: Table) -> dg.AssetSpec:
    mart = _FOUND[table.name]
    return dg.AssetSpec(
        **options(table, "share_of_voice", kinds={"dbt", "duckdb"}, layer="mart"),
        description=mart.description,
        deps=[dg.AssetKey(list(upstream)) for upstream in mart.upstream],
        code_version=mart.version,
    )


@dg.multi_asset(
    name="build_marts",
    specs=[_spec(table) for table in MARTS],
    check_specs=check_specs(_FOUND, _SYSTEM),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def build_marts(
    context: dg.AssetExecutionContext, lake: Lake, dbt: Dbt
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Build, test and publish the marts of a range of partitions by one run of dbt."""
    partitions = sorted(context.partition_keys)
    try:
        done = publish_marts(lake, dbt, partitions)
    except OneviceError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error
    if done.offenders:
        yield from check_results(_FOUND, _SYSTEM, done.results, done.offenders)
        raise _failure(done.offenders)
    for table in MARTS:
        yield _report(context, lake, table, done, partitions[-1])
    yield from check_results(_FOUND, _SYSTEM, done.results, ())


def _report(
    context: dg.AssetExecutionContext, lake: Lake, table: Table, done: Publication, shown: str
) -> dg.MaterializeResult[Any]:
    rows = [row for row in lake.read_rows(table, shown) if row["llm_provider"] == "all"]
    extra: dict[str, Any] = {"shown_partition": shown, "dbt_seconds": _seconds(done, table)}
    if table is marts.share_of_voice and (chart := draw_chart(rows)):
        extra["chart"] = dg.MetadataValue.md(chart)
    preview = _preview(rows, _PREVIEW[table.name])
    return result(context, table, done.written[table.name], preview=preview, extra=extra)


def _preview(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows that count most, with few columns: brands, counts and rates."""
    count = next(name for name in columns if name.endswith("_count"))
    top = sorted(rows, key=lambda row: (-row[count], row[columns[0]]))[:10]
    return [{name: row[name] for name in columns} for row in top]


def _seconds(done: Publication, table: Table) -> float:
    return sum(one.seconds for one in done.results if one.name == table.name)


def _failure(offenders: Sequence[Offender]) -> dg.Failure:
    named = ", ".join(one.result.name for one in offenders[:5])
    first = offenders[0].result
    return dg.Failure(
        description=(
            f"Nothing was published, the marts are as they were: dbt's {named} failed "
            f"({first.message or first.status}). Look at the check's first rows, correct the "
            "model in dbt/models or materialise llm_brand_states for these partitions again, then "
            "materialise the marts."
        ),
        metadata={one.result.name: one.result.message or one.result.status for one in offenders},
        allow_retries=False,
    )
