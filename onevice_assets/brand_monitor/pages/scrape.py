"""One website's crawl: what is known of it goes in, rows come out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.pages.page_rows import Row, Shelf, make_row
from onevice_assets.brand_monitor.pages.read_text import forget_caches
from resources.errors import InputError, MissingDataError, WebsiteError
from resources.web.pages import KnownPage

if TYPE_CHECKING:
    from resources.control_plane.websites import Website
    from resources.object_store import Objects
    from resources.progress import Task
    from resources.web.resource import Web

HARD_SCRAPE_EVERY = timedelta(days=7)


@dataclass(frozen=True)
class Scrape:
    """Rows of a website, and what was left out of them, counted by reason."""

    rows: list[Row] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def by_type(self) -> Counter[str]:
        """Good pages by what they are for."""
        return Counter(str(row["page_type"]) for row in self.rows if row.get("page_type"))

    @property
    def failing(self) -> int:
        """Pages that could not be had this time."""
        return sum(row.get("error") is not None for row in self.rows)


def check_hard_scrape(website: Website, at: datetime) -> None:
    """Allow a hard scrape, which spares the server nothing, at most once in 7 days.

    Raises:
        InputError: with the time from which the next one is allowed.
    """
    last = website.last_hard_scrape_at
    if last is not None and at - last < HARD_SCRAPE_EVERY:
        raise InputError(
            f"Did not scrape {website.domain} hard: that is allowed once in 7 days and was done at "
            f"{last:%Y-%m-%d %H:%M} UTC. Leave `hard` out (changed pages are fetched anyway), or "
            f"wait until {last + HARD_SCRAPE_EVERY:%Y-%m-%d %H:%M} UTC."
        )


def scrape(
    web: Web,
    shelf: Shelf,
    before: Sequence[Row],
    *,
    hard: bool = False,
    task: Task | None = None,
) -> Scrape:
    """Crawl a website and make its rows; the same website gives the same rows.

    Args:
        web: the crawler.
        shelf: the website, where its objects go, and the time of this crawl.
        before: rows of the last crawl.
        hard: ask for every page whole and read its text again.
        task: advanced by every page.

    Raises:
        WebsiteError: when the website cannot be crawled, or has no text at all.
    """
    url = shelf.website.url
    if url is None:
        return Scrape()
    known = {row["url"]: _known(shelf.objects, row, hard) for row in before if _has_content(row)}
    crawl = web.crawl(url, scrape_depth=shelf.website.scrape_depth, known=known, task=task)
    old = {row["url"]: row for row in before}
    rows = [make_row(shelf, page, old.get(page.url), fresh=hard) for page in crawl.pages]
    forget_caches()
    if not any(row.get("content_text") for row in rows):
        raise WebsiteError(
            f"Crawled {url}: {len(rows)} pages answer, but none has readable text. The website may "
            "be empty or be drawn by scripts only; give the address of a part with text."
        )
    return Scrape(rows, crawl.left_out)


def _has_content(row: Row) -> bool:
    return row["content_html_path"] is not None


def _known(objects: Objects, row: Row, hard: bool) -> KnownPage:
    read_body = partial(_read_if_there, objects, row["content_html_path"])
    if hard:
        return KnownPage(None, None, read_body)
    return KnownPage(row["etag"], row["last_modified"], read_body)


def _read_if_there(objects: Objects, path: str) -> bytes | None:
    try:
        return objects.get(path)
    except MissingDataError:
        return None
