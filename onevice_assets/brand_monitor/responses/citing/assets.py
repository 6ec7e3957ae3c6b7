"""The asset `answer_citations`: the sources of a day's answers, by page and owner."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.lake_assets import options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables.answers import llm_responses
from onevice_assets.tables.citations import answer_citations as table
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.citing.tell_owner import Owners

_BATCH = 500
_READ = ["id", "website_id", "llm_provider", "response_text", "citations"]


@dg.asset(
    **options(table, "responses", kinds={"python"}),
    deps=[
        dg.AssetKey(["brand_monitor", "llm_responses"]),
        dg.AssetKey(["control", "brands"]),
        dg.AssetKey(["control", "website_brands"]),
    ],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def answer_citations(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """One row per answer and source: the page, its domain, whose it is, cited or only found.

    Grain: answer × page. Source: the sources a provider lists and the links in the answer's text,
    which count as cited. Pages are told apart by address alone, none is fetched; what names no
    public page is left out and counted. A page is own or a competitor's by the domains of the
    website and of the brands tracked on that day. A re-run gives the same rows.
    """
    from onevice_assets.brand_monitor.responses.citing.list_sources import list_sources
    from onevice_assets.brand_monitor.responses.citing.sum_up import Tally

    written, tally = {}, Tally()
    for partition in context.partition_keys:
        day = date.fromisoformat(split_key(partition)[0])
        owners = _read_owners(control, partition)
        rows = list(list_sources(day, _stream(lake, partition), owners, tally.left_out))
        written[partition] = lake.write(table, partition, rows)
        tally.add(rows)
    return result(context, table, written, preview=tally.preview(), extra=tally.summarize())


def _read_owners(control: ControlPlane, partition: str) -> "Owners":
    from onevice_assets.brand_monitor.responses.citing.tell_owner import Owners
    from resources.control_plane import brands, websites

    day, key = split_key(partition)
    with control.begin() as db:
        website = websites.find(db, key)
        return Owners(website.domain, brands.tracked(db, website.id, date.fromisoformat(day)))


def _stream(lake: Lake, partition: str) -> Iterator[dict[str, Any]]:
    """Answers as rows, a batch at a time."""
    for batch in lake.read_arrow(llm_responses, partition).select(_READ).to_batches(_BATCH):
        yield from batch.to_pylist()
