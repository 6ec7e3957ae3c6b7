"""Places in flight: who gets one, and who is told that the wait is too long."""

from __future__ import annotations

import asyncio

import pytest

from resources.llm.concurrency import Room
from resources.llm.failures import BusyCallError
from resources.llm.places import Places


def make(most: int) -> Places:
    return Places(Room(most), lambda seconds: BusyCallError(f"{seconds:.0f} s"))


def test_a_place_that_is_given_back_goes_to_who_came_first() -> None:
    async def run() -> list[int]:
        places, order = make(1), list[int]()

        async def call(number: int) -> None:
            await places.take()
            order.append(number)
            await asyncio.sleep(0)
            places.free()

        await asyncio.gather(*map(call, range(10)))
        assert places.taken == 0
        return order

    assert asyncio.run(asyncio.wait_for(run(), 10)) == list(range(10))


@pytest.mark.parametrize("is_handed_over", [False, True])
def test_one_that_is_cancelled_holds_no_place(is_handed_over: bool) -> None:
    async def run() -> None:
        places = make(1)
        await places.take()
        waiting = asyncio.create_task(places.take())
        await asyncio.sleep(0)
        if is_handed_over:
            places.free()  # the place is its already when it is cancelled
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        if not is_handed_over:
            places.free()
        assert places.taken == 0
        await places.take()

    asyncio.run(asyncio.wait_for(run(), 10))


def test_fewer_places_are_not_filled_before_calls_have_left() -> None:
    async def run() -> None:
        places = make(4)
        for _ in range(4):
            await places.take()
        places.room.allowed = 2
        waiting = asyncio.create_task(places.take())
        for left in (3, 2):
            places.free()
            await asyncio.sleep(0)
            assert (places.taken, waiting.done()) == (left, False)
        places.free()
        await waiting
        assert places.taken == 2

    asyncio.run(asyncio.wait_for(run(), 10))


def test_a_pause_too_long_to_wait_for_is_told_to_all() -> None:
    async def run() -> None:
        places = make(1)
        await places.take()
        waiting = asyncio.create_task(places.take())
        await asyncio.sleep(0)
        places.hold(600)
        for late in (waiting, places.take()):
            with pytest.raises(BusyCallError, match="600 s"):
                await late
        assert places.taken == 1

    asyncio.run(asyncio.wait_for(run(), 10))
