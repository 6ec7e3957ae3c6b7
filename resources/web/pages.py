"""What a crawl takes in and gives back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from resources.web.outline import Outline


@dataclass(frozen=True)
class KnownPage:
    """What an earlier crawl left of a page that was good then.

    Attributes:
        etag: validator for `If-None-Match`.
        last_modified: validator for `If-Modified-Since`.
        read_body: gives the stored markup, or None where it is gone.
    """

    etag: str | None
    last_modified: str | None
    read_body: Callable[[], bytes | None]


@dataclass(frozen=True)
class CrawledPage:
    """One page of the crawl.

    Attributes:
        url: normalised address, after redirects.
        depth: clicks from the start address.
        outcome: `fetched` has a body; `unchanged` is as the earlier crawl left it; `failed` has
            an error.
        status: last HTTP status; None when nothing answered.
        body: the raw body, decompressed (of `unchanged` pages the stored one).
        html: the body decoded.
        outline: title, headings and links; None for failed pages without an earlier copy.
    """

    url: str
    depth: int
    outcome: Literal["fetched", "unchanged", "failed"]
    status: int | None
    error: str | None = None
    body: bytes = b""
    html: str = ""
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    outline: Outline | None = None


@dataclass
class Crawl:
    """All pages of a crawl, sorted by depth and address, and what was left out, counted."""

    pages: list[CrawledPage] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
