"""A log-linear model finds the ratios it was made of, and how much units differ by luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from onevice_assets.campaigns.learnings.log_linear import Fit, fit_log_linear
from resources.errors import InputError


def _make(
    seed: int, spread: float, units: int = 40, weeks: int = 4
) -> tuple[np.ndarray, np.ndarray, csr_array, np.ndarray]:
    draw = np.random.default_rng(seed)
    codes = np.repeat(np.arange(units), weeks)
    has = (codes % 2).astype(float)
    luck = draw.normal(0, spread, units)[codes]
    exposure = draw.uniform(200, 800, len(codes))
    outcome = draw.poisson(exposure * 0.05 * np.exp(0.5 * has + luck)).astype(float)
    return outcome, exposure, csr_array(np.column_stack([np.ones_like(has), has])), codes


def _fit(seed: int, spread: float, scale: float = 1.0) -> Fit:
    outcome, exposure, fixed, codes = _make(seed, spread)
    return fit_log_linear(outcome * scale, exposure, fixed, [codes])


def test_the_ratio_is_found_within_its_error() -> None:
    far = []
    for seed in range(8):
        fit = _fit(seed, 0.3)
        far.append((fit.effects[1] - 0.5) / np.sqrt(fit.covariance[1, 1]))
    assert 0.4 < float(np.std(far)) < 1.6
    assert np.abs(far).max() < 3.5


def test_the_more_units_differ_the_less_is_sure() -> None:
    assert _fit(3, 0.6).covariance[1, 1] > 2 * _fit(3, 0.1).covariance[1, 1]


def test_the_unit_of_the_outcome_changes_nothing_but_the_dispersion() -> None:
    one, hundred = _fit(4, 0.3), _fit(4, 0.3, scale=100.0)
    assert hundred.effects[1] == pytest.approx(one.effects[1], abs=1e-3)
    assert hundred.covariance[1, 1] == pytest.approx(one.covariance[1, 1], rel=0.02)
    assert hundred.dispersion == pytest.approx(100 * one.dispersion, rel=0.02)


def test_columns_that_say_the_same_are_unsure_instead_of_an_error() -> None:
    outcome, exposure, fixed, codes = _make(5, 0.2)
    doubled = csr_array(np.column_stack([fixed.toarray(), fixed.toarray()[:, 1]]))
    fit = fit_log_linear(outcome, exposure, doubled, [codes])
    assert fit.covariance[1, 1] > 10


def test_nothing_achieved_cannot_be_fitted() -> None:
    outcome, exposure, fixed, codes = _make(6, 0.2)
    with pytest.raises(InputError, match="above 0"):
        fit_log_linear(outcome * 0, exposure, fixed, [codes])
