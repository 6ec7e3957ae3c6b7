"""crawlee, wired so that nothing of it is global, on disk, or in the log.

crawlee brings concurrency and retries; the order of pages is the frontier's, the network is the
client's. This is the only module that knows crawlee's crawler.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawlee import ConcurrencySettings, Request
from crawlee.configuration import Configuration
from crawlee.crawlers import BasicCrawlingContext, HttpCrawler, HttpCrawlingContext
from crawlee.events import LocalEventManager
from crawlee.request_loaders import RequestManager
from crawlee.statistics import Statistics
from crawlee.storage_clients import MemoryStorageClient

from resources.errors import WebsiteError
from resources.web import addresses
from resources.web.answers import PageError
from resources.web.client import PageClient
from resources.web.robots import Robots, list_sitemap

if TYPE_CHECKING:
    from crawlee.storage_clients.models import ProcessedRequest

    from resources.web.frontier import Frontier, Target
    from resources.web.visit import Visits

_MAX_HOLD_S = 30.0
_MAX_SITEMAP_LINKS = 50_000
_SITEMAP_S = 60.0


class FrontierQueue(RequestManager):
    """The frontier in the form of a crawlee request queue: made per crawl, kept in memory."""

    def __init__(self, frontier: Frontier, visits: Visits, robots: Robots) -> None:
        self._frontier, self._visits, self._robots = frontier, visits, robots
        self._again: list[Request] = []
        self.targets: dict[str, Target] = {}

    async def fetch_next_request(self) -> Request | None:
        """The next page that robots.txt allows, or one to be asked again."""
        if self._again:
            return self._again.pop(0)
        while (target := self._frontier.take()) is not None:
            rules = await self._robots.rules(target.address)
            if rules.problem is not None:
                self._visits.failed(target, rules.problem)
                continue
            if not rules.allow(target.address):
                self._visits.forbidden(target)
                continue
            self.targets[target.key] = target
            headers = self._visits.validators(target.key)
            return Request.from_url(target.address, headers=headers, unique_key=target.key)
        return None

    async def reclaim_request(
        self,
        request: Request,
        *,
        forefront: bool = False,  # noqa: ARG002 - crawlee's signature
    ) -> ProcessedRequest | None:
        """Take a request back that is to be tried again."""
        self._again.append(request)
        return None

    async def is_empty(self) -> bool:
        """Whether nothing can be handed out right now."""
        return not self._again and self._frontier.is_waiting

    async def is_finished(self) -> bool:
        """Whether the crawl is over."""
        return not self._again and self._frontier.is_finished

    async def mark_request_as_handled(self, request: Request) -> ProcessedRequest | None:  # noqa: ARG002
        """Nothing to do: the visits settle pages."""
        return None

    async def add_request(
        self,
        request: str | Request,
        *,
        forefront: bool = False,
    ) -> ProcessedRequest | None:
        """Refused: links enter through the frontier."""
        raise NotImplementedError(f"{request}: links are offered to the frontier")

    async def get_handled_count(self) -> int:
        """Pages handled so far."""
        return len(self._visits.pages)

    async def get_total_count(self) -> int:
        """Pages handed out so far."""
        return len(self.targets)

    async def drop(self) -> None:
        """Forget what is to be asked again."""
        self._again.clear()


async def run(
    frontier: Frontier, visits: Visits, client: PageClient, robots: Robots, options: dict[str, int]
) -> None:
    """Run the crawl until the frontier is finished.

    Args:
        frontier: holds the start address already.
        visits: takes the answers.
        client: fetches.
        robots: rules by origin.
        options: `concurrency` (requests at once in all) and `retries`.
    """
    queue = FrontierQueue(frontier, visits, robots)
    crawler = _make_crawler(queue, client, options["concurrency"], options["retries"])

    @crawler.router.default_handler
    async def _handle(context: HttpCrawlingContext) -> None:
        target = queue.targets[context.request.unique_key]
        try:
            visits.answered(target, context.http_response.answer)  # type: ignore[attr-defined]
        except PageError as error:
            context.request.no_retry = not error.is_transient
            raise
        if target.depth == 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SITEMAP_S):
                    rules = await robots.rules(target.address)
                    links = await list_sitemap(client, target.address, rules, _MAX_SITEMAP_LINKS)
                    frontier.offer_sitemap(link for link in links if visits.site.may_be_page(link))

    @crawler.error_handler
    async def _back_off(context: BasicCrawlingContext, error: Exception) -> None:
        wait = client.back_off_s(error, context.request.retry_count)
        client.pacer.hold(addresses.origin(context.request.url)[1], min(wait, _MAX_HOLD_S))

    @crawler.failed_request_handler
    async def _give_up(context: BasicCrawlingContext, error: Exception) -> None:
        if not isinstance(error, WebsiteError):
            raise error
        visits.failed(queue.targets[context.request.unique_key], error)

    await crawler.run()


def _make_crawler(
    queue: FrontierQueue, client: PageClient, concurrency: int, retries: int
) -> HttpCrawler:
    """Make a crawler with its own configuration and storage in memory."""
    for name in ("crawlee", "HttpCrawler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    configuration = Configuration(purge_on_start=False, system_info_interval=timedelta(seconds=10))
    options: dict[str, Any] = {
        "http_client": client,
        "request_manager": queue,
        "configuration": configuration,
        "event_manager": LocalEventManager.from_config(configuration),
        "storage_client": MemoryStorageClient(),
        "statistics": Statistics.with_default_state(persistence_enabled=False),
        "use_session_pool": False,
        "retry_on_blocked": False,
        "max_request_retries": retries,
        "ignore_http_error_status_codes": range(400, 600),
        # equal numbers: the crawl must not stall because other work keeps the processors busy
        "concurrency_settings": ConcurrencySettings(
            min_concurrency=concurrency,
            max_concurrency=concurrency,
            desired_concurrency=concurrency,
        ),
        # the client has its own limit; this one would count the waiting for a turn
        "navigation_timeout": timedelta(hours=1),
        "request_handler_timeout": timedelta(minutes=5),
        "configure_logging": False,
    }
    return HttpCrawler(**options)
