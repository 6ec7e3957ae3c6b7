"""A log-linear model with random effects: what a rate is made of, factor by factor.

outcome ~ exposure × exp(fixed effects + one draw per unit of each random factor), variance
proportional to the mean. Fitted by penalised quasi-likelihood (Breslow & Clayton 1993, JASA
88:9-25) with the variances after Schall 1991 (Biometrika 78:719-727). Draws have heavy tails
(Student's t, 4 degrees of freedom; Lange, Little & Taylor 1989, JASA 84:881-896), so one lucky
creative is taken for one, and the outcome's unit changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from onevice_assets.statistics.intervals import Floats
from resources.errors import InputError

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Codes = NDArray[np.int64]

_TAILS: Final = 4.0
_WIDE: Final = 100.0  # variance of what is not penalised: e^±20 is any ratio there is
_ROUNDS: Final = 60
_FARTHEST: Final = 15.0
_LEAST: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Fit:
    """Effects of a fitted model.

    Attributes:
        effects: of the fixed columns, on the log scale.
        covariance: of them, all else accounted for.
        spreads: variance of the draws of each random factor.
        dispersion: variance of a cell over its mean.
        freedom: degrees of freedom that the variances were estimated with.
    """

    effects: Floats
    covariance: Floats
    spreads: tuple[float, ...]
    dispersion: float
    freedom: float


def fit_log_linear(
    outcome: Floats,
    exposure: Floats,
    fixed: csr_array,
    units: Sequence[Codes],
    least_dispersion: float = 0.0,
) -> Fit:
    """Fit the model.

    Args:
        outcome: n amounts, 0 or more, of any unit.
        exposure: n amounts above 0.
        fixed: n × p columns; those that say the same get wide, not infinite, variances.
        units: for each random factor the unit of each row, 0 to q - 1 without gaps.
        least_dispersion: 1 for counts, which vary at least as Poisson's.

    Raises:
        InputError: nothing was achieved at all, or arrays of different lengths.
    """
    if not len(outcome) == len(exposure) == fixed.shape[0] or not outcome.sum() > 0:
        raise InputError(
            f"Rates of {len(outcome)} cells cannot be fitted: there must be as many exposures "
            "and rows of columns, and an outcome above 0 somewhere."
        )
    state = _Fitting(outcome, np.log(exposure), fixed, units, least_dispersion)
    for _ in range(_ROUNDS):
        if state.step() < _LEAST:
            break
    return state.finish()


class _Fitting:
    """The rounds of a fit: effects given variances, variances given effects."""

    def __init__(
        self,
        outcome: Floats,
        log_exposure: Floats,
        fixed: csr_array,
        units: Sequence[Codes],
        least: float,
    ) -> None:
        from scipy.sparse import csr_array, hstack

        n = len(outcome)
        draws = [csr_array((np.ones(n), (np.arange(n), codes))) for codes in units]
        self.columns: Any = csr_array(hstack([fixed, *draws]))
        self.parts = _split([fixed.shape[1], *(one.shape[1] for one in draws)])
        self.outcome, self.least = outcome, least
        self.offset = log_exposure + np.log(outcome.sum() / np.exp(log_exposure).sum())
        self.spreads = np.full(len(units), 0.1)
        self.weights = [np.ones(part.stop - part.start) for part in self.parts[1:]]
        self.effects = np.zeros(self.columns.shape[1])
        self.dispersion = max(least, float(outcome.sum() / n))

    def step(self) -> float:
        """One round; how far the variances moved, as a share of themselves."""
        mean = self._mean()
        working = self._score(mean)
        inverse = _invert(self._penalised(mean, self.weights))
        self.effects = np.clip(inverse @ working, -_FARTHEST, _FARTHEST)
        before = np.array([*self.spreads, self.dispersion])
        left = np.array([self._update(place, inverse) for place in range(len(self.spreads))])
        self.used = left
        self._update_dispersion(left.sum() + self.parts[0].stop)
        now = np.array([*self.spreads, self.dispersion])
        return float(np.max(np.abs(now - before) / (before + 1e-3)))

    def finish(self) -> Fit:
        """The fit, its variances by the information expected of draws with such tails."""
        expected = (_TAILS + 1) / (_TAILS + 3)
        information = self._information(self._mean())
        even = [np.full(len(one), expected) for one in self.weights]
        inverse = _invert(information + self._penalty(even))
        fixed = self.parts[0]
        return Fit(
            self.effects[fixed],
            inverse[fixed, fixed],
            tuple(float(one) for one in self.spreads),
            float(self.dispersion),
            self._count_freedom(information, inverse),
        )

    def _count_freedom(self, information: Floats, inverse: Floats) -> float:
        """After Satterthwaite: errors of draws and of cells, each as sure as its variance is."""
        last = slice(self.parts[0].stop // 2, self.parts[0].stop)
        certain = [np.full(len(one), 1e6) for one in self.weights]
        of_cells = np.diag(_invert(information + self._penalty(certain)))[last].sum()
        share = float(np.clip(1 - of_cells / np.diag(inverse)[last].sum(), 0, 1))
        of_draws = max(float(self.used.sum()), 3.0)
        cells = max(len(self.outcome) - self.used.sum() - self.parts[0].stop, 3.0)
        return float(1 / (share**2 / of_draws + (1 - share) ** 2 / cells))

    def _mean(self) -> Floats:
        line = np.clip(self.columns @ self.effects, -_FARTHEST, _FARTHEST)
        found: Floats = np.exp(self.offset + line)
        return found

    def _score(self, mean: Floats) -> Floats:
        line = np.clip(self.columns @ self.effects, -_FARTHEST, _FARTHEST)
        found: Floats = self.columns.T @ (mean * line + self.outcome - mean) / self.dispersion
        return found

    def _information(self, mean: Floats) -> Floats:
        scaled = self.columns.multiply((mean / self.dispersion)[:, None])
        found: Floats = (self.columns.T @ scaled).toarray()
        return found

    def _penalty(self, weights: Sequence[Floats]) -> Floats:
        diagonal = np.full(len(self.effects), 1 / _WIDE)
        for part, spread, weight in zip(self.parts[1:], self.spreads, weights, strict=True):
            diagonal[part] = weight / spread
        found: Floats = np.diag(diagonal)
        return found

    def _penalised(self, mean: Floats, weights: Sequence[Floats]) -> Floats:
        found: Floats = self._information(mean) + self._penalty(weights)
        return found

    def _update(self, place: int, inverse: Floats) -> float:
        """New variance and weights of a random factor; how many of its units are determined."""
        part = self.parts[place + 1]
        drawn = self.effects[part] ** 2
        doubt = np.diag(inverse)[part]
        weight = self.weights[place]
        determined = float((1 - doubt * weight / self.spreads[place]).sum())
        determined = max(determined, 1e-3)
        self.spreads[place] = max(_LEAST, float((weight * drawn).sum() / determined))
        self.weights[place] = (_TAILS + 1) / (_TAILS + (drawn + doubt) / self.spreads[place])
        return determined

    def _update_dispersion(self, determined: float) -> None:
        mean = self._mean()
        squares = ((self.outcome - mean) ** 2 / np.maximum(mean, 1e-12)).sum()
        freedom = max(len(mean) - determined, 1.0)
        self.dispersion = max(self.least, float(squares / freedom), 1e-12)


def _split(widths: Sequence[int]) -> list[slice]:
    ends = np.cumsum([0, *widths])
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]


def _invert(matrix: Floats) -> Floats:
    from scipy.linalg import cho_factor, cho_solve

    found: Floats = cho_solve(cho_factor(matrix), np.eye(len(matrix)))
    return found
