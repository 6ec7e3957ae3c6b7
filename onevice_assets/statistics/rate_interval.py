"""A rate with its interval: Wilson's on the effective sample size, with a t quantile.

With x_t successes of n_t answers to topic t, N = sum n_t and p = sum x_t / N:

    z_t   = (x_t - p n_t) / N                             influence of topic t on the ratio
    V     = T / (T - 1) * sum z_t²                        Taylor-linearised variance
    m     = sum n_t² / N                                  the design effect if topics were all or
                                                          nothing: the largest there can be
    e     = min((sum x)² / sum x², (sum y)² / sum y²)     effective topics that show a success x_t
                                                          or a failure y_t = n_t - x_t, the rarer
    deff  = max(1, (e V / (p (1 - p) / N) + m / 2) / (e + 1 / 2))
    n_eff = N / deff

Wilson's formula takes n_eff for n and the t quantile of N / m - 1 (T - 1 where topics have equal
sizes) for the normal one. The observed design effect is the mean over e topics, and for a rare
brand it is nearly always too low, so half a topic of the largest is mixed in; at no or only
successes nothing is observed and deff = m: a topic counts once, however often it was asked.
Measured coverage and what else was tried: docs/decisions/0008-intervals.md.

Sources: Wilson 1927, JASA 22:209-212; Kish 1965, "Survey Sampling" (design effect, effective
number); Korn & Graubard 1998, Survey Methodology 24:193-201 and Dean & Pagano 2015, JSSAM
3:484-503 (intervals on the effective sample size); Särndal, Swensson & Wretman 1992, 5.6 (ratio).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit  # the t quantile; scipy.stats takes a second to load

from onevice_assets.statistics.intervals import (
    NO_METHOD,
    THIN_BELOW_TOPICS,
    Floats,
    Intervals,
    check_level,
    read_pair,
)
from resources.errors import InputError

RATE_METHOD: Final = "wilson-deff-t"
EDGE_METHOD: Final = "wilson-topics-t"
_PRIOR_TOPICS: Final = 0.5
_LEAST_DEGREES: Final = 0.1  # below, the t quantile leaves the range of a float


def measure_rates(counts: ArrayLike, totals: ArrayLike, *, level: float = 0.95) -> Intervals:
    """Measure a rate per unit, with an interval that knows answers to a topic are alike.

    Also right for means of values in 0..1 (`counts` their sums) and for shares (`totals` the sums
    over all units): both vary at most as much as a rate.

    Args:
        counts: (T, B) successes per topic and unit, 0 to `totals`; nan leaves a topic out.
        totals: (T,) or (T, B) answers per topic; a topic with 0 or nan drops out.
        level: nominal coverage.

    Returns:
        B intervals; bounds in 0..1, method `wilson-deff-t`, or `wilson-topics-t` at a rate of
        0 or 1, or `none`.

    Raises:
        InputError: shapes that do not fit, more successes than answers, a level outside (0, 1).
    """
    check_level(level)
    x, n = read_pair(counts, totals)
    if (x > n * (1 + 1e-9)).any():
        raise InputError("A rate was asked for with more successes than answers in a topic.")
    x = np.minimum(x, n)
    topics = np.count_nonzero(n, axis=0)
    total = n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.clip(x.sum(axis=0) / total, 0, 1)
        largest = (n**2).sum(axis=0) / total
    effect = np.where(topics > 1, _design_effect(x, n, rate, largest), np.nan)
    degrees = np.maximum(total / largest - 1, _LEAST_DEGREES)
    low, high = bound_wilson(rate, total / effect, stdtrit(degrees, (1 + level) / 2))
    made = np.where((rate > 0) & (rate < 1), RATE_METHOD, EDGE_METHOD)
    return Intervals(
        estimate=rate,
        low=low,
        high=high,
        design_effect=effect,
        effective_n=total / effect,
        cluster_count=topics,
        is_thin=topics < THIN_BELOW_TOPICS,
        method=np.where(topics > 1, made, NO_METHOD),
    )


def _design_effect(x: Floats, n: Floats, rate: Floats, largest: Floats) -> Floats:
    topics, total = np.count_nonzero(n, axis=0), n.sum(axis=0)
    shown = np.minimum(effective_number(x), effective_number(n - x))
    with np.errstate(divide="ignore", invalid="ignore"):
        clustered = topics / (topics - 1) * (((x - rate * n) / total) ** 2).sum(axis=0)
        seen = clustered / (rate * (1 - rate) / total)
    mixed = (shown * np.where(shown > 0, seen, 0) + _PRIOR_TOPICS * largest) / (
        shown + _PRIOR_TOPICS
    )
    return np.maximum(mixed, 1.0)


def effective_number(weights: Floats) -> Floats:
    """Kish's effective number of rows, (sum w)² / sum w², per column; 0 where all are 0."""
    squares: Floats = (weights**2).sum(axis=0)
    found: Floats = weights.sum(axis=0) ** 2 / np.where(squares > 0, squares, 1.0)
    return found


def bound_wilson(rate: Floats, n: Floats, quantile: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's bounds, written so that a huge quantile gives [0, 1]; they hold the rate."""
    trust = n / np.square(quantile)
    middle = (rate * trust + 0.5) / (trust + 1)
    half = np.sqrt(rate * (1 - rate) * trust + 0.25) / (trust + 1)
    low = np.minimum(np.maximum(middle - half, 0), rate)
    return low, np.maximum(np.minimum(middle + half, 1), rate)
