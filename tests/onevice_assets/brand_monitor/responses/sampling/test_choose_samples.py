"""The plan: samples for the wanted half-width, never more than can be paid, and what none buys."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.responses.sampling.choose_samples import (
    MOST_SAMPLES,
    SamplingPlan,
    choose_samples,
)
from onevice_assets.brand_monitor.responses.sampling.count_mentions import (
    Count,
    Place,
    count_mentions,
    merge_counts,
)
from onevice_assets.brand_monitor.responses.sampling.predict_width import (
    find_conversations,
    predict_floor,
    predict_width,
)
from onevice_assets.brand_monitor.responses.sampling.split_variance import (
    Variance,
    split_variance,
)
from onevice_assets.statistics.rate_interval import measure_rates
from resources.errors import InputError
from tests.onevice_assets.brand_monitor.responses.sampling.markets import ask, draw_rates

COSTS = [Decimal(n) for n in range(1, MOST_SAMPLES + 1)]
RICH = Decimal(1_000)
NOISY = Variance(0.5, 40, 3.0, 20.0, 0.0, 0.0, 0.25)  # all of it within prompts
SETTLED = Variance(0.5, 25, 3.0, 12.0, 0.25, 0.0, 0.0)  # all of it between topics


def plan(
    *variances: Variance, wanted: float = 0.05, budget: Decimal = RICH, costs: list[Decimal] = COSTS
) -> SamplingPlan:
    named = {f"p:{at}": one for at, one in enumerate(variances)}
    return choose_samples(named, wanted=wanted, costs=costs, budget=budget)


@pytest.mark.parametrize("wanted", [-1.0, 0.0, 0.5, 2.0, math.nan])
def test_a_half_width_that_cannot_be_is_refused(wanted: float) -> None:
    with pytest.raises(InputError, match=r"above 0 and below 0\.5"):
        plan(NOISY, wanted=wanted)


def test_a_plan_without_prices_is_refused() -> None:
    with pytest.raises(InputError, match="0 prices"):
        plan(NOISY, costs=[])


@pytest.mark.parametrize("variances", [[], [replace(NOISY, within_prompts=None)]])
def test_without_a_past_that_tells_what_a_sample_is_worth_each_prompt_is_asked_once(
    variances: list[Variance],
) -> None:
    found = plan(*variances)
    assert (found.samples, found.reason, found.usd) == (1, "no_past", 1)
    assert (found.expected, found.conversations_needed) == (None, None)


def test_where_answers_to_one_prompt_differ_samples_are_bought() -> None:
    found = plan(NOISY, wanted=0.06)
    assert found.reason == "reached"
    assert 1 < found.samples < MOST_SAMPLES
    assert found.expected is not None
    assert found.expected <= 0.06 < predict_width(NOISY, found.samples - 1)


def test_where_topics_differ_no_sample_is_bought_and_more_conversations_are_proposed() -> None:
    found = plan(SETTLED)
    assert (found.samples, found.reason) == (1, "floor")
    assert found.floor is not None
    assert found.floor > 0.05
    assert found.conversations_needed is not None
    assert found.conversations_needed > 100
    needed = predict_width(SETTLED, 1, topics=found.conversations_needed)
    assert needed <= 0.05 < predict_width(SETTLED, 1, topics=found.conversations_needed - 1)


@pytest.mark.parametrize(("budget", "samples"), [(0, 1), (1, 1), (2.5, 2)])
def test_no_more_is_planned_than_the_budget_pays_for(budget: float, samples: int) -> None:
    found = plan(NOISY, wanted=0.06, budget=Decimal(str(budget)))
    assert (found.samples, found.affordable, found.reason) == (samples, samples, "budget")
    assert found.bought == predict_width(NOISY, samples)


def test_the_provider_that_needs_most_decides_for_all() -> None:
    both = plan(NOISY, SETTLED, wanted=0.06)
    assert both.samples == plan(NOISY, wanted=0.06).samples
    assert both.expected == predict_width(SETTLED, both.samples)


def test_a_brand_that_is_never_named_is_not_asked_about_more_often() -> None:
    never = split_variance({Place("l", f"t{n}", f"p{n}"): Count(0, 7) for n in range(25)})
    assert never is not None
    found = plan(never)
    assert (found.samples, found.reason) == (1, "floor")


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.1, 0.3, 0.6]),
    st.integers(10, 40),
    st.floats(0.01, 0.3),
    st.integers(1, 20),
)
def test_a_plan_is_the_same_again_within_its_bounds_and_never_above_the_budget(
    seed: int, rate: float, topics: int, wanted: float, budget: int
) -> None:
    rng = np.random.default_rng(seed)
    past = ask(rng, draw_rates(rng, topics=topics, rate=rate), 7)
    of = split_variance(past)
    assert of is not None
    found = plan(of, wanted=wanted, budget=Decimal(budget))
    assert found == plan(of, wanted=wanted, budget=Decimal(budget))
    assert 1 <= found.samples <= min(MOST_SAMPLES, found.affordable)
    assert found.usd <= max(budget, 1)
    assert found.expected is not None
    assert found.floor is not None
    assert found.floor - 1e-12 <= found.expected <= 0.5
    assert (found.reason == "reached") == (found.expected <= wanted)
    if found.reason == "floor":
        assert found.floor > wanted


@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_more_samples_and_more_conversations_never_make_a_rate_less_sure(
    seed: int, samples: int
) -> None:
    rng = np.random.default_rng(seed)
    of = split_variance(ask(rng, draw_rates(rng), 5))
    assert of is not None
    widths = [predict_width(of, n) for n in (samples, samples + 1, math.inf)]
    assert widths == sorted(widths, reverse=True)
    assert predict_floor(of) == widths[-1]
    more = [predict_width(of, samples, topics=topics) for topics in (25, 26, 100)]
    assert more == sorted(more, reverse=True)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.6])
@pytest.mark.parametrize("samples", [1, 3, 8])
def test_what_is_predicted_is_what_the_marts_would_measure(rate: float, samples: int) -> None:
    rng = np.random.default_rng(7)
    predicted, measured = [], []
    for _ in range(150):
        rates = draw_rates(rng, rate=rate)
        of = split_variance(ask(rng, rates, 7))
        assert of is not None
        predicted.append(predict_width(of, samples))
        today = rng.binomial(samples, rates).sum(axis=1)[:, None]
        found = measure_rates(today, np.full(25, 3 * samples))
        measured.append(float(found.high[0] - found.low[0]) / 2)
    assert median(predicted) == pytest.approx(median(measured), rel=0.05)


def test_the_variance_is_found_where_it_was_put() -> None:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(200):
        topics = rng.choice([0.2, 0.6], (30, 1))  # variance .04
        rates = topics + rng.choice([-0.1, 0.1], (30, 4))  # variance .01
        of = split_variance(ask(rng, rates, 4))
        assert of is not None
        found.append((of.between_topics, of.between_prompts, of.within_prompts))
    between, prompts, within = np.mean(np.array(found, float), axis=0)
    assert between == pytest.approx(0.04, rel=0.1)
    assert prompts == pytest.approx(0.01, rel=0.15)
    assert within == pytest.approx(0.19, rel=0.05)


def test_prompts_answered_once_do_not_tell_what_a_sample_is_worth() -> None:
    rng = np.random.default_rng(0)
    rates = draw_rates(rng)
    once = ask(rng, rates, 1)
    found = split_variance(once)
    assert found is not None
    assert found.within_prompts is None
    twice = split_variance(merge_counts(once, ask(rng, rates, 1)))
    assert twice is not None
    assert twice.within_prompts is not None


def test_one_topic_has_no_variance_to_split() -> None:
    assert split_variance({Place("l", "t", "p"): Count(1, 2)}) is None
    assert split_variance({}) is None


def test_no_thousand_conversations_reach_a_half_width_of_a_tenth_of_a_point() -> None:
    assert find_conversations(SETTLED, 1, 0.001) is None


def row(text: str, **changes: object) -> dict[str, object]:
    return {
        "llm_provider": "openai",
        "llm_model": "m",
        "topic": "t",
        "prompt_id": "p",
        "is_branded": False,
        "response_text": text,
    } | changes


def test_branded_prompts_do_not_count_and_a_name_counts_as_a_whole_word() -> None:
    rows = [
        row("Take Acme."),
        row("Acmeville is a town."),
        row("the ACME corp", prompt_id="q"),
        row("Acme", is_branded=True),
        row("Acme", llm_model="n"),
    ]
    found = count_mentions(rows, ["Acme"])
    assert found == {
        Place("openai:m", "t", "p"): Count(1, 2),
        Place("openai:m", "t", "q"): Count(1, 1),
        Place("openai:n", "t", "p"): Count(1, 1),
    }
    assert {one.named for one in count_mentions(rows, []).values()} == {0}
