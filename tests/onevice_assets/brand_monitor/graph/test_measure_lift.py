"""Lift and its interval: by hand, at its edges, and how often it holds the truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from onevice_assets.brand_monitor.graph.measure_lift import measure_lift

Counts = NDArray[np.int64]


def measure(both: Counts, a: Counts, b: Counts, n: Counts) -> tuple[float, float, float]:
    """The interval from counts per topic."""
    influence = both / both.sum() - a / a.sum() - b / b.sum() + n / n.sum()
    lift, low, high = measure_lift(
        both.sum(), a.sum(), b.sum(), n.sum(), len(n), float((influence**2).sum())
    )
    assert low is not None
    assert high is not None
    return lift, low, high


def test_lift_is_the_ratio_of_seen_to_expected() -> None:
    lift, low, high = measure_lift(20, 40, 30, 100, 12, 0.02)
    assert lift == pytest.approx(0.20 / (0.40 * 0.30))
    assert low is not None
    assert high is not None
    assert low < lift < high
    assert math.sqrt(low * high) == pytest.approx(lift)


def test_one_topic_says_nothing_about_others() -> None:
    assert measure_lift(5, 5, 5, 10, 1, 0.0) == (2.0, None, None)


def test_a_spread_smaller_than_that_of_single_answers_is_not_believed() -> None:
    equal = measure_lift(20, 40, 30, 100, 12, 0.0)
    assert equal[1] is not None
    assert equal[1] < equal[0]


def test_answers_that_differ_by_topic_give_a_wider_interval() -> None:
    n = np.full(12, 10)
    even = measure(np.full(12, 4), np.full(12, 5), np.full(12, 5), n)
    uneven = np.array([8, 0] * 6)
    clustered = measure(uneven, np.array([9, 1] * 6), np.array([9, 1] * 6), n)
    assert clustered[2] / clustered[1] > even[2] / even[1]


@pytest.mark.parametrize("topics", [10, 25])
def test_the_interval_holds_the_truth_nineteen_times_in_twenty(topics: int) -> None:
    rng = np.random.default_rng(7)
    truth = np.mean(np.multiply(*_rates(rng, 1_000_000)))
    a, b = _rates(rng, 1_000_000)
    truth /= a.mean() * b.mean()
    held = [low <= truth <= high for low, high in (_draw(rng, topics) for _ in range(600))]
    assert np.mean(held) >= 0.92


def _rates(rng: np.random.Generator, topics: int) -> tuple[NDArray[np.float64], ...]:
    """Mention rates of two brands that vary together from topic to topic."""
    one, other = rng.normal(size=topics), rng.normal(size=topics)
    return tuple(
        1 / (1 + np.exp(0.4 - 1.5 * x)) for x in (one, 0.5 * one + math.sqrt(0.75) * other)
    )


def _draw(rng: np.random.Generator, topics: int) -> tuple[float, float]:
    a, b = (rng.random((topics, 12)) < rate[:, None] for rate in _rates(rng, topics))
    counts = [(a & b).sum(1), a.sum(1), b.sum(1)]
    _, low, high = measure(*counts, np.full(topics, 12))
    return low, high
