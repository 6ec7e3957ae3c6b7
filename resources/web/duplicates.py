"""Pages that are the same page under several addresses; one of them is kept.

Two pages are the same when their bodies are, byte for byte, or when one names the other (or both
name a third) as canonical. A canonical link to the start page from a page with another title is a
template's mistake and not believed. Kept is the canonical address itself, else the page fewest
clicks away, else the first in the alphabet.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from resources.web.addresses import normalize
from resources.web.pages import CrawledPage


def drop_duplicates(pages: Sequence[CrawledPage]) -> list[CrawledPage]:
    """Keep one page of each set of duplicates; failed pages are all kept.

    Args:
        pages: sorted by depth and address.
    """
    good = {page.url: page for page in pages if page.outcome != "failed"}
    start = next(iter(good.values()), None)
    by_identity: dict[str, CrawledPage] = {}
    for page in sorted(good.values(), key=lambda page: _canonical(page, start) != page.url):
        by_identity.setdefault(_canonical(page, start), page)
    by_body: dict[str, str] = {}
    for page in sorted(by_identity.values(), key=lambda page: (page.depth, page.url)):
        by_body.setdefault(hashlib.sha256(page.body).hexdigest(), page.url)
    kept = set(by_body.values())
    return [page for page in pages if page.outcome == "failed" or page.url in kept]


def _canonical(page: CrawledPage, start: CrawledPage | None) -> str:
    """The address under which a page wants to be known, normalised."""
    outline = page.outline
    if outline is None or outline.canonical is None:
        return page.url
    named = normalize(outline.canonical)
    if start and named == start.url and start.outline and start.outline.title != outline.title:
        return page.url
    return named
