"""Topics drawn anew, with known truth: how rates differ between topics, how often each is asked.

On real answers a topic's 12 answers have a median design effect of 3.5 to 3.9, a correlation
within topics of .23 to .26 (`../shared/design/metrics.md`): `beta .25` is that; the others are
milder, stronger, or of another shape, so that no method is fitted to one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from onevice_assets.statistics.intervals import Floats

PHRASINGS: Final = 4
AS_REAL: Final = "beta .25"
_LOGIT_SPREAD: Final = 2.2
_NICHE_RATE: Final = 0.6
_MAJOR_RATE: Final = 0.95

Draw = Callable[[float, np.random.Generator, tuple[int, ...]], Floats]


def draw_beta(correlation: float) -> Draw:
    """Topic rates from a beta distribution with that correlation of answers within a topic."""
    scale = 1 / correlation - 1

    def draw(rate: float, rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
        if rate in (0, 1):
            return np.full(shape, float(rate))
        return rng.beta(rate * scale, (1 - rate) * scale, shape)

    return draw


def draw_niche(rate: float, rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Never named but in a few topics, where it nearly always is (or the reverse above .5)."""
    rare = min(rate, 1 - rate)
    top = _NICHE_RATE if rare < _NICHE_RATE / 2 else _MAJOR_RATE
    inside = rng.beta(8 * top, 8 * (1 - top), shape)
    found: Floats = np.where(rng.random(shape) < rare / top, inside, 0.0)
    return found if rate <= 0.5 else 1 - found


def draw_logit_normal(rate: float, rng: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    """Topic rates whose log odds are normal, with standard deviation 2.2."""
    if rate in (0, 1):
        return np.full(shape, float(rate))
    found: Floats = expit(_centre(rate) + _LOGIT_SPREAD * rng.standard_normal(shape))
    return found


DISTRIBUTIONS: Final[dict[str, Draw]] = {
    AS_REAL: draw_beta(0.25),
    "beta .1": draw_beta(0.1),
    "beta .5": draw_beta(0.5),
    "niche": draw_niche,
    "logit-normal": draw_logit_normal,
}


def draw_sizes(
    topics: int, repeats: int, worlds: int, unequal: bool, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Answers per topic and world: four phrasings × repeats, or 1 to 7 phrasings × repeats."""
    if unequal:
        return repeats * rng.integers(1, 2 * PHRASINGS, (topics, worlds))
    return np.full((topics, worlds), repeats * PHRASINGS)


@cache
def _centre(rate: float) -> float:
    """Mean log odds for which the mean rate is `rate`, by quadrature."""
    at = np.linspace(-6, 6, 1_201)
    weight = np.exp(-(at**2) / 2)
    weight /= weight.sum()

    def miss(centre: float) -> float:
        return float(weight @ expit(centre + _LOGIT_SPREAD * at)) - rate

    return float(brentq(miss, -60, 60))
