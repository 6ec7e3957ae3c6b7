"""Checks of performance: what would poison the memory, and what deserves a look."""

import dagster as dg

from onevice_assets.partitions import campaign_clients
from onevice_assets.tables import campaign_performance as tables
from resources.lake import Lake

_FILES = dg.AssetKey(["campaigns", "report_files"])
_CELLS = dg.AssetKey(["campaigns", "ad_performance"])
_DAYS = dg.AssetKey(["campaigns", "performance"])
_MOST_REFUSED = 0.05
_SUMS = ("impressions", "clicks", "conversions", "spend", "revenue")


@dg.asset_check(asset=_FILES, partitions_def=campaign_clients)
def reports_are_read(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """No file is refused, and at most a twentieth of the lines."""
    rows = lake.read_rows(tables.report_files, context.partition_key)
    refused = [row for row in rows if row["status"] == "refused"]
    lines, bad = sum(row["rows"] for row in rows), sum(row["refused_rows"] for row in rows)
    return dg.AssetCheckResult(
        passed=not refused and bad <= _MOST_REFUSED * lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "refused files": {row["filename"]: row["failure_reason"] for row in refused[:10]},
            "lines": lines,
            "refused lines": bad,
        },
    )


@dg.asset_check(asset=_CELLS, partitions_def=campaign_clients)
def every_row_counts(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """No row waits for a rate or for its campaign."""
    from collections import Counter

    rows = lake.read_rows(tables.uncounted_report_rows.only("what"), context.partition_key)
    most = Counter(row["what"] for row in rows).most_common(5)
    return dg.AssetCheckResult(
        passed=not rows,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"waiting": len(rows), "why": dict(most)},
    )


@dg.asset_check(asset=_DAYS, blocking=True, partitions_def=campaign_clients)
def no_day_counts_twice(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """Days of campaigns sum up to the ads' rows, each day of a campaign is there once."""
    import math

    import pyarrow.compute as pc

    key = context.partition_key
    days, cells = (lake.read_arrow(one, key) for one in (tables.performance, tables.ad_performance))
    sums = {
        name: [float(pc.sum(rows[name]).as_py() or 0) for rows in (days, cells)] for name in _SUMS
    }
    differ = {
        name: pair
        for name, pair in sums.items()
        if not math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-6)
    }
    once = days.group_by(["campaign_id", "date"]).aggregate([]).num_rows
    return dg.AssetCheckResult(
        passed=not differ and once == len(days),
        metadata={"differ": differ, "days": len(days), "days told once": once},
    )
