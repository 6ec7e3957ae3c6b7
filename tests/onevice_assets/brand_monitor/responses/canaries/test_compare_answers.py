"""Recent answers beside those of before: noise is noise, another voice is heard."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.responses.canaries.compare_answers import (
    Group,
    compare,
    measure_distance,
)

WORDS = [f"word{n}" for n in range(60)]
TEXTS = st.text(alphabet="ab ,.\n鳥é\ud800", max_size=12)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("red, blue", "Blue, red", 0),
        ("", "", 0),
        ("", "42", 1),
        ("42", "37", 1),
        ("red, blue", "red, green", 0.5),
        ("The Last Light", "**The Last Light**", 0.25),
        ("鸟 和 鱼", "鸟 和 猫", 0.5),
    ],
)
def test_a_distance_is_what_is_not_shared(one: str, other: str, distance: float) -> None:
    assert measure_distance(one, other) == pytest.approx(distance)


@given(TEXTS, TEXTS)
def test_a_distance_is_a_fraction_that_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert 0 <= measure_distance(one, other) == measure_distance(other, one) <= 1
    assert measure_distance(one, one) == 0


@pytest.mark.parametrize(("recent", "earlier"), [(0, 0), (2, 28), (7, 2), (0, 28)])
def test_too_few_answers_on_a_side_tell_nothing(recent: int, earlier: int) -> None:
    assert compare({"a": Group(["x"] * recent, ["y"] * earlier)}) is None


def test_answers_that_no_difference_could_be_told_by_tell_nothing() -> None:
    """Of 20 ways to deal six answers, none is rarer than 1 in 20."""
    assert compare({"a": Group(["x"] * 3, ["y"] * 3)}) is None
    assert compare({"a": Group(["x"] * 3, ["y"] * 3), "b": Group(["x"] * 3, ["y"] * 3)})


def test_a_canary_with_too_few_answers_is_left_out() -> None:
    enough = {"a": Group(["x"] * 5, ["x"] * 5)}
    assert compare(enough)
    assert compare({**enough, "b": Group(["x"] * 2, ["y"] * 9)}) == compare(enough)


def test_answers_that_never_differ_are_no_change() -> None:
    found = compare({"a": Group(["blue"] * 7, ["blue"] * 28), "b": Group([""] * 7, [""] * 28)})
    assert found is not None
    assert (found.distance, found.earlier_distance, found.p_value) == (0, 0, 1)


def test_one_canary_that_always_said_another_thing_is_enough_to_be_heard() -> None:
    noise = random.Random(1)
    groups = {str(n): draw(noise, Model(noise), 7, 28) for n in range(7)}
    groups["moved"] = Group(["blue"] * 7, ["red"] * 28)
    found = compare(groups)
    assert found is not None
    assert found.p_value < 0.01
    assert found.moved == "moved"


@given(st.lists(TEXTS, min_size=3, max_size=6), st.lists(TEXTS, min_size=3, max_size=6))
@settings(max_examples=50)
def test_the_same_answers_give_the_same_result(recent: list[str], earlier: list[str]) -> None:
    groups = {"b": Group(recent, earlier), "a": Group(earlier, recent)}
    found = compare(groups, draws=99)
    assert found == compare(dict(reversed(groups.items())), draws=99)
    assert found is not None
    assert 0.01 <= found.p_value <= 1
    assert 0 <= found.distance <= 1
    assert 0 <= found.earlier_distance <= 1


class Model:
    """Answers a canary with a few words, each one of six by its own habit."""

    def __init__(self, habits: random.Random, places: int = 5) -> None:
        self.places = [
            (habits.sample(WORDS, 6), [habits.expovariate(1) for _ in range(6)])
            for _ in range(places)
        ]

    def answer(self, noise: random.Random) -> str:
        return " ".join(noise.choices(words, weights)[0] for words, weights in self.places)


def draw(noise: random.Random, model: Model, recent: int, earlier: int) -> Group:
    return Group(
        [model.answer(noise) for _ in range(recent)], [model.answer(noise) for _ in range(earlier)]
    )


@pytest.mark.parametrize(("recent", "earlier"), [(3, 3), (7, 7)])
def test_ordinary_noise_is_taken_for_a_change_once_in_a_hundred_times(
    recent: int, earlier: int
) -> None:
    """Binomial: 200 times with a chance of .01 give more than 7 in 1 of 900 runs; seeded."""
    noise, flagged = random.Random(7), 0
    for _ in range(200):
        panel = {str(n): draw(noise, Model(noise), recent, earlier) for n in range(8)}
        found = compare(panel, draws=499)
        assert found is not None
        flagged += found.p_value < 0.01
    assert flagged <= 7


def test_a_model_that_words_half_of_it_otherwise_is_heard_from_three_days_on() -> None:
    noise, flagged = random.Random(7), 0
    for _ in range(50):
        before = [Model(noise) for _ in range(8)]
        panel = {}
        for number, model in enumerate(before):
            after = Model(noise)
            after.places[:3] = model.places[:3]
            recent = [after.answer(noise) for _ in range(3)]
            panel[str(number)] = Group(recent, [model.answer(noise) for _ in range(14)])
        found = compare(panel, draws=499)
        assert found is not None
        flagged += found.p_value < 0.01
    assert flagged >= 45
