"""What is noted for who watches: hard scrapes, running simulations, the server's policy."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from resources.errors import StoreError
from resources.local_servers import is_running, redis_server, stop
from resources.migrations.store_migrations import Drift
from resources.redis_keys.active_simulations import ActiveSimulation, Tracker, read_active
from resources.redis_keys.best_effort import BestEffort
from resources.redis_keys.eviction import check_eviction, eviction_policy
from resources.redis_keys.hard_scrapes import (
    EVERY,
    last_hard_scrape,
    note_hard_scrape,
    wait_seconds,
)
from resources.redis_keys.monitor import ACTIVE_SIMULATION, HARD_SCRAPE
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


def never() -> datetime | None:
    raise AssertionError("asked although it was known")


@pytest.mark.redis
@pytest.mark.parametrize("ago", [timedelta(0), HOUR, EVERY - HOUR])
def test_a_hard_scrape_is_asked_of_the_control_plane_once(
    store: RedisStore, ago: timedelta
) -> None:
    now = datetime.now(UTC)
    last = now - ago
    assert last_hard_scrape(store, "site", lambda: last, now=now) == last
    assert last_hard_scrape(store, "site", never, now=now) == last
    (key,) = keys_of(store)
    left = timedelta(milliseconds=driver_of(store).pttl(key))
    assert EVERY - ago - timedelta(minutes=5) < left <= EVERY - ago


@pytest.mark.redis
@pytest.mark.parametrize("last", [None, NOW - EVERY, NOW - 9 * EVERY])
def test_one_that_is_long_ago_forbids_nothing(store: RedisStore, last: datetime | None) -> None:
    assert last_hard_scrape(store, "site", lambda: last, now=NOW) is None
    assert keys_of(store) == set()


@pytest.mark.redis
@pytest.mark.parametrize("nonsense", ["", "yesterday", "2026-11-21T10:00:00"])
def test_a_moment_that_is_none_is_asked_anew(store: RedisStore, nonsense: str) -> None:
    key = HARD_SCRAPE.key(website_id="site")
    store.write_text(key, nonsense, expires_at=NOW + HOUR)
    assert last_hard_scrape(store, "site", lambda: NOW, now=NOW) == NOW


@pytest.mark.redis
def test_a_later_one_takes_the_place_of_the_one_before(store: RedisStore) -> None:
    for at in (NOW - HOUR, NOW):
        note_hard_scrape(store, "site", at)
    assert last_hard_scrape(store, "site", never, now=NOW) == NOW
    assert last_hard_scrape(store, "another", lambda: None, now=NOW) is None


@pytest.mark.parametrize(
    ("last", "seconds"),
    [
        (None, 0),
        (NOW - EVERY, 0),
        (NOW - 2 * EVERY, 0),
        (NOW - EVERY + timedelta(milliseconds=1), 1),
        (NOW, 7 * 86_400),
    ],
)
def test_how_long_to_wait_is_told_in_whole_seconds(last: datetime | None, seconds: int) -> None:
    assert wait_seconds(last, now=NOW) == seconds


@pytest.mark.redis
def test_a_simulation_is_told_of_while_it_runs_and_for_an_hour_after(store: RedisStore) -> None:
    tracker = Tracker("run", NOW)
    tracker.note("running", total=50)
    tracker.write(store)
    tracker.note(progress=20)
    tracker.write(store)
    assert read_active(store, "run") == ActiveSimulation("running", 20, 50, NOW)
    tracker.note("completed", progress=50)
    tracker.write(store)
    assert read_active(store, "run") == ActiveSimulation("completed", 50, 50, NOW)
    (key,) = keys_of(store)
    assert set(driver_of(store).hgetall(key)) == {"status", "progress", "total", "started_at"}
    assert 3590 < driver_of(store).ttl(key) <= 3600
    assert read_active(store, "another") is None


@pytest.mark.redis
@pytest.mark.parametrize(
    "fields",
    [
        {"status": "running"},
        {"status": "dancing", "progress": "1", "total": "2", "started_at": NOW.isoformat()},
        {"status": "running", "progress": "?", "total": "2", "started_at": NOW.isoformat()},
        {"status": "running", "progress": "1", "total": "2", "started_at": "soon"},
    ],
)
def test_a_simulation_that_is_not_readable_is_none(
    store: RedisStore, fields: dict[str, str]
) -> None:
    key = ACTIVE_SIMULATION.key(simulation_id="run")
    store.write_hash(key, fields, expires_at=NOW + HOUR)
    assert read_active(store, "run") is None


def test_work_nothing_depends_on_fails_once_and_is_silent_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    effort = BestEffort(RedisStore(url="redis://127.0.0.1:1"), "asking")
    tried: list[RedisStore] = []

    def work(store: RedisStore) -> None:
        tried.append(store)
        Tracker("run", NOW).write(store)

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            effort.do(work)
    assert len(tried) == 1
    (line,) = caplog.messages
    assert line.startswith("Going on with asking, but without Redis: Writing `simulation:active")


def test_three_kinds_of_work_without_redis_tell_one_whole_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        for what in ("asking", "asking canaries", "the publish"):
            away = RedisStore(url="redis://127.0.0.1:1")
            BestEffort(away, what).do(Tracker("run", NOW).write)
    assert len(caplog.messages) == 3
    assert sum("REDIS_URL" in line for line in caplog.messages) == 1
    assert caplog.messages[2] == (
        "Going on with the publish, but without Redis: it still does not answer."
    )


@pytest.mark.redis
def test_nothing_is_started_only_for_it(home: Path) -> None:
    stop("redis", home)
    BestEffort(RedisStore(), "asking").do(Tracker("run", NOW).write)
    assert not is_running("redis", home)


@pytest.mark.redis
def test_the_shipped_server_has_the_declared_policy_and_another_one_is_drift(
    store: RedisStore,
) -> None:
    actual = eviction_policy(store)
    if not store.url:
        assert actual == "volatile-lru"
    expected = (
        [] if actual == "volatile-lru" else [Drift("maxmemory-policy", "volatile-lru", actual)]
    )
    assert check_eviction(store) == expected
    driver = driver_of(store)
    try:
        driver.config_set("maxmemory-policy", "allkeys-lru")
        assert check_eviction(store) == [Drift("maxmemory-policy", "volatile-lru", "allkeys-lru")]
        driver.config_set("maxmemory-policy", "volatile-lru")
        assert check_eviction(store) == []
    finally:
        driver.config_set("maxmemory-policy", actual)


def test_the_embedded_server_is_started_with_the_declared_policy() -> None:
    assert redis_server._SETTINGS["maxmemory-policy"] == "volatile-lru"
    with pytest.raises(StoreError, match="Asking for the memory's settings"):
        eviction_policy(RedisStore(url="redis://127.0.0.1:1"))
