"""`Web`: what assets see of the web."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from resources.errors import WebsiteError

if TYPE_CHECKING:
    from resources.progress import Task
    from resources.web.crawl import Plan
    from resources.web.pages import Crawl, KnownPage


class Web(dg.ConfigurableResource[Any]):
    """Crawls one website at a time: politely, safely, the same pages on every run."""

    max_pages: int = Field(default=150, ge=1, description="Most pages per crawl")
    requests_at_once: int = Field(default=4, ge=1, description="Requests at once to a public host")
    delay_s: float = Field(
        default=0.2, ge=0, description="Seconds between requests to a public host"
    )
    timeout_s: float = Field(default=20.0, gt=0, description="Seconds a page may take")
    max_page_mb: float = Field(default=10.0, gt=0, description="Megabytes a page may have")
    retries: int = Field(default=2, ge=0, description="Further attempts after a transient failure")

    def crawl(
        self,
        url: str,
        *,
        scrape_depth: int = 3,
        known: Mapping[str, KnownPage] | None = None,
        task: Task | None = None,
    ) -> Crawl:
        """Crawl a website from an address that a person typed.

        Args:
            url: start address; the bundled example for `http://demo.test/`.
            scrape_depth: clicks from it that are followed.
            known: good pages of the last crawl by normalised address, to be asked for only if
                they changed (without validators: always).
            task: advanced by every page.

        Returns:
            Pages without duplicates, sorted by depth and address, and counts of what was left out.

        Raises:
            WebsiteError: when nothing can be crawled from there: what was tried, what was found,
                what to do.
        """
        from resources.web.crawl import crawl
        from resources.web.duplicates import drop_duplicates

        with self._plan(url, scrape_depth, known or {}) as plan:
            result = crawl(plan, task)
        kept = drop_duplicates(result.pages)
        if len(kept) < len(result.pages):
            result.left_out["the same as another page"] = len(result.pages) - len(kept)
        result.pages = kept
        return result

    @contextmanager
    def _plan(self, url: str, depth: int, known: Mapping[str, KnownPage]) -> Iterator[Plan]:
        """Plan a crawl; while the block runs, the example is served if it is meant."""
        from resources.web import addresses
        from resources.web.example import EXAMPLE_DOMAIN, example_site, serve

        start = addresses.clean(url)
        if start is None:
            raise WebsiteError(
                f"Could not crawl {url!r}: it is no web address. Give one like https://example.com/"
            )
        if addresses.origin(start)[1] == EXAMPLE_DOMAIN:
            start = f"http://{EXAMPLE_DOMAIN}/"  # whatever scheme, port and path were typed
            with serve(example_site()) as address:
                yield self._plan_crawl(start, depth, known, {EXAMPLE_DOMAIN: address})
        else:
            yield self._plan_crawl(start, depth, known, {})

    def _plan_crawl(
        self,
        start: str,
        depth: int,
        known: Mapping[str, KnownPage],
        pinned: Mapping[str, tuple[str, int]],
    ) -> Plan:
        from resources.web import addresses
        from resources.web.client import Limits
        from resources.web.crawl import Plan
        from resources.web.guard import Guard
        from resources.web.pacing import Pace

        _, host, port = addresses.origin(start)
        is_local = bool(pinned) or _is_loopback(host)
        pace = Pace(8, 0.0, 0.05) if is_local else Pace(self.requests_at_once, self.delay_s)
        return Plan(
            start=start,
            max_pages=self.max_pages,
            scrape_depth=depth,
            pace=pace,
            limits=Limits(self.timeout_s, int(self.max_page_mb * 1_000_000)),
            guard=Guard(host, port, pinned=pinned),
            concurrency=max(8, self.requests_at_once),
            retries=self.retries,
            known=known,
        )


def _is_loopback(host: str) -> bool:
    """Whether an address names this machine by itself, so that nobody else is to be spared."""
    return host in ("localhost", "::1") or host.endswith(".localhost") or host.startswith("127.")
