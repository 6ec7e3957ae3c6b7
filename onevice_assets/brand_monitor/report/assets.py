"""Asset of the stage `report`: the page people read, and print."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from onevice_assets.brand_monitor.report.paths import write_report
from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import not_retried
from onevice_assets.partitions import split_key, website_days
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, OneviceError
from resources.lake import Lake
from resources.object_store import Objects

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.report.view import ReportView

_UPSTREAM = (
    "share_of_voice",
    "competitor_ranking",
    "visibility_by_intent_type",
    "visibility_by_icp",
    "visibility_by_belief",
    "substitution_patterns",
    "co_mentions",
    "citations",
    "prompt_difficulty",
    "brand_persistence",
    "visibility_verdicts",
    "model_changes",
    "llm_brand_states",
    "llm_responses",
)


class Printing(dg.Config):
    """Whether a PDF is made too."""

    pdf: bool = Field(True, description="Print report.pdf where a Chromium is found")


@dg.asset(
    key=["brand_monitor", "influence_report"],
    group_name=group("brand_monitor", "report"),
    owners=OWNERS,
    kinds={"html", "altair"},
    tags=tags(layer="view"),
    partitions_def=website_days,
    deps=[dg.AssetKey(["brand_monitor", name]) for name in _UPSTREAM],
    code_version="2",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def influence_report(
    context: dg.AssetExecutionContext,
    config: Printing,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One page per website and day: who is named, how sure that is, and which sentence says so.

    A self-contained HTML file below `reports/` that needs no network and no script, and
    `exports/{organization_id}/{export_id}/report.pdf` in the object store. A re-run writes the
    same page from the same rows, and prints nothing that is printed.
    """
    metadata: dict[str, Any] = {}
    before: dict[str, Any] = {}
    for partition in sorted(context.partition_keys):
        with not_retried(OneviceError):
            view = _view(lake, partition, before)
            metadata = _write(view, control, objects if config.pdf else None)
        if len(context.partition_keys) > 1:
            context.add_asset_metadata(metadata, partition_key=partition)
    return dg.MaterializeResult(metadata=metadata)


def _view(lake: Lake, partition: str, before: dict[str, Any]) -> "ReportView":
    """What a day's page shows; `before` keeps what the pages of a range share."""
    from onevice_assets.brand_monitor.report.read import read_rows
    from onevice_assets.brand_monitor.report.view import build_view

    day, website = split_key(partition)
    return build_view(website, day, read_rows(lake, partition, before))


def _write(view: "ReportView", control: ControlPlane, exports: Objects | None) -> dict[str, Any]:
    """Write a day's page, and its PDF where exports are wanted."""
    from onevice_assets.brand_monitor.report.render import draw_charts, render_report

    charts = draw_charts(view)
    path, changed = write_report(view.website, view.day, render_report(view, charts))
    told: dict[str, Any] = {**_tell(view), "changed": changed}
    told |= {
        "report": dg.MetadataValue.path(str(path)),
        "page": dg.MetadataValue.url(path.as_uri()),
    }
    return told | _print(control, exports, view, charts) if exports else told


def _tell(view: "ReportView") -> dict[str, Any]:
    from onevice_assets.brand_monitor.report.tell import tell_headline
    from onevice_assets.measures.tell_verdict import tell_verdict

    return {
        "headline": tell_headline(view),
        "verdict": tell_verdict(view.subject["verdict_row"] if view.subject else None)[1],
        "dagster/row_count": len(view.ranking),
        "answers": view.answers,
        "is_demonstration": view.is_demonstration,
    }


def _print(
    control: ControlPlane, objects: Objects, view: "ReportView", charts: Mapping[str, str]
) -> dict[str, Any]:
    """Print the page for paper; without a browser the page itself is there all the same."""
    from onevice_assets.brand_monitor.report.print_report import print_report
    from resources.control_plane import websites

    with control.begin() as db:
        owner = websites.find(db, view.website).organization_id
    try:
        address = print_report(objects, view, charts, owner)
    except ConfigurationError as error:
        return {"pdf": f"not printed: {error}"}
    return {"pdf": dg.MetadataValue.url(address), "pdf_name": Path(address).name}
