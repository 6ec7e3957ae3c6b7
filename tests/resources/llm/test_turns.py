"""Turns at a provider for code without an event loop."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from resources.errors import ProviderBusyError
from resources.llm.failures import BusyCallError
from resources.llm.limits import Gate
from resources.llm.providers import Provider, list_active
from resources.llm.rate_headers import RateNews
from resources.llm.rate_windows import Bounds, Taken
from resources.llm.turns import Turns
from tests.resources.llm.test_ask_a_provider import KEY
from tests.resources.llm.test_limits import Recorded


class Full(Recorded):
    """Windows without room for the first three that ask."""

    refused = 3

    async def take(self, tokens: Sequence[int], *args: Any, **how: Any) -> Taken:
        if tokens and self.refused:
            self.refused -= 1
            return Taken(0, 0.001, 1)
        return await super().take(tokens, *args, **how)


def provider(**changes: Any) -> Provider:
    return dataclasses.replace(list_active({"OPENAI_API_KEY": KEY})[0], **changes)


@contextmanager
def turns_within(windows: Recorded, asked: Provider | None = None) -> Iterator[Turns]:
    with start_blocking_portal() as portal:
        yield Turns(Gate(asked or provider(), windows), portal)


def used(windows: Recorded) -> tuple[int, int]:
    """Requests and tokens that count now, corrections included."""
    asyncio.run(windows.take((), ()))
    requests, tokens = map(sum, zip((0, 0), *windows._used.values(), strict=True))
    return requests, tokens


def take_twice(windows: Recorded, *, sent: bool, tokens: int | None) -> tuple[int, int]:
    """Take a turn of at most 100 tokens, then another, by which the first is corrected."""
    with turns_within(windows) as turns:
        for _ in range(2):
            with turns.take(100) as turn:
                turn.is_sent, turn.tokens = sent, tokens
    return used(windows)


@pytest.mark.parametrize(
    ("sent", "tokens", "counted"),
    [(True, 30, (2, 130)), (True, None, (2, 200)), (False, None, (1, 100))],
    ids=["told", "not told", "not sent"],
)
def test_a_turn_counts_as_what_it_used(
    sent: bool, tokens: int | None, counted: tuple[int, int]
) -> None:
    assert take_twice(Recorded(Bounds()), sent=sent, tokens=tokens) == counted


def test_a_turn_of_whoever_fails_before_sending_is_given_back() -> None:
    windows = Recorded(Bounds())
    with turns_within(windows) as turns:
        with pytest.raises(KeyError), turns.take(100):
            raise KeyError("the budget")
        with turns.take(10) as turn:
            turn.is_sent = True
    assert used(windows) == (1, 10)


def test_a_provider_that_asks_to_wait_holds_everybody() -> None:
    windows, busy = Recorded(Bounds()), BusyCallError("429", retry_after_s=90)
    busy.is_throttled, busy.news = True, RateNews(retry_after_s=90)
    with turns_within(windows) as turns, pytest.raises(BusyCallError), turns.take(100) as turn:
        turn.is_sent = True
        raise busy
    assert windows.pauses == [90]
    with (
        turns_within(windows) as turns,
        pytest.raises(ProviderBusyError, match="left alone"),
        turns.take(100),
    ):
        pytest.fail("nobody may send now")


def test_a_turn_is_waited_for_until_the_rates_allow_it() -> None:
    windows = Full(Bounds())
    with turns_within(windows) as turns, turns.take(1):
        assert windows.refused == 0, "it was let through before there was room"


def test_limits_that_headers_tell_are_remembered() -> None:
    windows = Recorded(Bounds())
    with turns_within(windows) as turns:
        for _ in range(2):
            with turns.take(1) as turn:
                turn.is_sent, turn.news = True, RateNews(requests_per_minute=7)
    assert windows.heard[-1] == (7, 0)


def test_turns_can_be_taken_where_an_event_loop_runs_already() -> None:
    windows = Recorded(Bounds())

    async def run() -> None:
        with turns_within(windows) as turns, turns.take(5) as turn:
            turn.is_sent = True

    asyncio.run(run())
    assert used(windows) == (1, 5)
