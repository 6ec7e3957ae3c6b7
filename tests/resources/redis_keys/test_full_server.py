"""A full server drops what can be made again and refuses the rest: no job is lost to a cache."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from resources.errors import StoreError
from resources.redis_keys.cache import get_or_make, invalidate, look_up
from resources.redis_keys.caches import Row, share_of_voice
from resources.redis_keys.entry import Entry, Found
from resources.redis_keys.eviction import DECLARED
from resources.redis_keys.queues import Queue
from resources.redis_store import RedisStore
from tests.stores import driver_of

MEGABYTE = 1024 * 1024

pytestmark = pytest.mark.redis


@pytest.fixture
def small(store: RedisStore) -> Iterator[RedisStore]:
    """A store with room for four more megabytes, as it is shipped otherwise."""
    driver = driver_of(store)
    before = driver.config_get("maxmemory*")
    used = int(driver.info("memory")["used_memory"])
    driver.config_set("maxmemory-policy", DECLARED)
    driver.config_set("maxmemory", str(used + 4 * MEGABYTE))
    yield store
    _restore(driver, before)


def _restore(driver: Redis, before: dict[str, str]) -> None:
    for name in ("maxmemory", "maxmemory-policy"):
        driver.config_set(name, before[name])


def test_caches_make_room_for_each_other_and_jobs_stay(small: RedisStore) -> None:
    queue = Queue(small, "scraping")
    for number in range(20):
        queue.push(str(number), {})
    entries = [share_of_voice("org", f"site-{number}", "w") for number in range(20)]
    rows: list[Row] = [{"text": "x" * (MEGABYTE // 2)}]
    for entry in entries:
        assert get_or_make(small, entry, lambda: rows) == rows
    kept = [entry for entry in entries if _is_there(small, entry)]
    assert 0 < len(kept) < len(entries), "some had to go"
    assert queue.count()["normal"] == 20


def test_jobs_that_fill_it_are_refused_and_those_taken_on_are_kept(small: RedisStore) -> None:
    queue = Queue(small, "scraping")
    taken_on = 0
    with pytest.raises(StoreError, match=r"refused it .*memory"):
        for taken_on in range(20):
            queue.push(str(taken_on), {"text": "x" * (MEGABYTE // 2)})
    assert 0 < taken_on < 20
    assert queue.count()["normal"] == taken_on
    driver_of(small).config_set("maxmemory", "1")
    job = queue.take()
    assert job is not None
    assert queue.extend(job)
    assert queue.give_back(job)
    done = 0
    while (job := queue.take()) is not None:
        assert queue.finish(job)
        done += 1
    assert done == taken_on, "a full queue can be worked off"


def test_even_a_full_server_forgets_what_is_cached(small: RedisStore) -> None:
    entry = share_of_voice("org", "site", "w")
    get_or_make(small, entry, lambda: [])
    driver_of(small).config_set("maxmemory-policy", "noeviction")
    driver_of(small).config_set("maxmemory", "1")
    invalidate(small, "site")
    assert not _is_there(small, entry)


def _is_there(store: RedisStore, entry: Entry[list[Row]]) -> bool:
    return isinstance(look_up(store, entry), Found)
