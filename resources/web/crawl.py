"""The crawl of one website: what is asked for, where it runs, and when it is refused.

It runs in a thread with an event loop of its own: in the main thread crawlee takes Ctrl-C away
from Dagster and returns from an interrupted crawl as if it were complete; and a caller may have a
loop running already.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resources.errors import WebsiteError
from resources.web.frontier import Frontier
from resources.web.guard import Guard
from resources.web.pages import Crawl, KnownPage
from resources.web.site import Site
from resources.web.visit import Visits

if TYPE_CHECKING:
    from resources.progress import Task
    from resources.web.client import Limits
    from resources.web.pacing import Pace
    from resources.web.robots import Robots

_one_at_a_time = threading.Lock()  # crawlee's event manager is global and belongs to one loop


@dataclass(frozen=True)
class Plan:
    """What to crawl, and how.

    Attributes:
        start: cleaned start address.
        max_pages: cap on pages.
        scrape_depth: clicks from the start that are followed.
        pace: politeness per host.
        limits: time and size per page.
        guard: decides on connections.
        concurrency: requests at once in all.
        retries: further attempts after a transient failure.
        known: what an earlier crawl left, by normalised address.
    """

    start: str
    max_pages: int
    scrape_depth: int
    pace: Pace
    limits: Limits
    guard: Guard
    concurrency: int = 8
    retries: int = 2
    known: Mapping[str, KnownPage] = field(default_factory=dict)


def crawl(plan: Plan, task: Task | None = None) -> Crawl:
    """Crawl one website, from any thread, whether or not an event loop runs there.

    Raises:
        WebsiteError: when the start address cannot be used, or robots.txt forbids it.
    """
    loop = asyncio.new_event_loop()
    with _one_at_a_time, ThreadPoolExecutor(1, thread_name_prefix="crawl") as thread:
        running = thread.submit(contextvars.copy_context().run, _run, loop, plan, task)
        try:
            return running.result()
        finally:
            if not running.done():  # Ctrl-C, or Dagster ends the step
                with suppress(RuntimeError):  # the loop may close this very moment
                    loop.call_soon_threadsafe(_cancel_all, loop)


def _run(loop: asyncio.AbstractEventLoop, plan: Plan, task: Task | None) -> Crawl:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(_crawl(plan, task))


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    for running in asyncio.all_tasks(loop):
        running.cancel()


async def _crawl(plan: Plan, task: Task | None) -> Crawl:
    from resources.web import engine
    from resources.web.client import PageClient
    from resources.web.robots import Robots

    began = time.monotonic()
    site, frontier = Site(plan.start), Frontier(plan.max_pages, plan.scrape_depth)
    frontier.offer([plan.start], 0)
    visits = Visits(site, frontier, plan.known, Counter(), task)
    options = {"concurrency": plan.concurrency, "retries": plan.retries}
    client = PageClient(plan.guard, plan.pace, plan.limits, site.contains)
    async with client:
        robots = Robots(client, plan.retries)
        await _check_robots(plan.start, robots)
        await engine.run(frontier, visits, client, robots, options)
    _check_start(plan.start, visits)
    pages = sorted(visits.pages.values(), key=lambda page: (page.depth, page.url))
    return Crawl(pages, visits.left_out, time.monotonic() - began)


async def _check_robots(start: str, robots: Robots) -> None:
    rules = await robots.rules(start)
    if rules.problem:
        raise WebsiteError(
            f"Could not crawl {start}: {rules.problem}. Open the address in a browser, correct it "
            "with `onevice site add`, or try again later; nothing stored was changed."
        )
    if not rules.allow(start):
        raise WebsiteError(
            f"Did not crawl {start}: its robots.txt forbids it to robots like ours. Ask the "
            "website's owner to allow OneViceBot, or start at a part that is allowed."
        )


def _check_start(start: str, visits: Visits) -> None:
    """Refuse a crawl whose start page gave nothing."""
    first = [page for page in visits.pages.values() if page.depth == 0]
    if first and first[0].outcome != "failed":
        return
    reasons = [page.error for page in first] or list(visits.left_out)
    found = reasons[0] if reasons else "the crawl was interrupted before it answered"
    raise WebsiteError(
        f"Could not crawl {start}: its start page gives nothing to read: {found}. Give the address "
        "of an HTML page that opens in a browser; nothing stored was changed."
    )
