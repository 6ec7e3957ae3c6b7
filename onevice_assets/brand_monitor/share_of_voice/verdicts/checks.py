"""Checks of the verdicts and of who was told of them: warnings, nothing here blocks."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.brand_monitor.report_path import report_path
from onevice_assets.lake_assets import markdown_table
from onevice_assets.measures.tell_verdict import tell_remedy, tell_verdict
from onevice_assets.partitions import split_key, website_days
from onevice_assets.tables.verdicts import visibility_verdicts as table
from resources.lake import Lake

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import Told

_ASSET = dg.AssetKey([table.system, table.name])
_WARN = dg.AssetCheckSeverity.WARN
_NOT_TOLD = ("failed", "unknown")

EVERY_NOTICE_WENT_OUT = dg.AssetCheckSpec(
    "every_notice_went_out",
    asset=dg.AssetKey([table.system, "verdict_notices"]),
    description="Every channel took its notices; what failed is tried again at the next run.",
    partitions_def=website_days,
)


@dg.asset_check(asset=_ASSET, partitions_def=website_days)
def no_verdict_changed(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """No tracked brand turned up or down: its verdict is the last one there was."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.read_alerts import read_alerts
    from onevice_assets.brand_monitor.share_of_voice.verdicts.write_notice import write_notice

    titles: list[str] = []
    shown: list[dict[str, Any]] = []
    metadata: dict[str, Any] = {}
    for partition in context.partition_keys:
        day, website = split_key(partition)
        link = report_path(website, day)
        for alert in read_alerts(lake, website, date.fromisoformat(day)):
            titles.append(write_notice(website, alert, str(link)).title)
            shown += alert.tell_turns()
            metadata["report"] = dg.MetadataValue.path(str(link))
    if shown:
        metadata["changes"] = dg.MetadataValue.md(markdown_table(shown))
    return dg.AssetCheckResult(
        passed=not titles,
        severity=_WARN,
        description="\n".join(titles) or "No verdict changed.",
        metadata={"brands": len(titles), **metadata},
    )


@dg.asset_check(asset=_ASSET, partitions_def=website_days)
def verdicts_can_be_given(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Your own brand has a verdict over time; where it has none, this says what to do."""
    from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import (
        find_missing_verdicts,
    )

    found = find_missing_verdicts(lake.read_rows(table, context.partition_keys))
    told = dict.fromkeys(
        f"No verdict. {tell_verdict(row)[1]} {tell_remedy(row['reason'])}" for row in found
    )
    columns = ("day", "brand_name", "measure", "reason", "topic_count")
    shown = [{name: row[name] for name in columns} for row in found]
    return dg.AssetCheckResult(
        passed=not found,
        severity=_WARN,
        description="\n".join(told) or None,
        metadata={"missing": dg.MetadataValue.md(markdown_table(shown))} if shown else {},
    )


def report_deliveries(told: Sequence["Told"]) -> dg.AssetCheckResult:
    """The result of `every_notice_went_out`: which channel did not take what, and why."""
    failed = [
        {"day": one.notice.day, "brand": one.notice.brand, **vars(delivery)}
        for one in told
        for delivery in one.deliveries
        if delivery.outcome in _NOT_TOLD
    ]
    return dg.AssetCheckResult(
        passed=not failed,
        check_name=EVERY_NOTICE_WENT_OUT.name,
        severity=_WARN,
        description=f"{len(failed)} notices did not go out." if failed else None,
        metadata={"not_sent": dg.MetadataValue.md(markdown_table(failed))} if failed else {},
    )
