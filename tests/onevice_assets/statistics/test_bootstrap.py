"""Shares and lifts by bootstrap: bad input, hand-computed cases, promises over any sums."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from onevice_assets.statistics.bootstrap import bootstrap_ratios, weigh_topics
from onevice_assets.statistics.intervals import Floats, Intervals
from onevice_assets.statistics.rate_interval import measure_rates
from resources.errors import InputError


@st.composite
def shared_out(draw: st.DrawFn) -> tuple[Floats, Floats]:
    """Numerators and denominators of 14 topics, some empty, and 3 units."""
    lower = draw(arrays(np.int64, (14, 3), elements=st.integers(0, 9))).astype(float)
    return lower * draw(
        arrays(np.float64, (14, 3), elements=st.sampled_from([0, 0.3, 0.7, 1]))
    ), lower


def bounds(found: Intervals) -> np.ndarray:
    return np.array([found.estimate, found.low, found.high])


@pytest.mark.parametrize(
    ("options", "upper"), [({"draws": 0}, 1.0), ({"level": 2.0}, 1.0), ({}, 3.0), ({}, -1.0)]
)
def test_what_cannot_be_drawn_is_refused(options: dict, upper: float) -> None:
    with pytest.raises(InputError):
        bootstrap_ratios([[upper]], [2.0], **options)


def test_nothing_seen_one_topic_and_no_topics_give_no_bounds_by_accident() -> None:
    assert np.isnan(bounds(bootstrap_ratios(np.zeros((0, 2)), np.zeros(0)))).all()
    one = bootstrap_ratios([[1.0]], [2.0])
    assert (one.estimate[0], one.method[0]) == (0.5, "none")
    assert math.isnan(one.low[0])
    assert bootstrap_ratios(np.zeros((3, 0)), np.ones(3)).estimate.shape == (0,)


def test_a_unit_that_few_topics_show_has_the_rate_interval() -> None:
    upper = np.zeros((30, 4))
    upper[:9, 1] = upper[:10, 2] = upper[:21, 3] = 1
    found, rate = bootstrap_ratios(upper, np.ones(30)), measure_rates(upper, np.ones(30))
    few = [0, 1, 3]  # the last one fails in nine topics
    assert (found.method == "studentised-bootstrap").tolist() == [False, False, True, False]
    np.testing.assert_array_equal(bounds(found)[:, few], bounds(rate)[:, few])
    assert found.low[0] == 0
    assert found.high[0] > 0.05


def test_topics_that_all_agree_do_not_make_a_point_of_the_interval() -> None:
    found = bootstrap_ratios(np.full((20, 1), 2.0), np.full(20, 4.0))
    assert (found.estimate[0], found.method[0]) == (0.5, "wilson-deff-t")
    assert found.low[0] < 0.5 < found.high[0]


def test_the_quantiles_are_those_of_a_slow_bootstrap_written_out() -> None:
    rng = np.random.default_rng(5)
    lower = rng.integers(3, 9, 15).astype(float)
    upper = lower * rng.uniform(0.2, 0.8, 15)
    share = upper.sum() / lower.sum()

    def error(x: Floats, n: Floats) -> float:
        return math.sqrt(((x - x.sum() / n.sum() * n) ** 2).sum()) / n.sum()

    moved = []
    for row in weigh_topics(15, 500, seed=9).astype(int):
        x, n = np.repeat(upper, row), np.repeat(lower, row)
        moved.append((x.sum() / n.sum() - share) / error(x, n))
    q = np.quantile(moved, [0.975, 0.025], method="inverted_cdf")
    found = bootstrap_ratios(upper[:, None], lower, draws=500, seed=9)
    assert found.method[0] == "studentised-bootstrap"
    assert [found.low[0], found.high[0]] == pytest.approx(list(share - q * error(upper, lower)))


@settings(max_examples=40)
@given(shared_out(), st.sampled_from([2.0, 5.0]))
def test_bounds_hold_the_share_and_neither_repeats_nor_empty_units_nor_blocks_change_them(
    data: tuple[Floats, Floats], times: float
) -> None:
    upper, lower = data
    found = bootstrap_ratios(upper, lower, draws=200)
    has = found.cluster_count > 1
    for low, high in ((found.low, found.estimate), (found.estimate, found.high)):
        assert (low[has] <= high[has]).all()
    assert (found.low[has] >= 0).all()
    assert (found.high[has] <= 1).all()
    alone = bootstrap_ratios(upper[:, 1:2], lower[:, 1:2], draws=200)
    np.testing.assert_allclose(bounds(alone)[:, 0], bounds(found)[:, 1], rtol=1e-9)
    nothing = np.full((14, 1), np.nan)
    wider = bootstrap_ratios(np.hstack([upper, nothing]), np.hstack([lower, nothing]), draws=200)
    np.testing.assert_allclose(bounds(wider)[:, :3], bounds(found), rtol=1e-9)
    again = bootstrap_ratios(upper * times, lower * times, draws=200)
    drawn = found.method == "studentised-bootstrap"
    np.testing.assert_allclose(bounds(again)[:, drawn], bounds(found)[:, drawn], rtol=1e-6)


def test_draws_that_give_the_share_itself_move_it_neither_up_nor_down() -> None:
    lower = np.array([4.0, 3, *[3] * 10])
    upper = np.array([4.0, 0.9, *[2.1] * 10])
    found = bounds(bootstrap_ratios(upper[:, None], lower, draws=200))
    order = np.roll(np.arange(12), 5)
    for again in (upper * 3, lower * 3), (upper[order], lower[order]):
        there = bounds(bootstrap_ratios(again[0][:, None], again[1], draws=200))
        assert 0 < there[1, 0] < there[0, 0] < there[2, 0] < 1
    assert 0 < found[1, 0] < found[0, 0] < found[2, 0] < 1


def test_a_seed_makes_the_same_interval_and_another_order_one_close_by() -> None:
    rng = np.random.default_rng(0)
    lower = rng.integers(1, 9, (40, 5)).astype(float)
    upper = lower * rng.uniform(0, 1, (40, 5))
    found = bounds(bootstrap_ratios(upper, lower, seed=3))
    np.testing.assert_array_equal(found, bounds(bootstrap_ratios(upper, lower, seed=3)))
    np.testing.assert_allclose(found, bounds(bootstrap_ratios(upper[::-1], lower[::-1])), atol=0.02)


@pytest.mark.parametrize("rate", [0.1, 0.4])
def test_a_share_of_voice_falls_into_its_interval_as_often_as_promised(rate: float) -> None:
    rng = np.random.default_rng(11)
    topics, worlds = 30, 1_500
    brands = [rng.binomial(8, rng.beta(3 * p, 3 * (1 - p), (topics, worlds))) for p in (rate, 0.4)]
    whole = brands[0] + brands[1]
    found = bootstrap_ratios(brands[0], whole, draws=300)
    true = rate / (rate + 0.4)
    assert 0.925 <= ((found.low <= true) & (true <= found.high)).mean() <= 0.985
