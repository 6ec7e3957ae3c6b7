"""The gate before a provider: who enters when, and what a provider's answers change."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from resources.errors import ProviderBusyError
from resources.llm.limits import Gate, Ticket, name_account
from resources.llm.providers import Provider, list_active
from resources.llm.rate_headers import RateNews
from resources.llm.rate_windows import Bounds, Change, Heard, LocalWindows, Taken
from tests.provider_server import Plan, ProviderServer
from tests.resources.llm.test_ask_a_provider import CALL, KEY, MemoryBook, put


def provider(**changes: Any) -> Provider:
    found = list_active({"OPENAI_API_KEY": KEY})[0]
    return dataclasses.replace(found, **{"concurrency": 3, **changes})


class Recorded(LocalWindows):
    """Windows that remember what they were told."""

    def __init__(self, bounds: Bounds) -> None:
        super().__init__(bounds)
        self.changes: list[Change] = []
        self.pauses: list[float] = []
        self.heard: list[Heard] = []

    async def take(
        self,
        tokens: Sequence[int],
        changes: Sequence[Change] = (),
        pause_s: float = 0,
        heard: Heard = (0, 0),
    ) -> Taken:
        self.changes += changes
        self.pauses += [pause_s] if pause_s else []
        self.heard.append(heard)
        return await super().take(tokens, changes, pause_s, heard)


async def leave(gate: Gate, ticket: Ticket, **how: Any) -> None:
    told = {"tokens": None, "throttled": False, "news": RateNews(), **how}
    await gate.leave(ticket, **told)


def test_only_so_many_are_in_flight_and_who_came_first_goes_first() -> None:
    async def run() -> tuple[list[int], int]:
        gate, order, most, inside = Gate(provider(), LocalWindows(Bounds())), list[int](), 0, 0

        async def call(number: int) -> None:
            nonlocal most, inside
            ticket = await gate.enter(10)
            await gate.start(ticket)
            order.append(number)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            await leave(gate, ticket)

        await asyncio.gather(*map(call, range(20)))
        return order, most

    assert asyncio.run(run()) == (list(range(20)), 3)


async def enter_and_start(gate: Gate, *, again: bool = False) -> Ticket:
    ticket = await gate.enter(10, again=again)
    await gate.start(ticket)
    return ticket


@pytest.mark.parametrize(("places", "entered"), [(1, 1), (3, 3), (4, 5), (8, 10), (200, 250)])
def test_a_quarter_more_than_may_be_in_flight_gets_ready(places: int, entered: int) -> None:
    async def run() -> tuple[int, int]:
        gate = Gate(provider(concurrency=places), LocalWindows(Bounds()))
        ready = [asyncio.create_task(gate.enter(10)) for _ in range(2 * places + 2)]
        await asyncio.sleep(0.01)
        tickets = [task.result() for task in ready if task.done()]
        starting = [asyncio.create_task(gate.start(ticket)) for ticket in tickets]
        await asyncio.sleep(0.01)
        found = len(tickets), sum(task.done() for task in starting)
        for task in [*ready, *starting]:
            task.cancel()
        return found

    assert asyncio.run(run()) == (entered, places)


def test_a_second_attempt_goes_before_first_ones() -> None:
    async def run() -> list[str]:
        gate, order = Gate(provider(concurrency=1), LocalWindows(Bounds())), list[str]()

        async def call(name: str, *, again: bool) -> None:
            ticket = await enter_and_start(gate, again=again)
            order.append(name)
            await leave(gate, ticket)

        first = await enter_and_start(gate)
        waiting = [asyncio.create_task(call(name, again=False)) for name in ("a", "b")]
        await asyncio.sleep(0.01)
        waiting.append(asyncio.create_task(call("tried before", again=True)))
        await asyncio.sleep(0.01)
        await leave(gate, first)
        await asyncio.gather(*waiting)
        return order

    assert asyncio.run(asyncio.wait_for(run(), 10)) == ["tried before", "a", "b"]


def test_a_call_that_is_ready_keeps_to_a_pause_that_began_since() -> None:
    async def run() -> float:
        gate = Gate(provider(concurrency=4), LocalWindows(Bounds()))
        first, ready = await enter_and_start(gate), await gate.enter(10)
        await leave(gate, first, throttled=True, news=RateNews(retry_after_s=0.3))
        begun = time.monotonic()
        await gate.start(ready)
        return time.monotonic() - begun

    assert asyncio.run(asyncio.wait_for(run(), 10)) >= 0.29


def test_one_that_is_ready_and_not_sent_takes_no_place_with_it() -> None:
    async def run() -> None:
        gate = Gate(provider(concurrency=1), LocalWindows(Bounds()))
        gate.give_back(await gate.enter(10))
        await leave(gate, await enter_and_start(gate))
        gate.give_back(await enter_and_start(gate))
        await enter_and_start(gate)
        assert gate.places.taken == 1

    asyncio.run(asyncio.wait_for(run(), 10))


def test_one_that_is_cancelled_while_it_waits_holds_nobody_up() -> None:
    async def run() -> None:
        gate = Gate(provider(concurrency=1), LocalWindows(Bounds()))
        first = await gate.enter(10)
        waiting = [asyncio.create_task(gate.enter(10)) for _ in range(3)]
        await asyncio.sleep(0.01)
        waiting[0].cancel()
        await leave(gate, first)
        await leave(gate, await waiting[1])
        await leave(gate, await waiting[2])

    asyncio.run(asyncio.wait_for(run(), 10))


def test_tokens_are_corrected_by_what_the_answer_says_it_used() -> None:
    async def run() -> list[Change]:
        windows = Recorded(Bounds(tokens=1_000))
        gate = Gate(provider(tokens_per_minute=1_000), windows)
        ticket = await gate.enter(900)
        await leave(gate, ticket, tokens=100)
        gate.give_back(await gate.enter(900))
        await gate.enter(900)
        return [(requests, tokens) for _, requests, tokens in windows.changes]  # type: ignore[misc]

    assert asyncio.run(asyncio.wait_for(run(), 10)) == [(0, -800), (-1, -900)]


@pytest.mark.parametrize(
    ("own", "heard"),
    [
        ((), (30, 900)),
        (("requests_per_minute",), (0, 900)),
        (("requests_per_minute", "tokens_per_minute"), (0, 0)),
    ],
)
def test_limits_that_an_answer_tells_hold_for_the_next_call_except_a_persons_own(
    own: tuple[str, ...], heard: Heard
) -> None:
    async def run() -> Heard:
        windows = Recorded(Bounds())
        gate = Gate(provider(own_limits=frozenset(own)), windows)
        news = RateNews(requests_per_minute=30, tokens_per_minute=900)
        await leave(gate, await gate.enter(10), news=news)
        await leave(gate, await gate.enter(10))
        await gate.enter(10)
        return windows.heard[-1]

    assert asyncio.run(run()) == heard


def test_a_call_larger_than_a_minute_that_was_told_goes_alone_and_is_corrected_right() -> None:
    async def run() -> tuple[int, list[Change]]:
        windows = Recorded(Bounds())
        gate = Gate(provider(), windows)
        await leave(gate, await gate.enter(10), tokens=0, news=RateNews(tokens_per_minute=500))
        ticket = await gate.enter(2_000)
        await leave(gate, ticket, tokens=300)
        await gate.enter(10)
        return ticket.tokens, windows.changes[-1:]

    counted, changes = asyncio.run(asyncio.wait_for(run(), 10))
    assert counted == 500
    assert [(requests, tokens) for _, requests, tokens in changes] == [(0, -200)]


def test_a_call_larger_than_a_whole_minute_goes_alone() -> None:
    async def run() -> int:
        bound = 1_000
        gate = Gate(provider(tokens_per_minute=bound), LocalWindows(Bounds(tokens=bound)))
        return (await gate.enter(5_000)).tokens

    assert asyncio.run(asyncio.wait_for(run(), 10)) == 1_000


@pytest.mark.parametrize(
    ("how", "pauses"),
    [
        ({"throttled": True, "news": RateNews(retry_after_s=2)}, [2]),
        ({"throttled": True, "news": RateNews(retry_after_s=10_000)}, [600]),
        ({"throttled": True, "news": RateNews()}, []),
        ({"news": RateNews(requests_left=0, requests_reset_s=3)}, [3]),
        ({"news": RateNews(requests_left=1, requests_reset_s=3)}, []),
        ({"news": RateNews(retry_after_s=9)}, []),
    ],
)
def test_a_pause_that_the_provider_asks_for_is_everybodys(
    how: dict[str, Any], pauses: list[float]
) -> None:
    async def run() -> list[float]:
        windows = Recorded(Bounds())
        gate = Gate(provider(), windows)
        await leave(gate, await gate.enter(10), **how)
        return windows.pauses

    assert asyncio.run(run()) == pauses


def test_an_hour_is_not_waited_for_by_anybody() -> None:
    async def run() -> None:
        gate = Gate(provider(), LocalWindows(Bounds()))
        how = {"throttled": True, "news": RateNews(retry_after_s=3_600)}
        await leave(gate, await gate.enter(10), **how)
        await gate.enter(10)

    with pytest.raises(ProviderBusyError, match="nothing was sent"):
        asyncio.run(asyncio.wait_for(run(), 10))


def test_an_account_is_named_without_its_key() -> None:
    ours, other = provider(), provider(base_url="https://elsewhere.example/v1")
    assert KEY not in name_account(ours)
    assert name_account(ours) != name_account(other)


def test_models_have_limits_of_their_own_unless_a_person_said_what_all_may_use() -> None:
    one, other = provider(), provider(model="gpt-5.6-terra")
    assert name_account(one) != name_account(other)
    own = frozenset({"requests_per_minute"})
    shared = [dataclasses.replace(each, own_limits=own) for each in (one, other)]
    assert name_account(shared[0]) == name_account(shared[1])


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


def test_a_pause_of_one_call_holds_the_next_one(server: ProviderServer) -> None:
    asked = provider(base_url=server.url)
    server.plans = [
        Plan(
            uses=1,
            headers={"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "400ms"},
        )
    ]
    put(asked, MemoryBook(), CALL)
    started = time.time()
    put(asked, MemoryBook(), CALL)
    assert server.calls[1].at - server.calls[0].at >= 0.4
    assert server.calls[1].at >= started
