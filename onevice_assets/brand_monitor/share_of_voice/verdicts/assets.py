"""Asset `visibility_verdicts`: what changed, and whether it is more than noise."""

from collections import Counter
from datetime import date
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables.verdicts import visibility_verdicts as table
from resources.errors import OneviceError
from resources.lake import Lake

_UPSTREAM = ("prompt_cells", "brand_cells", "share_of_voice", "model_changes")
_SHOWN = ("brand_name", "llm_provider", "measure", "rate_before", "rate_after", "verdict", "reason")


@dg.asset(
    **options(table, "share_of_voice", kinds={"python", "scipy"}, layer="mart"),
    description=table.description,
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _UPSTREAM],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def visibility_verdicts(context: dg.AssetExecutionContext, lake: Lake) -> dg.MaterializeResult[Any]:
    """Judge every brand's change since the last period, and its distance to your own."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.judge_visibility import (
        judge_visibility,
    )

    written, rows = {}, []
    for partition in sorted(context.partition_keys):
        day, website = split_key(partition)
        try:
            rows = judge_visibility(lake, website, date.fromisoformat(day))
            written[partition] = lake.write(table, partition, rows)
        except OneviceError as error:
            raise dg.Failure(description=str(error), allow_retries=False) from error
    own = [row for row in rows if row["comparison"] == "previous_period"]
    counted = Counter(row["verdict"] for row in own)
    shown = sorted(own, key=lambda row: (row["verdict"] not in ("up", "down"), row["id"]))
    return result(
        context,
        table,
        written,
        preview=[{name: row[name] for name in _SHOWN} for row in shown],
        extra={f"{verdict}_count": counted[verdict] for verdict in ("up", "down", "no_change")},
    )
