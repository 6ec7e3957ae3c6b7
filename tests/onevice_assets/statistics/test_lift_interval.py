"""Lifts of a substitute: by hand, at the edges, and as often as promised."""

from __future__ import annotations

import math

import numpy as np
import pytest

from onevice_assets.statistics.lift_interval import LIFT_METHOD, measure_lifts


def test_a_lift_by_hand() -> None:
    # without m: 2 of 2, then 0 of 2 answers recommend s; with m: 1 of 2, then 0 of 2
    found = measure_lifts([[2], [0]], [2, 2], [[1], [0]], [2, 2])
    # z = 2/2 - 2/4 - 1/1 + 2/4 = 0 in both topics: the variance of single answers is the floor
    half = 12.706204736 * math.sqrt(1 / 2 - 1 / 4 + 1 / 1 - 1 / 4)
    assert found.estimate[0] == 2.0
    assert found.low[0] == pytest.approx(2 * math.exp(-half))
    assert found.high[0] == pytest.approx(2 * math.exp(half))
    assert found.method[0] == LIFT_METHOD
    assert found.is_thin[0]


def test_topics_that_disagree_widen_it_beyond_single_answers() -> None:
    # z = 4/4 - 4/8 - 0/4 + 4/8 and its opposite: 1 and -1
    found = measure_lifts([[4], [0]], [4, 4], [[0], [4]], [4, 4])
    half = 12.706204736 * math.sqrt(2 / 1 * (1 + 1))
    assert found.estimate[0] == 1.0
    assert found.high[0] == pytest.approx(math.exp(half))


def test_where_a_side_never_recommends_there_is_no_interval() -> None:
    counts = [[0, 2, 0, 1], [0, 1, 0, 1]]
    base = [[0, 0, 1, 0], [0, 0, 1, 0]]
    beside = [[2, 2, 2, 0], [2, 2, 2, 0]]
    found = measure_lifts(counts, np.full((2, 4), 2), base, beside)
    np.testing.assert_array_equal(found.estimate, [math.nan, math.nan, 0, math.nan])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert set(found.method) == {"none"}


def test_one_topic_has_a_lift_and_no_bounds() -> None:
    found = measure_lifts([[1]], [2], [[1]], [4])
    assert (found.estimate[0], math.isnan(found.low[0])) == (2.0, True)


@pytest.mark.parametrize("likes", [0.05, 0.3])
def test_a_lift_falls_into_its_interval_as_often_as_promised(likes: float) -> None:
    rng = np.random.default_rng(12)
    shape = (25, 1_500)
    liked, named = rng.beta(3 * likes, 3 * (1 - likes), shape), rng.beta(1.5, 1.5, shape)
    present = rng.binomial(12, named)
    base = rng.binomial(present, 0.6 * liked)
    counts = rng.binomial(12 - present, liked)
    found = measure_lifts(counts, 12 - present, base, present)
    known = ~np.isnan(found.low)
    hit = (found.low <= 1 / 0.6) & (found.high >= 1 / 0.6)
    assert known.mean() > 0.9
    assert 0.93 <= hit[known].mean() <= 0.985
