"""Asset of the stage `report`: the page people read."""

from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.report.paths import write_report
from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.partitions import split_key, website_days
from resources.lake import Lake

_UPSTREAM = (
    "share_of_voice",
    "substitution_patterns",
    "co_mentions",
    "llm_brand_states",
    "llm_responses",
    "prompt_classifications",
    "icps",
)


@dg.asset(
    key=["brand_monitor", "influence_report"],
    group_name=group("brand_monitor", "report"),
    owners=OWNERS,
    kinds={"html", "altair"},
    tags=tags(layer="view"),
    partitions_def=website_days,
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _UPSTREAM],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def influence_report(context: dg.AssetExecutionContext, lake: Lake) -> dg.MaterializeResult[Any]:
    """One page per website and day: who is named, where, beside whom, and which sentence says so.

    A self-contained HTML file below `reports/`; it needs no network and no script. A re-run writes
    the same page from the same rows.
    """
    from onevice_assets.brand_monitor.report.read import read_view
    from onevice_assets.brand_monitor.report.render import render_report, tell_headline

    metadata: dict[str, Any] = {}
    for partition in context.partition_keys:
        day, website = split_key(partition)
        view = read_view(lake, partition)
        path, changed = write_report(website, day, render_report(view))
        metadata = {
            "headline": tell_headline(view),
            "report": dg.MetadataValue.path(str(path)),
            "page": dg.MetadataValue.url(path.as_uri()),
            "dagster/row_count": len(view.ranking),
            "answers": view.answers,
            "is_demonstration": view.is_demonstration,
            "changed": changed,
        }
        if len(context.partition_keys) > 1:
            context.add_asset_metadata(metadata, partition_key=partition)
    return dg.MaterializeResult(metadata=metadata)
