"""Shares of sums that are no rates (share of voice, prominence): studentised over topics.

Topics are drawn with replacement; of every draw the statistic and its linearised error are taken,
and the quantiles of (drawn - observed) / error of the draw stand where a t table would:

    low = observed - q(1 - a/2) error,  high = observed - q(a/2) error,  q of the studentised draws
    error² = sum over topics of z_t²,   z_t = sum over sums k of (d statistic / d S_k) x_kt

A draw is a row of topic weights, so all draws of all units are a few products of a matrix of
draws × topics with one of topics × units. Draws that hold a rare brand's few topics never or twice
say nothing of topics nobody asked: where fewer than 10 topics show the unit, or fewer than 10 show
anything else, the bounds are the rate interval's, which counts topics. With that floor coverage is
.92 or more in every cell measured, where percentile and BCa fall below .86:
docs/decisions/0008-intervals.md.

Sources: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", 12.5; Davison & Hinkley 1997,
"Bootstrap Methods and their Application", 3.8 (clusters); Woodruff 1971, JASA 66:411-414.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS, Floats, Intervals, read_pair
from onevice_assets.statistics.rate_interval import measure_rates
from resources.errors import InputError

BOOTSTRAP_METHOD: Final = "studentised-bootstrap"

Statistic = Callable[[Sequence[Floats]], tuple[Floats, Sequence[Floats]]]
"""From weighted sums, each of any shape, to the statistic and its slope by each of them."""

_CELLS: Final = 2**20  # draws × units at once: 8 MB an array
_ROUNDING: Final = 1e-10  # a variance or difference this much smaller than its terms is none


def bootstrap_ratios(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    draws: int = 2_000,
    seed: int = 0,
    level: float = 0.95,
) -> Intervals:
    """Measure shares, sum of numerators / sum of denominators over topics, with intervals.

    Args:
        numerators: (T, B) 0 to `denominators`, per topic and unit; nan leaves a topic out.
        denominators: (T,) or (T, B); a topic with 0 or nan drops out.
        draws: bootstrap draws.
        seed: of the draws; every unit sees the same draws.
        level: nominal coverage.

    Returns:
        B intervals in 0..1; method `studentised-bootstrap`, or that of the rate interval where
        too few topics show the unit.

    Raises:
        InputError: shapes that do not fit, a numerator above its denominator, a level outside
            (0, 1), no draws.
    """
    found = measure_rates(numerators, denominators, level=level)
    upper, lower = read_pair(numerators, denominators)
    low, high = bootstrap_statistic(
        (upper, lower), _share, weigh_topics(len(upper), draws, seed), level
    )
    shown = np.minimum(np.count_nonzero(upper, axis=0), np.count_nonzero(lower - upper, axis=0))
    usable = (shown >= THIN_BELOW_TOPICS) & ~np.isnan(low)
    return replace(
        found,
        low=np.where(usable, np.clip(low, 0, found.estimate), found.low),
        high=np.where(usable, np.clip(high, found.estimate, 1), found.high),
        method=np.where(usable, BOOTSTRAP_METHOD, found.method),
    )


@lru_cache(maxsize=16)  # days of a website have as many topics, and take the same draws
def weigh_topics(topics: int, draws: int, seed: int) -> Floats:
    """How often each draw holds each topic: (draws, topics), rows sum to `topics`; read-only.

    Raises:
        InputError: fewer than one draw.
    """
    if draws < 1:
        raise InputError(f"A bootstrap needs at least one draw; {draws} were asked for.")
    if topics == 0:
        return np.zeros((draws, 0))
    rolls = np.random.default_rng(seed)
    weights = rolls.multinomial(topics, np.full(topics, 1 / topics), draws).astype(float)
    weights.setflags(write=False)
    return weights


def bootstrap_statistic(
    parts: Sequence[Floats], statistic: Statistic, weights: Floats, level: float
) -> tuple[Floats, Floats]:
    """Bounds of a smooth function of sums over topics, not clipped to any range.

    Args:
        parts: arrays of (T, B) whose sums the statistic takes; scaling all of them must leave the
            statistic as it is (it is made of ratios).
        statistic: the function with its slopes.
        weights: (draws, T), from `weigh_topics`.
        level: nominal coverage.

    Returns:
        (low, high), (B,) each; nan where the statistic is undefined or all topics agree.
    """
    units = parts[0].shape[1]
    block = max(1, _CELLS // len(weights))
    bounds = np.full((2, units), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        for start in range(0, units, block):
            here = slice(start, start + block)
            bounds[:, here] = _bound([part[:, here] for part in parts], statistic, weights, level)
    return bounds[0], bounds[1]


def _bound(parts: Sequence[Floats], statistic: Statistic, weights: Floats, level: float) -> Floats:
    once = np.ones((1, len(parts[0])))
    value, error = _estimate(parts, statistic, once)
    drawn, errors = _estimate(parts, statistic, weights)
    apart = np.abs(drawn - value) > _ROUNDING * np.abs(value)
    difference = np.where(apart | np.isnan(drawn - value), drawn - value, 0.0)
    moved = np.nan_to_num(difference / errors, nan=0.0, posinf=np.inf, neginf=-np.inf)
    tails = [(1 + level) / 2, (1 - level) / 2]
    found: Floats = value - np.quantile(moved, tails, axis=0, method="inverted_cdf") * np.where(
        error > 0, error, np.nan
    )
    return found


def _estimate(
    parts: Sequence[Floats], statistic: Statistic, weights: Floats
) -> tuple[Floats, Floats]:
    value, slopes = statistic([weights @ part for part in parts])
    variance, size = np.zeros_like(value), np.zeros_like(value)
    for i, one in enumerate(parts):
        for j, other in enumerate(parts[: i + 1]):
            term = (1 if i == j else 2) * slopes[i] * slopes[j] * (weights @ (one * other))
            variance += term
            size += np.abs(term)
    return value, np.sqrt(np.where(variance > _ROUNDING * size, variance, 0))


def _share(sums: Sequence[Floats]) -> tuple[Floats, Sequence[Floats]]:
    upper, lower = sums
    return upper / lower, (1 / lower, -upper / lower**2)
