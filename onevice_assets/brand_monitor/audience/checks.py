"""Checks of `website_analysis` and `icps`: what the conversations could not be written without."""

import json

import dagster as dg

from onevice_assets.partitions import websites
from onevice_assets.tables import audience
from resources.lake import Lake

_ANALYSIS = dg.AssetKey(["brand_monitor", "website_analysis"])
_ICPS = dg.AssetKey(["brand_monitor", "icps"])


@dg.asset_check(asset=_ANALYSIS, blocking=True, partitions_def=websites)
def analysis_names_an_offering(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """A website has at most one analysis, and it says what is offered."""
    rows = lake.read_rows(audience.website_analysis, context.partition_key)
    offered = [json.loads(row["primary_offerings"]) for row in rows]
    return dg.AssetCheckResult(passed=len(rows) <= 1 and all(offered), metadata={"rows": len(rows)})


@dg.asset_check(asset=_ANALYSIS, partitions_def=websites)
def industry_is_known(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """The industry could be told; otherwise the customers below are very general ones."""
    rows = lake.read_rows(audience.website_analysis, context.partition_key)
    return dg.AssetCheckResult(
        passed=all(row["industry"] for row in rows),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"method": [row["analysis_method"] for row in rows]},
    )


@dg.asset_check(asset=_ICPS, blocking=True, partitions_def=websites)
def five_customers_are_active(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Exactly five ICPs are in force, numbered 1 to 5; none where no page was analysed."""
    from onevice_assets.brand_monitor.audience.profile import PROFILES_PER_WEBSITE

    rows = lake.read_rows(audience.icps, context.partition_key)
    numbers = sorted(row["sequence_number"] for row in rows if row["is_active"])
    analysed = lake.read_rows(audience.website_analysis, context.partition_key)
    wanted = list(range(1, PROFILES_PER_WEBSITE + 1)) if analysed else []
    return dg.AssetCheckResult(
        passed=numbers == wanted,
        metadata={"active": len(numbers), "superseded": len(rows) - len(numbers)},
    )
