"""Requests and tokens per minute: the same in Redis, for all processes, and in this one."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.llm.rate_windows import BUCKETS, Bounds, LocalWindows, SharedWindows, Windows
from resources.redis_store import RedisStore

BUCKET_MS = 20  # a window of 1.2 s


@pytest.fixture(scope="module")
def store(home: object) -> Iterator[RedisStore]:
    store = RedisStore(namespace=f"test-{uuid4().hex}:")
    yield store
    store.close()


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.redis)])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def open_windows(kind: str, request: pytest.FixtureRequest, bounds: Bounds) -> Windows:
    local = LocalWindows(bounds)
    if kind == "local":
        return local
    found: RedisStore = request.getfixturevalue("store")
    return SharedWindows(found, "openai", uuid4().hex, bounds, local)


def test_requests_beyond_the_bound_wait_until_the_window_has_passed(
    kind: str, request: pytest.FixtureRequest
) -> None:
    windows = open_windows(kind, request, Bounds(requests=3, bucket_ms=BUCKET_MS))
    first = asyncio.run(windows.take([1] * 5))
    assert (first.admitted, first.paused) == (3, False)
    assert 0 < first.wait_s <= (BUCKETS + 1) * BUCKET_MS / 1000
    time.sleep(first.wait_s)
    assert asyncio.run(windows.take([1] * 5)).admitted == 3


def test_tokens_are_counted_by_estimate_and_corrected_after(
    kind: str, request: pytest.FixtureRequest
) -> None:
    windows = open_windows(kind, request, Bounds(tokens=1_000))
    taken = asyncio.run(windows.take([400, 400, 400]))
    assert taken.admitted == 2
    assert asyncio.run(windows.take([400])).admitted == 0
    assert asyncio.run(windows.take([400], [(taken.bucket, 0, -350)])).admitted == 1
    assert asyncio.run(windows.take([400])).admitted == 0


def test_what_was_not_sent_is_given_back(kind: str, request: pytest.FixtureRequest) -> None:
    windows = open_windows(kind, request, Bounds(requests=1))
    taken = asyncio.run(windows.take([9]))
    assert asyncio.run(windows.take([9])).admitted == 0
    assert asyncio.run(windows.take([9], [(taken.bucket, -1, -9)])).admitted == 1


def test_a_pause_holds_everybody_and_a_shorter_one_does_not_end_it(
    kind: str, request: pytest.FixtureRequest
) -> None:
    windows = open_windows(kind, request, Bounds())
    asyncio.run(windows.take([], [], 30))
    asyncio.run(windows.take([], [], 0.5))
    taken = asyncio.run(windows.take([1]))
    assert (taken.admitted, taken.paused) == (0, True)
    assert 25 < taken.wait_s <= 30


def test_what_the_provider_tells_holds_instead_of_our_bounds(
    kind: str, request: pytest.FixtureRequest
) -> None:
    windows = open_windows(kind, request, Bounds(requests=2, tokens=100))
    assert asyncio.run(windows.take([10] * 3)).admitted == 2
    raised = asyncio.run(windows.take([10] * 9, heard=(5, 0)))
    assert (raised.admitted, raised.most_tokens) == (3, 100)
    assert asyncio.run(windows.take([10])).admitted == 0
    assert asyncio.run(windows.take([900] * 2, heard=(50, 550))).admitted == 0
    bigger = asyncio.run(windows.take([900] * 2, heard=(50, 600)))
    assert (bigger.admitted, bigger.most_tokens) == (0, 600)
    assert asyncio.run(windows.take([900], [(raised.bucket, 0, -50)])).admitted == 1


def test_no_bound_lets_everything_through(kind: str, request: pytest.FixtureRequest) -> None:
    windows = open_windows(kind, request, Bounds())
    assert asyncio.run(windows.take([10_000] * 90)).admitted == 90


@pytest.mark.redis
def test_two_askers_share_one_bound(store: RedisStore) -> None:
    account, bounds = uuid4().hex, Bounds(requests=10)
    ours, theirs = (
        SharedWindows(store, "openai", account, bounds, LocalWindows(bounds)) for _ in range(2)
    )
    assert asyncio.run(ours.take([1] * 7)).admitted == 7
    assert asyncio.run(theirs.take([1] * 7)).admitted == 3


def test_without_redis_the_bound_holds_in_this_process_and_a_line_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bounds = Bounds(requests=2)
    nowhere = RedisStore(url="redis://127.0.0.1:9/0", connect_seconds=0.2)
    windows = SharedWindows(nowhere, "openai", "one", bounds, LocalWindows(bounds))
    with caplog.at_level(logging.WARNING, "onevice.llm"):
        assert asyncio.run(windows.take([1, 1, 1])).admitted == 2
        assert asyncio.run(windows.take([1])).admitted == 0
    assert [record.message.startswith("openai's limits hold in this") for record in caplog.records]
    assert len(caplog.records) == 1


@given(
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(1, 60)), min_size=1, max_size=60),
    st.integers(1, 6),
    st.integers(60, 150),
)
def test_no_minute_holds_more_than_its_bounds(
    arrivals: list[tuple[int, int]], requests: int, tokens: int
) -> None:
    """Arrivals are tenths of a second since the last one, and tokens."""
    now, sent = 1_000_000.0, list[tuple[float, int]]()
    windows = LocalWindows(Bounds(requests, tokens), clock=lambda: now)
    for later, amount in arrivals:
        now += later / 100
        if asyncio.run(windows.take([amount])).admitted:
            sent.append((now, amount))
        minute = [one for at, one in sent if now - at < BUCKETS]
        assert len(minute) <= requests
        assert sum(minute) <= tokens
    assert sent
