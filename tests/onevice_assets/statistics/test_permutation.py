"""Sign flips over topics: small cases counted by hand, and what must not matter."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import ttest_1samp

from onevice_assets.statistics.false_discovery import control_false_discoveries
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.permutation import test_differences as flip
from resources.errors import InputError

TABLES = arrays(
    np.float64, (6, 3), elements=st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0, math.nan])
)


@pytest.mark.parametrize(
    ("differences", "options"),
    [([1, 2], {}), ([[math.inf]], {}), ([[1.0]], {"draws": 0})],
)
def test_differences_that_cannot_be_are_refused(differences: object, options: dict) -> None:
    with pytest.raises(InputError):
        flip(differences, **options)


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([0, 0, 0], 1.0),
        ([5], 1.0),
        ([1, 1, 1, 1, 1], 2 / 32),
        ([-1, -1, -1, -1, -1, -1], 2 / 64),
        ([1, 1, -1], 1.0),
        ([3, 1, 1], 2 / 8),
        ([2, 1, -1, math.nan, 0], 6 / 8),
        ([0.1, 0.2, -0.3], 1.0),
        ([math.nan, math.nan], math.nan),
        ([math.nan, 0.0], 1.0),
    ],
)
def test_few_topics_by_hand(differences: list[float], p: float) -> None:
    assert flip(np.array([differences]).T)[0] == pytest.approx(p, nan_ok=True)


def test_no_topics_at_all_is_no_test() -> None:
    assert np.isnan(flip(np.zeros((0, 2)))).all()
    assert flip(np.zeros((4, 0))).shape == (0,)


def test_many_topics_are_sampled_close_to_the_exact_share() -> None:
    rng = np.random.default_rng(3)
    table = rng.normal(0.3, 1, (13, 5))
    signs = np.array(list(product((-1, 1), repeat=13)))
    exact = (np.abs(signs @ table) >= np.abs(table.sum(axis=0)) - 1e-9).mean(axis=0)
    np.testing.assert_allclose(flip(table), exact, atol=0.02)


def test_a_sampled_p_is_never_zero_and_the_same_for_the_same_seed() -> None:
    table = np.full((60, 1), 0.5)
    assert flip(table, draws=99)[0] == 1 / 100
    noisy = np.random.default_rng(0).normal(0.1, 1, (60, 4))
    np.testing.assert_array_equal(flip(noisy, seed=5), flip(noisy, seed=5))
    assert (flip(noisy, seed=5) != flip(noisy, seed=6)).any()


@given(TABLES, st.permutations(range(6)))
def test_neither_order_nor_sign_nor_unit_nor_untouched_topics_matter(
    table: Floats, order: list[int]
) -> None:
    p = flip(table)
    for same in (table[order], -table, table * 7, np.vstack([table, np.zeros((20, 3))])):
        expected = p if len(same) == 6 else np.where(np.isnan(p), 1.0, p)
        np.testing.assert_allclose(flip(same), expected)
    np.testing.assert_array_equal(flip(np.hstack([table, np.full((6, 1), np.nan)]))[:3], p)


def test_the_order_of_many_topics_does_not_matter_either() -> None:
    table = np.random.default_rng(1).integers(-3, 4, (40, 6)).astype(float)
    np.testing.assert_array_equal(flip(table[::-1]), flip(table))


def test_it_agrees_with_the_t_test_where_that_holds() -> None:
    table = np.random.default_rng(2).normal(0.2, 1, (40, 20))
    np.testing.assert_allclose(flip(table), ttest_1samp(table, 0).pvalue, atol=0.02)


def test_noise_shared_by_brands_is_called_a_change_seldom_enough() -> None:
    rng = np.random.default_rng(4)
    alarms = 0
    for run in range(300):
        shared = rng.normal(0, 1, (20, 1))
        p = flip(shared + rng.normal(0, 1, (20, 30)), draws=999, seed=run)
        alarms += bool((control_false_discoveries(p) <= 0.05).any())
    assert alarms / 300 <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 300)
