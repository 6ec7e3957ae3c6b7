"""Checks of `scraped_pages`: what would poison the stages after it, and what deserves a look."""

from typing import Any

import dagster as dg

from onevice_assets.partitions import websites
from onevice_assets.tables import audience
from resources.lake import Lake

_KEY = dg.AssetKey(["brand_monitor", "scraped_pages"])
_MAX_FAILING = 0.2


@dg.asset_check(asset=_KEY, blocking=True, partitions_def=websites)
def pages_are_usable(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """There are pages, each once, and at least one has text; imported websites have none."""
    rows = _read(context, lake)
    hashes = {(row["website_id"], row["url_hash"]) for row in rows}
    with_text = [row for row in rows if row["content_text"]]
    websites_with_text = {row["website_id"] for row in with_text}
    return dg.AssetCheckResult(
        passed=len(hashes) == len(rows)
        and websites_with_text == {row["website_id"] for row in rows},
        metadata={"pages": len(rows), "with text": len(with_text), "addresses": len(hashes)},
    )


@dg.asset_check(asset=_KEY, partitions_def=websites)
def few_pages_fail(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """At most a fifth of the pages could not be fetched this time."""
    rows = _read(context, lake)
    failing = sorted({row["url"] for row in rows if row["error"] is not None})
    return dg.AssetCheckResult(
        passed=len(failing) <= _MAX_FAILING * len(rows),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"failing": len(failing), "pages": len(rows), "first": failing[:5]},
    )


def _read(context: dg.AssetCheckExecutionContext, lake: Lake) -> list[dict[str, Any]]:
    return lake.read_rows(audience.scraped_pages, context.partition_keys)
