"""Calls in flight: halved where a provider is overloaded, slowly more after."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from resources.llm.concurrency import Room


def tell(room: Room, throttled: bool, times: int = 1) -> None:
    for _ in range(times):
        room.note(throttled=throttled, generation=room.generation)


def test_a_provider_that_says_too_many_gets_half() -> None:
    room, small = Room(200), Room(4)
    tell(room, throttled=True, times=40)
    assert room.allowed == 200
    tell(room, throttled=True)
    tell(small, throttled=True)
    assert (room.allowed, small.allowed) == (100, 2)


def test_what_was_sent_before_the_halving_does_not_halve_again() -> None:
    room = Room(200)
    for _ in range(200):
        room.note(throttled=True, generation=0)
    assert room.allowed == 100


def test_one_refusal_among_many_answers_halves_nothing() -> None:
    room = Room(200)
    tell(room, throttled=False, times=150)
    tell(room, throttled=True, times=10)
    assert room.allowed == 200


def test_it_recovers_step_by_step_and_never_beyond_its_bound() -> None:
    room = Room(200)
    tell(room, throttled=True, times=41)
    tell(room, throttled=False, times=100)
    assert room.allowed == 110
    tell(room, throttled=False, times=10_000)
    assert room.allowed == 200


@given(st.integers(-3, 300), st.lists(st.booleans(), max_size=400))
def test_at_least_one_call_is_always_allowed(most: int, answers: list[bool]) -> None:
    room = Room(most)
    for throttled in answers:
        tell(room, throttled)
        assert 1 <= room.allowed <= room.most
