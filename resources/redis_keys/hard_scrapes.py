"""When a website was last scraped hard: Redis keeps what the control plane decided.

The truth is `websites.last_hard_scrape_at`, and the asset that scrapes refuses by it. This is for
who would ask often, as a page with a button does: it is never later than the truth.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from resources.redis_keys.monitor import HARD_SCRAPE
from resources.redis_store import RedisStore

EVERY = HARD_SCRAPE.ttl or timedelta(days=7)


def last_hard_scrape(
    store: RedisStore, website_id: str, read: Callable[[], datetime | None], *, now: datetime
) -> datetime | None:
    """When it was, if that was in the last 7 days (UTC).

    Args:
        store: the cache.
        website_id: the website.
        read: asks the control plane, where Redis knows nothing.
        now: the moment.

    Raises:
        StoreError: Redis does not answer.
    """
    known = _read(store.read_text(HARD_SCRAPE.key(website_id=website_id)))
    last = known or read()
    if last is None or now - last >= EVERY:
        return None
    if known is None:
        note_hard_scrape(store, website_id, last)
    return last


def note_hard_scrape(store: RedisStore, website_id: str, at: datetime) -> None:
    """Keep when it was, for 7 days from then. Raises as `last_hard_scrape` does."""
    key = HARD_SCRAPE.key(website_id=website_id)
    store.write_text(key, at.astimezone(UTC).isoformat(), expires_at=at + EVERY)


def wait_seconds(last: datetime | None, *, now: datetime) -> int:
    """Whole seconds until the next one is allowed, as `Retry-After` takes them; 0 for now."""
    if last is None:
        return 0
    return max(0, -((now - last - EVERY) // timedelta(seconds=1)))


def _read(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
