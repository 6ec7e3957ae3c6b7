"""How much likelier under one condition than under another: the ratio of two rates.

    lift = P(s recommended | m ignored) / P(s recommended | m present)

Where 10 topics or more show s under each condition, the bounds are the studentised bootstrap's on
the log scale (`bootstrap`). Elsewhere they are made of the bounds of the two rates (MOVER, "method
of variance estimates recovery"), with p1 / p2 the lift and [l1, u1], [l2, u2] the rates' intervals:

    low  = lift exp(-sqrt(log(p1 / l1)² + log(u2 / p2)²))
    high = lift exp(+sqrt(log(u1 / p1)² + log(p2 / l2)²))

and l1 / u2 or u1 / l2 where one of the rates is 0. Measured coverage:
docs/decisions/0008-intervals.md.

Source: Zou & Donner 2008, Statistics in Medicine 27:1693-1702. Not here: the lift of two brands
standing together (`brand_monitor/graph/measure_lift.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from onevice_assets.statistics.bootstrap import (
    BOOTSTRAP_METHOD,
    bootstrap_statistic,
    weigh_topics,
)
from onevice_assets.statistics.intervals import (
    NO_METHOD,
    THIN_BELOW_TOPICS,
    Floats,
    Intervals,
    read_pair,
)
from onevice_assets.statistics.rate_interval import measure_rates

MOVER_METHOD: Final = "mover-wilson"


def bootstrap_lifts(
    counts: ArrayLike,
    totals: ArrayLike,
    base_counts: ArrayLike,
    base_totals: ArrayLike,
    *,
    draws: int = 2_000,
    seed: int = 0,
    level: float = 0.95,
) -> Intervals:
    """Measure (counts / totals) / (base counts / base totals) per pair, with an interval.

    Args:
        counts: (T, P) responses per topic where m is ignored and s recommended.
        totals: (T,) or (T, P) responses where m is ignored.
        base_counts: (T, P) responses where m is present and s recommended.
        base_totals: (T,) or (T, P) responses where m is present.
        draws: bootstrap draws.
        seed: of the draws; every pair sees the same draws.
        level: nominal coverage.

    Returns:
        P intervals, 0 or more. The estimate is infinite, with an infinite upper bound, where s is
        recommended only while m is ignored; nan where s never is or a condition never holds.
        `cluster_count` and `effective_n` are those of the rarer condition, `design_effect` is the
        larger of the two.

    Raises:
        InputError: as `measure_rates`, and no draws.
    """
    rate = measure_rates(counts, totals, level=level)
    base = measure_rates(base_counts, base_totals, level=level)
    parts = (*read_pair(counts, totals), *read_pair(base_counts, base_totals))
    found = _combine(rate, base)
    low, high = bootstrap_statistic(
        parts, _log_lift, weigh_topics(len(parts[0]), draws, seed), level
    )
    shown = np.minimum(np.count_nonzero(parts[0], axis=0), np.count_nonzero(parts[2], axis=0))
    usable = (shown >= THIN_BELOW_TOPICS) & ~np.isnan(low)
    return replace(
        found,
        low=np.where(usable, np.minimum(np.exp(low), found.estimate), found.low),
        high=np.where(usable, np.maximum(np.exp(high), found.estimate), found.high),
        method=np.where(usable, BOOTSTRAP_METHOD, found.method),
    )


def _combine(rate: Intervals, base: Intervals) -> Intervals:
    """The lift with bounds made of those of its two rates."""
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = rate.estimate / base.estimate
        low, high = _recover(rate, base, lift)
    topics = np.minimum(rate.cluster_count, base.cluster_count)
    return Intervals(
        estimate=lift,
        low=low,
        high=high,
        design_effect=np.maximum(rate.design_effect, base.design_effect),
        effective_n=np.minimum(rate.effective_n, base.effective_n),
        cluster_count=topics,
        is_thin=topics < THIN_BELOW_TOPICS,
        method=np.where(np.isnan(low), NO_METHOD, MOVER_METHOD),
    )


def _recover(rate: Intervals, base: Intervals, lift: Floats) -> tuple[Floats, Floats]:
    down = np.hypot(np.log(rate.estimate / rate.low), np.log(base.high / base.estimate))
    up = np.hypot(np.log(rate.high / rate.estimate), np.log(base.estimate / base.low))
    never, only = rate.estimate == 0, base.estimate == 0
    low = np.where(only, rate.low / base.high, np.where(never, 0, lift * np.exp(-down)))
    high = np.where(only, np.inf, np.where(never, rate.high / base.low, lift * np.exp(up)))
    known = ~np.isnan(lift) & ~np.isnan(rate.low) & ~np.isnan(base.low)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _log_lift(sums: Sequence[Floats]) -> tuple[Floats, Sequence[Floats]]:
    count, total, base_count, base_total = sums
    value = np.log(count / total) - np.log(base_count / base_total)
    return value, (1 / count, -1 / total, -1 / base_count, 1 / base_total)
