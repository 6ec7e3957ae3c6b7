"""The marts as one step: they are counted and tested, then the partitions are replaced.

Their names, descriptions, upstream assets and checks come from dbt's manifest, read when the
definitions load (ADR 0003); its compiled statements are run in this process (ADR 0009).
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.brand_monitor.share_of_voice.checks import check_results, check_specs
from onevice_assets.brand_monitor.share_of_voice.describe_origins import find_origins, list_origins
from onevice_assets.lake_assets import markdown_table, not_retried, options, result
from onevice_assets.tables.marts import ALL as MARTS
from resources.dbt_manifest import read_marts
from resources.dbt_project import load_column_lineage, load_manifest
from resources.dbt_runner import Dbt
from resources.errors import OneviceError
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import Offender, Publication

_SYSTEM = "brand_monitor"
_FOUND = read_marts(load_manifest(), _SYSTEM)
_LINEAGE = load_column_lineage()


def _spec(table: Table) -> dg.AssetSpec:
    mart = _FOUND[table.name]
    shared = options(table, "share_of_voice", kinds={"dbt", "duckdb"}, layer="mart")
    return dg.AssetSpec(
        **{**shared, "metadata": shared["metadata"] | _origins(table)},
        description=mart.description,
        deps=[dg.AssetKey(list(upstream)) for upstream in mart.upstream],
        code_version=mart.version,
    )


def _origins(table: Table) -> dict[str, Any]:
    """Column lineage; also as a table, since the open-source UI does not draw it."""
    origins = find_origins(table, _LINEAGE[table.name])
    deps = {
        name: [dg.TableColumnDep(dg.AssetKey([system, of]), column) for system, of, column in each]
        for name, each in origins.items()
    }
    return {
        "dagster/column_lineage": dg.TableColumnLineage(deps),
        "columns_from": dg.MetadataValue.md(markdown_table(list_origins(origins))),
    }


@dg.multi_asset(
    name="build_marts",
    specs=[_spec(table) for table in MARTS],
    check_specs=check_specs(_FOUND, _SYSTEM),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def build_marts(
    context: dg.AssetExecutionContext, lake: Lake, dbt: Dbt
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """Build, test and publish the marts of a range of partitions at once."""
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts

    partitions = sorted(context.partition_keys)
    with not_retried(OneviceError):
        done = publish_marts(lake, dbt, partitions)
    if done.offenders:
        yield from check_results(_FOUND, _SYSTEM, done.results, done.offenders)
        raise _failure(done.offenders)
    for table in MARTS:
        yield _report(context, lake, table, done, partitions[-1])
    yield from check_results(_FOUND, _SYSTEM, done.results, ())


def _report(
    context: dg.AssetExecutionContext, lake: Lake, table: Table, done: "Publication", shown: str
) -> dg.MaterializeResult[Any]:
    from onevice_assets.brand_monitor.share_of_voice.draw_marts import draw_mart
    from onevice_assets.brand_monitor.share_of_voice.preview_marts import preview_mart

    rows = lake.read_rows(table, shown)
    extra: dict[str, Any] = {"shown_partition": shown, "seconds": _seconds(done, table)}
    if chart := draw_mart(table, rows):
        extra["chart"] = dg.MetadataValue.md(chart)
    preview = preview_mart(table, rows)
    return result(context, table, done.written[table.name], preview=preview, extra=extra)


def _seconds(done: "Publication", table: Table) -> float:
    return sum(one.seconds for one in done.results if one.name == table.name)


def _failure(offenders: "Sequence[Offender]") -> dg.Failure:
    named = ", ".join(one.result.name for one in offenders[:5])
    first = offenders[0].result
    return dg.Failure(
        description=(
            f"Nothing was published, the marts are as they were: {named} failed "
            f"({first.message or first.status}). Look at the check's first rows, correct the "
            "model in dbt/models or materialise llm_brand_states for these partitions again, then "
            "materialise the marts."
        ),
        metadata={one.result.name: one.result.message or one.result.status for one in offenders},
        allow_retries=False,
    )
