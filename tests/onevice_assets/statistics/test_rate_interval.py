"""Rates with intervals: hand-computed values, and promises over any counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import t as student

from onevice_assets.statistics.intervals import Floats, Intervals
from onevice_assets.statistics.rate_interval import measure_rates
from resources.errors import InputError


@st.composite
def counted(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Successes and answers of 2 to 12 topics and 1 to 4 units; some topics were not asked."""
    shape = (draw(st.integers(2, 12)), draw(st.integers(1, 4)))
    totals = draw(arrays(np.int64, shape, elements=st.integers(0, 12)))
    shares = draw(arrays(np.float64, shape, elements=st.floats(0, 1)))
    return np.floor(shares * totals), totals.astype(float)


def fields(found: Intervals) -> list[list[float]]:
    numbers = (found.estimate, found.low, found.high, found.design_effect, found.effective_n)
    return [one.tolist() for one in (*numbers, found.cluster_count)]


@pytest.mark.parametrize(
    ("counts", "totals", "options"),
    [
        ([[1]], [[1, 2]], {}),
        ([1, 2], [3, 4], {}),
        ([[1], [2]], [1, 2, 3], {}),
        ([[2]], [1], {}),
        ([[-1]], [1], {}),
        ([[1]], [-1], {}),
        ([[math.inf]], [math.inf], {}),
        ([[1]], [1], {"level": 1.0}),
        ([[1]], [1], {"level": 0}),
    ],
)
def test_counts_that_cannot_be_are_refused(counts: object, totals: object, options: dict) -> None:
    with pytest.raises(InputError):
        measure_rates(counts, totals, **options)


def test_nothing_asked_is_no_rate_and_one_topic_has_no_bounds() -> None:
    found = measure_rates([[0, 3, 0], [0, 0, 0]], [[0, 4, 4], [0, 0, 0]])
    assert found.cluster_count.tolist() == [0, 1, 1]
    assert found.estimate.tolist()[1:] == [0.75, 0.0]
    assert math.isnan(found.estimate[0])
    assert np.isnan([found.low, found.high, found.effective_n]).all()
    assert set(found.method) == {"none"}
    assert found.is_thin.all()


def test_no_topics_or_no_units_at_all_give_as_many_intervals_as_units() -> None:
    assert np.isnan(measure_rates(np.zeros((0, 2)), np.zeros(0)).estimate).all()
    assert measure_rates(np.zeros((3, 0)), np.ones(3)).estimate.shape == (0,)


def test_a_rate_by_hand() -> None:
    # p = .5; z = (±2, ±2, 0, 0) / 16; V = 4/3 · 16/256 = 1/12; binomial 1/64; observed 16/3
    # largest 4; x = (4, 0, 2, 2): e = 64/24 = 8/3; deff = (8/3 · 16/3 + 2) / (8/3 + 1/2)
    found = measure_rates([[4], [0], [2], [2]], [4, 4, 4, 4])
    effect = (8 / 3 * 8 / 3 + 2) / (8 / 3 + 0.5)
    assert found.design_effect[0] == pytest.approx(effect)
    assert found.effective_n[0] == pytest.approx(16 / effect)
    trust = 16 / effect / student.ppf(0.975, 3) ** 2
    half = math.sqrt(0.25 * trust + 0.25) / (trust + 1)
    assert (found.low[0], found.high[0]) == pytest.approx((0.5 - half, 0.5 + half))
    assert found.method[0] == "wilson-deff-t"


@pytest.mark.parametrize("answers", [1, 3, 30])
def test_a_brand_never_or_always_named_counts_each_topic_once(answers: int) -> None:
    found = measure_rates([[0, answers]] * 10, [answers] * 10)
    bound = 1 / (10 / student.ppf(0.975, 9) ** 2 + 1)
    assert (found.low[0], found.high[0]) == pytest.approx((0, bound))
    assert (found.low[1], found.high[1]) == pytest.approx((1 - bound, 1))
    assert found.effective_n.tolist() == [10, 10]
    assert set(found.method) == {"wilson-topics-t"}
    assert not found.is_thin.any()


def test_a_topic_that_holds_nearly_all_answers_leaves_nearly_everything_open() -> None:
    found = measure_rates([[400], [1], [0]], [1000, 1, 1])
    assert found.low[0] < 0.01
    assert found.high[0] > 0.99


@given(counted())
def test_bounds_stay_in_range_and_hold_the_estimate(data: tuple[Floats, Floats]) -> None:
    found = measure_rates(*data)
    has = found.cluster_count > 1
    assert (found.low[has] >= 0).all()
    assert (found.high[has] <= 1).all()
    assert (found.low[has] <= found.estimate[has]).all()
    assert (found.estimate[has] <= found.high[has]).all()
    assert (found.low[has] < found.high[has]).all()
    assert (found.design_effect[has] >= 1).all()
    assert (np.isnan(found.low) == ~has).all()
    assert (np.isnan(found.estimate) == (data[1].sum(axis=0) == 0)).all()


@given(counted(), st.randoms())
def test_the_order_of_topics_does_not_matter(data: tuple[Floats, Floats], rolls: object) -> None:
    order = list(range(len(data[0])))
    rolls.shuffle(order)  # type: ignore[attr-defined]
    mixed = measure_rates(data[0][order], data[1][order])
    # a bound at 0 is the root of a difference of sums, which depend on the order by an ulp
    np.testing.assert_allclose(fields(mixed), fields(measure_rates(*data)), rtol=1e-6, atol=1e-6)


@given(counted(), st.integers(2, 10))
def test_hearing_the_same_answers_again_does_not_narrow_an_interval(
    data: tuple[Floats, Floats], times: int
) -> None:
    once, again = measure_rates(*data), measure_rates(data[0] * times, data[1] * times)
    clustered = (once.cluster_count > 1) & (once.design_effect > 1)  # at 1, sampling noise is left
    width, wide = once.high - once.low, again.high - again.low
    np.testing.assert_allclose(wide[clustered], width[clustered], rtol=1e-9)


@given(counted())
def test_failures_mirror_successes(data: tuple[Floats, Floats]) -> None:
    found, mirror = measure_rates(*data), measure_rates(data[1] - data[0], data[1])
    np.testing.assert_allclose(mirror.low, 1 - found.high, atol=1e-9)


@given(counted())
def test_a_unit_without_data_and_a_topic_not_asked_change_nothing(
    data: tuple[Floats, Floats],
) -> None:
    counts, totals = data
    nothing = np.full((len(counts), 1), np.nan)
    wider = measure_rates(np.hstack([counts, nothing]), np.hstack([totals, nothing + 1]))
    assert math.isnan(wider.estimate[-1])
    longer = measure_rates(np.vstack([counts, counts[:1]]), np.vstack([totals, totals[:1] * 0]))
    expected = fields(measure_rates(*data))
    np.testing.assert_allclose([row[:-1] for row in fields(wider)], expected, rtol=1e-12)
    np.testing.assert_allclose(fields(longer), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "most"),
    [(0.05, 0.985), (0.2, 0.97), (0.5, 0.97)],  # a rare brand can be missed on one side only
)
def test_topics_drawn_anew_fall_into_the_interval_as_often_as_promised(
    rate: float, most: float
) -> None:
    rng = np.random.default_rng(7)
    shape = (25, 4_000)
    rates = rng.beta(rate * 3, (1 - rate) * 3, shape)  # intra-topic correlation .25
    found = measure_rates(rng.binomial(12, rates), np.full(25, 12))
    covered = ((found.low <= rate) & (rate <= found.high)).mean()
    assert 0.93 <= covered <= most  # the naive interval: .65 to .70
