"""Checks of the canaries' assets: nothing here blocks, for no measure reads them."""

from typing import Any

import dagster as dg

from onevice_assets.partitions import website_days
from onevice_assets.tables.canaries import model_changes as table
from resources.lake import Lake


@dg.asset_check(
    asset=dg.AssetKey([table.system, table.name]),
    partitions_def=website_days,
)
def every_model_is_the_one_of_before(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """No provider's model changed: its name, or its answers to the canaries."""
    rows = lake.read_rows(table, context.partition_keys)
    metadata: dict[str, Any] = {
        row["llm_provider"]: row["reason"] for row in rows if row["verdict"] == "model_changed"
    }
    return dg.AssetCheckResult(
        passed=not metadata, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )
