"""Work done together: in order, alone in its failure, and never all in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest

from resources.errors import MissingDataError, StoreError
from resources.llm.together import Together, for_each


def test_what_comes_while_a_batch_is_in_work_is_the_next_batch() -> None:
    batches: list[list[int]] = []
    go_on = threading.Event()

    def work(wishes: Sequence[int]) -> list[int | StoreError]:
        batches.append(list(wishes))
        if len(batches) == 1:
            go_on.wait(10)
        return [2 * wish for wish in wishes]

    async def run() -> list[int]:
        together: Together[int, int] = Together(work)
        first = asyncio.create_task(together.do(0))
        while not batches:
            await asyncio.sleep(0)
        rest = [asyncio.create_task(together.do(n)) for n in range(1, 50)]
        await asyncio.sleep(0)
        go_on.set()
        return await asyncio.gather(first, *rest)

    assert asyncio.run(run()) == [2 * n for n in range(50)]
    assert batches == [[0], list(range(1, 50))]


def test_one_that_fails_fails_alone_and_a_batch_that_fails_fails_for_all() -> None:
    def work(wishes: Sequence[str]) -> list[str | MissingDataError]:
        if "all" in wishes:
            raise StoreError("the disk is full")
        return [MissingDataError("no") if wish == "bad" else wish for wish in wishes]

    async def run(*wishes: str) -> list[str | BaseException]:
        together: Together[str, str] = Together(work)
        return await asyncio.gather(*map(together.do, wishes), return_exceptions=True)

    good, bad = asyncio.run(run("good", "bad"))
    assert good == "good"
    assert isinstance(bad, MissingDataError)
    assert all(isinstance(one, StoreError) for one in asyncio.run(run("good", "all")))


def test_a_long_list_is_taken_as_it_is_needed() -> None:
    taken, at_once, most = 0, 0, 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    async def work(number: int) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        assert taken <= number + 7
        await asyncio.sleep(0)
        at_once -= 1

    asyncio.run(for_each(items(), 7, work))
    assert (taken, most) == (100, 7)


def test_an_error_is_raised_after_all_others_ended() -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        if number == 0:
            raise StoreError("first")
        await asyncio.sleep(0)
        done.append(number)

    with pytest.raises(StoreError, match="first"):
        asyncio.run(for_each(range(20), 3, work))
    assert sorted(done) == list(range(1, 20))
