"""When a provider's verdict is clear: at any look, without calling noise a change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.responses.sampling.count_mentions import (
    Count,
    Place,
    merge_counts,
)
from onevice_assets.brand_monitor.responses.sampling.stop_rule import (
    CLEAR_LEVEL,
    judge_look,
)
from tests.onevice_assets.brand_monitor.responses.sampling.markets import LABEL, ask, draw_rates

Cells = dict[Place, Count]


def cells(named: int, answers: int, topics: int = 20, prefix: str = "p") -> Cells:
    return {
        Place(LABEL, f"t{n}", f"{prefix}{n}{turn}"): Count(named, answers)
        for n in range(topics)
        for turn in range(2)
    }


@pytest.mark.parametrize(
    ("past", "today", "is_clear", "why"),
    [
        ({}, cells(1, 2), False, "no_past"),
        (cells(1, 7), cells(1, 1, prefix="new"), False, "basket_changed"),
        (cells(1, 7, topics=9), cells(1, 1, topics=9), False, "thin"),
        (cells(1, 7), cells(1, 1), True, "up"),
        (cells(6, 7), cells(0, 1), True, "down"),
        (cells(1, 2), cells(1, 2), False, "open"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_verdict_is_clear_or_says_why_not(
    past: Cells, today: Cells, is_clear: bool, why: str
) -> None:
    standing = judge_look(past, today, samples=3, wanted=0.01)[LABEL]
    assert (standing.is_clear, standing.why) == (is_clear, why)
    assert (standing.p_value is None) == (why in ("no_past", "basket_changed", "thin"))


def test_a_rate_that_is_precise_enough_is_clear_without_a_past() -> None:
    standing = judge_look({}, cells(1, 2, topics=200), samples=3, wanted=0.2)[LABEL]
    assert (standing.is_clear, standing.why) == (True, "precise")
    assert standing.half_width is not None
    assert standing.half_width <= 0.2


def test_more_looks_ask_for_more_evidence() -> None:
    rng = np.random.default_rng(5)
    rates = draw_rates(rng)
    past, today = ask(rng, rates, 7), ask(rng, np.minimum(rates + 0.2, 1), 1)
    one, many = (judge_look(past, today, samples=n, wanted=0.01)[LABEL] for n in (2, 9))
    assert one.p_value == many.p_value
    assert one.half_width is not None
    assert many.half_width is not None
    assert one.half_width < many.half_width


def test_another_model_of_the_provider_is_not_compared() -> None:
    past = {
        Place("openai:old", place.topic, place.prompt_id): n for place, n in cells(1, 7).items()
    }
    assert judge_look(past, cells(1, 1), samples=2, wanted=0.01)[LABEL].why == "no_past"


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(2, 5))
def test_the_order_of_cells_and_other_providers_change_no_standing(seed: int, samples: int) -> None:
    rng = np.random.default_rng(seed)
    rates = draw_rates(rng, topics=12)
    past, today = ask(rng, rates, 5), ask(rng, rates, samples - 1)
    alone = judge_look(past, today, samples=samples, wanted=0.05)
    mixed = {**ask(rng, rates, 1, "other:m"), **dict(reversed(today.items()))}
    assert judge_look(past, mixed, samples=samples, wanted=0.05)[LABEL] == alone[LABEL]


def test_noise_is_called_a_change_no_more_often_than_promised() -> None:
    """400 days without a change, three looks each; more of them: docs/benchmarks/sampling.md."""
    rng = np.random.default_rng(11)
    wrong = 0
    for _ in range(400):
        rates = draw_rates(rng, topics=20, prompts=2)
        past, today = ask(rng, rates, 7), Cells()
        whys = []
        for _look in range(3):
            today = merge_counts(today, ask(rng, rates, 1))
            whys.append(judge_look(past, today, samples=4, wanted=0.001)[LABEL].why)
        wrong += bool({"up", "down"} & set(whys))
    assert wrong / 400 <= CLEAR_LEVEL + 2.33 * (CLEAR_LEVEL / 400) ** 0.5
