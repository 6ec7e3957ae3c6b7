"""Asset `scraped_pages`: the first step from a website's address to what models say of it."""

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from onevice_assets.lake_assets import RETRY, markdown_table, not_retried, options, result
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.lake import Lake, Written
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.web.resource import Web

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.pages.scrape import Scrape


class ScrapeConfig(dg.Config):
    """How to scrape."""

    hard: bool = Field(
        False, description="Fetch every page whole, changed or not; at most once in 7 days"
    )


@dg.asset(
    **options(audience.scraped_pages, "pages", kinds={"python"}),
    deps=[dg.AssetKey(["control", "websites"])],
    code_version="1",
    retry_policy=RETRY,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def scraped_pages(
    context: dg.AssetExecutionContext,
    config: ScrapeConfig,
    web: Web,
    lake: Lake,
    objects: Objects,
    control: ControlPlane,
    progress: Progress,
    redis: RedisStore,
) -> dg.MaterializeResult[Any]:
    """One row per page of a website: its address, text, headings and what the page is for.

    Source: the website itself, crawled politely (robots.txt, pace per host, page cap); the pages'
    HTML lies in the object store. A page that fails is a row with its status and error. A re-run
    asks only for changes: rows of unchanged pages stay as they are. A website that only has
    imported answers has no pages.
    """
    from onevice_assets.brand_monitor.pages.note_crawl import Crawl, noting, showing, tell_redis
    from onevice_assets.brand_monitor.pages.page_rows import Shelf
    from onevice_assets.brand_monitor.pages.scrape import scrape
    from resources.control_plane import websites

    written: dict[str, Written] = {}
    found: list[Scrape] = []
    for partition in context.partition_keys:
        with control.begin() as db:
            website = websites.find(db, partition)
        crawl = Crawl(datetime.now(UTC), config.hard)
        with not_retried(InputError):
            with noting(control, website, crawl), showing(progress, website, web.max_pages) as task:
                before = lake.read_rows_if_there(audience.scraped_pages, partition)
                shelf = Shelf(website, objects, crawl.at)
                found.append(scrape(web, shelf, before, hard=config.hard, task=task))
                written[partition] = lake.write(audience.scraped_pages, partition, found[-1].rows)
                crawl.changed = written[partition].changed
            tell_redis(redis, website, crawl)
    return result(
        context, audience.scraped_pages, written, preview=_preview(found), extra=_tell(found)
    )


def _preview(found: "list[Scrape]") -> list[dict[str, object]]:
    rows = sorted((row for one in found for row in one.rows), key=lambda r: (r["depth"], r["url"]))
    names = ("url", "page_type", "word_count", "http_status", "error")
    return [{name: row.get(name) for name in names} for row in rows[:10]]


def _tell(found: "list[Scrape]") -> dict[str, Any]:
    """Pages by type as bars, and what was left out and why."""
    by_type = sum((one.by_type for one in found), Counter[str]())
    left_out = sum((one.left_out for one in found), Counter[str]())
    most = max(by_type.values(), default=1)
    bars = [
        {"page type": kind, "pages": count, "": "█" * max(1, round(20 * count / most))}
        for kind, count in by_type.most_common()
    ]
    told: dict[str, Any] = {"failing_pages": sum(one.failing for one in found)}
    if bars:
        told["pages_by_type"] = dg.MetadataValue.md(markdown_table(bars))
    else:
        told["note"] = "The website has no address to crawl (imported answers only)."
    if left_out:
        rows = [{"left out": reason, "pages": n} for reason, n in sorted(left_out.items())]
        told["left_out"] = dg.MetadataValue.md(markdown_table(rows))
    return told
