"""Checks of content: what would poison the memory, and what deserves a look."""

from collections import Counter

import dagster as dg

from onevice_assets.partitions import campaign_clients
from onevice_assets.tables import campaigns as tables
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.object_store import Objects

_CONTENT = dg.AssetKey(["campaigns", "content"])
_MOST_FAILING = 0.2


@dg.asset_check(asset=_CONTENT, blocking=True, partitions_def=campaign_clients)
def every_creative_has_a_row(
    context: dg.AssetCheckExecutionContext, lake: Lake, objects: Objects, control: ControlPlane
) -> dg.AssetCheckResult:
    """Every file of the client is a row, and every row the client's.

    Rows of another client stop what follows; files that came meanwhile are the next run's.
    """
    from resources.campaign_files import list_content
    from resources.control_plane import campaign_clients as clients

    key = context.partition_key
    with control.begin() as db:
        brand_id = clients.find(db, key).id
    rows = lake.read_rows(tables.content.only("content_hash", "brand_id"), key)
    lost = {one.content_hash for one in list_content(objects, brand_id)}
    lost -= {row["content_hash"] for row in rows}
    foreign = {row["brand_id"] for row in rows} - {brand_id}
    return dg.AssetCheckResult(
        passed=not lost and not foreign,
        severity=dg.AssetCheckSeverity.ERROR if foreign else dg.AssetCheckSeverity.WARN,
        metadata={
            "rows": len(rows),
            "without a row": sorted(lost)[:5],
            "clients of foreign rows": sorted(foreign)[:5],
        },
    )


@dg.asset_check(asset=_CONTENT, partitions_def=campaign_clients)
def most_creatives_are_read(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """At most a fifth of the client's files could not be read."""
    rows = lake.read_rows(tables.content.only("failure_reason"), context.partition_key)
    failed = Counter(row["failure_reason"] for row in rows if row["failure_reason"])
    return dg.AssetCheckResult(
        passed=failed.total() <= _MOST_FAILING * len(rows),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"failed": dict(failed), "files": len(rows)},
    )
