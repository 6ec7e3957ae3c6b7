"""The asset `spending`: what a website's day cost, and what one mention and one verdict did."""

from typing import Any

import dagster as dg

from onevice_assets.lake_assets import not_retried, options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables.spending import spending as table
from resources.control_plane.resource import ControlPlane
from resources.errors import OneviceError
from resources.lake import Lake

_UPSTREAM = ("llm_responses", "canary_responses", "llm_brand_states", "visibility_verdicts")


@dg.asset(
    **options(table, "spending", kinds={"python", "postgres"}, layer="mart"),
    description=table.description,
    deps=[dg.AssetKey([table.system, name]) for name in _UPSTREAM],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def spending(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Set the ledger's sums of a day beside the answers, mentions and verdicts they bought."""
    from onevice_assets.brand_monitor.spending.sum_spending import (
        ALL,
        preview,
        read_days,
        sum_partition,
    )
    from onevice_assets.charts.draw_spending import draw_spending
    from onevice_assets.charts.in_metadata import as_markdown
    from resources.control_plane import websites

    written, rows = {}, []
    partitions = sorted(context.partition_keys)
    for partition in partitions:
        with not_retried(OneviceError):
            with control.begin() as db:
                website = websites.find(db, split_key(partition)[1])
            rows = sum_partition(lake, control, website, partition)
            written[partition] = lake.write(table, partition, rows)
    totals = [row for row in rows if row["llm_provider"] == ALL]
    chart = as_markdown(draw_spending(read_days(lake, partitions[-1])), "What the days cost")
    return result(
        context,
        table,
        written,
        preview=preview(rows),
        extra={
            "cost_usd": sum(row["cost_usd"] for row in totals),
            "open_usd": sum(row["open_usd"] for row in totals),
            **({"chart": dg.MetadataValue.md(chart)} if chart else {}),
        },
    )
