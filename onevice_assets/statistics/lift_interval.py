"""How much likelier under one condition than under another: the ratio of two rates.

    lift = P(s recommended | m ignored) / P(s recommended | m present)
    z_t = a_t / A - m_t / M - b_t / B + x_t / X        influence of topic t on log lift
    Var(log lift) = max( T / (T - 1) sum z_t²,  1/A - 1/M + 1/B - 1/X )

a of m responses recommend s where it ignores the other, b of x where it names it; capitals are
sums over topics. Linearised under cluster sampling (Woodruff 1971, JASA 66:411-414), never below
the variance of independent answers, t quantile of T - 1. The marts hold the same variance, summed
in SQL (`dbt/models/marts/brand_monitor/substitution_patterns.sql`). It covers .94 or more in every
cell measured, with shorter intervals than a bootstrap: docs/decisions/0008-intervals.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from onevice_assets.statistics.intervals import (
    NO_METHOD,
    THIN_BELOW_TOPICS,
    Floats,
    Intervals,
    check_level,
    read_pair,
)

LIFT_METHOD: Final = "topic-linearised-t"


def measure_lifts(
    counts: ArrayLike,
    totals: ArrayLike,
    base_counts: ArrayLike,
    base_totals: ArrayLike,
    *,
    level: float = 0.95,
) -> Intervals:
    """Measure (counts / totals) / (base counts / base totals) per pair, with an interval.

    Args:
        counts: (T, P) responses per topic where m is ignored and s recommended.
        totals: (T,) or (T, P) responses where m is ignored.
        base_counts: (T, P) responses where m is present and s recommended.
        base_totals: (T,) or (T, P) responses where m is present.
        level: nominal coverage.

    Returns:
        P intervals, 0 or more. The estimate is nan where s is never recommended beside m or a
        condition never holds; the bounds also where s is never recommended without m, and with
        fewer than two topics. `design_effect` and `effective_n` are not known.

    Raises:
        InputError: shapes that do not fit, or a level outside (0, 1).
    """
    check_level(level)
    upper, lower = read_pair(counts, totals)
    base, beside = read_pair(base_counts, base_totals)
    topics = np.count_nonzero(lower + beside, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = (upper.sum(axis=0) / lower.sum(axis=0)) / (base.sum(axis=0) / beside.sum(axis=0))
        variance = _log_variance(upper, lower, base, beside, topics)
    lift = np.where(np.isfinite(lift), lift, np.nan)
    low, high = bound_lifts(lift, variance, topics, level=level)
    known = ~np.isnan(low)
    unknown = np.full(len(topics), np.nan)
    return Intervals(
        estimate=lift,
        low=low,
        high=high,
        design_effect=unknown,
        effective_n=unknown,
        cluster_count=topics,
        is_thin=topics < THIN_BELOW_TOPICS,
        method=np.where(known, LIFT_METHOD, NO_METHOD),
    )


def bound_lifts(
    lift: Floats, log_variance: Floats, topics: Floats, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Bounds of lifts from the variance of their logarithms.

    Args:
        lift: (P,) estimates; nan where unknown.
        log_variance: (P,) variance of log lift over topics.
        topics: (P,) how many topics it was measured over.
        level: nominal coverage.

    Returns:
        `(low, high)`, nan where the lift or its variance is unknown and with fewer than two
        topics.
    """
    known = (topics > 1) & np.isfinite(log_variance) & ~np.isnan(lift)
    quantile = stdtrit(np.maximum(topics - 1, 1), (1 + level) / 2)
    half = quantile * np.sqrt(np.where(known, log_variance, np.nan))
    return lift * np.exp(-half), lift * np.exp(half)


def _log_variance(
    upper: Floats, lower: Floats, base: Floats, beside: Floats, topics: Floats
) -> Floats:
    parts = (upper, lower, base, beside)
    a, m, b, x = (1 / part.sum(axis=0) for part in parts)
    influence = upper * a - lower * m - base * b + beside * x
    clustered = topics / (topics - 1) * (influence**2).sum(axis=0)
    found: Floats = np.maximum(clustered, a - m + b - x)
    return found
