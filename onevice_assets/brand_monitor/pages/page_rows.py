"""One page as a row of `scraped_pages` and as objects; and what of an earlier row stays.

scraped-content/{website_id}/{page_id}/raw.html       the body as the server sent it
                                       cleaned.txt    its readable text
                                       metadata.json  the row without the text
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.pages.classify_page import classify_page
from onevice_assets.brand_monitor.pages.read_text import count_words, read_text
from resources.identity import derived_id, text_hash

if TYPE_CHECKING:
    from resources.control_plane.websites import Website
    from resources.object_store import Objects
    from resources.web.pages import CrawledPage

Row = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """Where the pages of one crawl go: the website, its objects, and the crawl's time."""

    website: Website
    objects: Objects
    at: datetime

    def identify(self, url: str) -> Row:
        """The columns that make a page itself."""
        digest = text_hash(url)
        page_id = derived_id(self.website.created_at, "scraped_pages", self.website.id, digest)
        return {"id": page_id, "website_id": self.website.id, "url": url, "url_hash": digest}

    def path(self, page_id: str, name: str) -> str:
        """Object path of one of a page's files."""
        return f"scraped-content/{self.website.id}/{page_id}/{name}"


def make_row(shelf: Shelf, page: CrawledPage, before: Row | None, *, fresh: bool) -> Row:
    """Make a page's row; the objects of new content are written first.

    Args:
        shelf: where the page belongs.
        page: as crawled.
        before: its row of the last crawl.
        fresh: read even unchanged content again (a hard scrape).

    Returns:
        The earlier row where the content is the same; the earlier content with the error told
        where the page fails now.
    """
    had_content = before is not None and before["content_html_path"] is not None
    if page.outcome == "failed":
        return _failed_row(shelf, page, before if had_content else None, before)
    digest = hashlib.sha256(page.body).hexdigest()
    is_same = before is not None and had_content and before["content_hash"] == digest
    if before is not None and is_same and (page.outcome == "unchanged" or not fresh):
        return {**before, "http_status": page.status, "error": None}
    since = before["scraped_at"] if before is not None and is_same else shelf.at
    return _write_page(shelf, page, digest, since)


def _failed_row(shelf: Shelf, page: CrawledPage, good: Row | None, before: Row | None) -> Row:
    failure = {"http_status": page.status, "error": page.error}
    if good is not None:
        return {**good, **failure}
    if before is not None and {key: before[key] for key in failure} == failure:
        return before
    return {
        **shelf.identify(page.url),
        **failure,
        "depth": page.depth,
        "scraped_at": shelf.at,
    }


def _write_page(shelf: Shelf, page: CrawledPage, digest: str, since: datetime) -> Row:
    """Read a page's content, write its objects, give its row."""
    row = shelf.identify(page.url)
    outline = page.outline
    title = outline.title if outline else None
    headings = [{"level": n, "text": text} for n, text in (outline.headings if outline else ())]
    text = read_text(page.html)
    row |= {
        "title": title,
        "meta_description": outline.meta_description if outline else None,
        "content_text": text,
        "content_html_path": shelf.path(row["id"], "raw.html"),
        "word_count": count_words(text),
        "page_type": classify_page(page.url, title, page.html, is_start=page.depth == 0),
        "http_status": page.status,
        "error": None,
        "headings": json.dumps(headings, ensure_ascii=False),
        "content_hash": digest,
        "etag": page.etag,
        "last_modified": page.last_modified,
        "depth": page.depth,
        "scraped_at": since,
    }
    _write_objects(shelf, row, page)
    return row


def _write_objects(shelf: Shelf, row: Row, page: CrawledPage) -> None:
    facts = {key: value for key, value in row.items() if key not in ("content_text", "headings")}
    facts |= {
        "headings": json.loads(row["headings"]),
        "scraped_at": row["scraped_at"].isoformat(),
        "content_type": page.content_type,
        "language": page.outline.language if page.outline else None,
    }
    shelf.objects.put(row["content_html_path"], page.body)
    shelf.objects.put(shelf.path(row["id"], "cleaned.txt"), row["content_text"] or "")
    shelf.objects.put_json(shelf.path(row["id"], "metadata.json"), facts)
