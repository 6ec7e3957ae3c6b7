"""What others see of a crawl: its state in the control plane, a bar, and when a hard one was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from onevice_assets.brand_monitor.pages.scrape import check_hard_scrape
from resources.control_plane import websites

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.progress import Progress, Task
    from resources.redis_store import RedisStore

State = Literal["scraping", "completed", "failed"]


@dataclass
class Crawl:
    """A crawl's time in UTC, whether every page is fetched whole, and whether rows changed."""

    at: datetime
    is_hard: bool
    changed: bool = True


@contextmanager
def noting(control: ControlPlane, website: Website, crawl: Crawl) -> Iterator[None]:
    """Note in the control plane how a crawl stands, however it ends; nothing without an address.

    Raises:
        InputError: a hard one is not allowed yet; nothing was noted.
    """
    if crawl.is_hard:
        check_hard_scrape(website, crawl.at)
    if website.url is None:
        yield
        return
    state: State = "failed"
    _note(control, website, crawl, "scraping")
    try:
        yield
        state = "completed"
    finally:
        _note(control, website, crawl, state)


@contextmanager
def showing(progress: Progress, website: Website, pages: int) -> Iterator[Task | None]:
    """Show how far a crawl of at most so many pages is; nothing where there is no address."""
    if website.url is None:
        yield None
        return
    with progress.track(f"Crawling {website.domain}", pages) as task:
        yield task
        task.expect(task.done)


def tell_redis(redis: RedisStore, website: Website, crawl: Crawl) -> None:
    """For who would ask often when the next hard scrape is allowed; the check asks the truth."""
    from resources.redis_keys.best_effort import BestEffort
    from resources.redis_keys.hard_scrapes import note_hard_scrape

    if crawl.is_hard and website.url is not None:
        effort = BestEffort(redis, "scraping")
        effort.do(lambda store: note_hard_scrape(store, website.id, crawl.at))


def _note(control: ControlPlane, website: Website, crawl: Crawl, state: State) -> None:
    with control.begin() as db:
        websites.note_scrape(
            db, website.id, at=crawl.at, hard=crawl.is_hard, status=state, changed=crawl.changed
        )
