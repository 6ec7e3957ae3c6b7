"""The pages of a website as the analysis reads them: only those with text, homepage first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST_PAGES = 400
MOST_CHARACTERS = 20_000
_KEY_TYPES = ("homepage", "about", "product", "service")


@dataclass(frozen=True)
class Page:
    """One page with text."""

    id: str
    url: str
    title: str
    meta_description: str
    text: str
    headings: tuple[tuple[int, str], ...]
    page_type: str
    depth: int
    scraped_at: datetime

    @property
    def is_home(self) -> bool:
        """Whether it is the page the website begins with."""
        return self.page_type == "homepage"

    def top_headings(self, level: int = 1) -> list[str]:
        """Headings down to a level."""
        return [text for at, text in self.headings if at <= level]

    @property
    def everything(self) -> str:
        """All readable text of the page in one piece."""
        heads = "\n".join(text for _, text in self.headings)
        return "\n".join((self.title, self.meta_description, heads, self.text))


def usable_pages(rows: Iterable[Mapping[str, Any]]) -> list[Page]:
    """Pages that answered with text, homepage and key pages first, at most `MOST_PAGES`."""
    pages = [_page(row) for row in rows if _has_text(row)]
    pages.sort(key=lambda page: (_importance(page), page.depth, page.url))
    return pages[:MOST_PAGES]


def _has_text(row: Mapping[str, Any]) -> bool:
    ok = row["http_status"] is not None and 200 <= row["http_status"] < 400
    return ok and bool(row["content_text"] or row["title"])


def _importance(page: Page) -> int:
    return _KEY_TYPES.index(page.page_type) if page.page_type in _KEY_TYPES else len(_KEY_TYPES)


def _page(row: Mapping[str, Any]) -> Page:
    headings = json.loads(row["headings"] or "[]")
    return Page(
        id=row["id"],
        url=row["url"],
        title=" ".join((row["title"] or "").split()),
        meta_description=" ".join((row["meta_description"] or "").split()),
        text=(row["content_text"] or "")[:MOST_CHARACTERS],
        headings=tuple((int(one["level"]), " ".join(one["text"].split())) for one in headings),
        page_type=row["page_type"] or "other",
        depth=row["depth"],
        scraped_at=row["scraped_at"],
    )
