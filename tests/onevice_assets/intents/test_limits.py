"""The limit of calls: never more than so many in any window, whoever asks at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.intents.patterns.service.limit_calls import admit_call, read_usage
from resources.errors import InputError, TooManyAttemptsError
from resources.redis_async import AsyncRedis
from resources.redis_store import RedisStore
from tests.onevice_assets.intents.planted import ORGANIZATION
from tests.stores import driver_of, keys_of

MINUTE = timedelta(minutes=1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OTHERS = "019a0000-0000-7000-8000-000000000002"


def refer(moments: list[timedelta], most: int) -> list[int]:
    """Seconds each call is told to wait, by the obvious way: a list of what was let through."""
    passed: list[timedelta] = []
    waits = []
    for at in moments:
        inside = [one for one in passed if one > at - MINUTE]
        if len(inside) < most:
            passed.append(at)
            waits.append(0)
        else:
            left = inside[len(inside) - most] + MINUTE - at
            waits.append(-(-left // timedelta(seconds=1)))
    return waits


async def call(
    redis: AsyncRedis,
    client: str,
    at: datetime | None = None,
    most: int = 3,
    owner: str = ORGANIZATION,
) -> int:
    """Seconds the call is told to wait."""
    try:
        await admit_call(redis, owner, client, "list", most=most, at=at)
    except TooManyAttemptsError as error:
        return error.wait_seconds
    return 0


def run(store: RedisStore, work: Callable[[AsyncRedis], object]) -> object:
    async def go() -> object:
        redis = AsyncRedis(store)
        try:
            return await work(redis)  # type: ignore[misc]
        finally:
            await redis.close()

    return asyncio.run(go())


@pytest.mark.redis
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    gaps=st.lists(st.integers(0, 40_000), min_size=1, max_size=40),
    most=st.integers(1, 5),
)
def test_any_calls_at_any_times_get_what_a_list_of_moments_would_give(
    store: RedisStore, gaps: list[int], most: int
) -> None:
    moments = [timedelta(milliseconds=sum(gaps[: n + 1])) for n in range(len(gaps))]
    client = uuid4().hex

    async def ask(redis: AsyncRedis) -> None:
        found = [await call(redis, client, NOON + one, most) for one in moments]
        assert found == refer(moments, most)
        used = await read_usage(redis, ORGANIZATION, client, "list", NOON.date())
        assert used == {"allowed": found.count(0), "refused": len(found) - found.count(0)}

    run(store, ask)


async def storm(store: RedisStore, clients: int, calls: int, most: int) -> list[int]:
    """So many connections of one client, each with so many calls, all at once."""
    redises = [AsyncRedis(store) for _ in range(clients)]

    async def hammer(redis: AsyncRedis) -> list[int]:
        return [await call(redis, "one client", most=most) for _ in range(calls)]

    try:
        waits = await asyncio.gather(*map(hammer, redises))
    finally:
        await asyncio.gather(*(one.close() for one in redises))
    return [wait for some in waits for wait in some]


@pytest.mark.redis
def test_of_64_clients_at_once_exactly_the_limit_passes(store: RedisStore) -> None:
    waits = asyncio.run(storm(store, clients=64, calls=8, most=100))
    assert len(waits) == 64 * 8
    assert waits.count(0) == 100
    assert all(0 <= one <= 60 for one in waits)
    (key,) = [key for key in keys_of(store) if ":rate_limit:" in key]
    assert driver_of(store).zcard(key) == 100, "what was refused is not counted"


@pytest.mark.server("ONEVICE_TEST_REDIS_URL")
def test_on_a_real_redis_no_window_anywhere_has_more_than_the_limit(store: RedisStore) -> None:
    """64 clients at once over several windows, by the server's own clock."""
    most, window = 50, timedelta(milliseconds=500)
    sent: list[float] = []
    answered: list[float] = []

    async def hammer(redis: AsyncRedis) -> None:
        clock = asyncio.get_running_loop().time
        while len(answered) < 4 * most:
            begun = clock()
            try:
                await admit_call(redis, ORGANIZATION, "one", "list", most=most, window=window)
            except TooManyAttemptsError:
                await asyncio.sleep(0.002)
                continue
            sent.append(begun)
            answered.append(clock())

    async def go() -> None:
        redises = [AsyncRedis(store) for _ in range(64)]
        await asyncio.gather(*map(hammer, redises))
        await asyncio.gather(*(one.close() for one in redises))

    asyncio.run(go())
    # whoever passes after `most` others is answered a window after the first of those was sent;
    # the server counts in whole milliseconds
    later = sorted(answered)[most:]
    earlier = sorted(sent)[: len(later)]
    least = window.total_seconds() - 0.001
    assert min(b - a for a, b in zip(earlier, later, strict=True)) >= least
    assert len(later) >= 3 * most


@pytest.mark.redis
def test_clients_endpoints_and_organizations_are_counted_each_for_itself(
    store: RedisStore,
) -> None:
    async def ask(redis: AsyncRedis) -> None:
        assert await call(redis, "a", most=1) == 0
        assert await call(redis, "a", most=1) > 0
        assert await call(redis, "b", most=1) == 0
        assert await call(redis, "a", most=1, owner=OTHERS) == 0
        await admit_call(redis, ORGANIZATION, "a", "next", most=1)

    run(store, ask)


@pytest.mark.redis
def test_waiting_as_long_as_told_always_helps(store: RedisStore) -> None:
    async def ask(redis: AsyncRedis) -> None:
        for at in range(3):
            assert await call(redis, "a", NOON + timedelta(seconds=at)) == 0
        at = NOON + timedelta(seconds=10)
        for _ in range(20):  # asking again and again makes nothing worse
            wait = await call(redis, "a", at)
        assert wait == 50
        assert await call(redis, "a", at + timedelta(seconds=wait)) == 0

    run(store, ask)


@pytest.mark.redis
def test_many_at_once_share_their_round_trips_and_each_gets_its_own_answer(
    store: RedisStore,
) -> None:
    sent = []

    async def ask(redis: AsyncRedis) -> None:
        send = redis._send

        async def count(calls: object) -> object:
            sent.append(len(calls))  # type: ignore[arg-type]
            return await send(calls)  # type: ignore[arg-type]

        redis._send = count  # type: ignore[method-assign, assignment]
        waits = await asyncio.gather(*(call(redis, f"client {n % 10}", most=2) for n in range(64)))
        assert waits.count(0) == 20
        with pytest.raises(Exception, match="refused it"):
            await asyncio.gather(
                redis.run_script("asking nonsense", "return redis.call('NONE')", []),
                call(redis, "alone"),
            )
        assert await call(redis, "alone", most=9) == 0

    run(store, ask)
    assert max(sent) >= 60, "what waits for an answer goes out together"


@pytest.mark.parametrize(
    ("client", "endpoint"), [("", "list"), ("x" * 201, "list"), ("a", "drop"), ("a", "")]
)
def test_who_or_what_cannot_be_counted_is_refused_before_redis_sees_it(
    client: str, endpoint: str
) -> None:
    redis = AsyncRedis(RedisStore(url="redis://127.0.0.1:1"))
    with pytest.raises(InputError):
        asyncio.run(admit_call(redis, ORGANIZATION, client, endpoint))
