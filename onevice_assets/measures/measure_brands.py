"""Rates, shares and prominence of brands with their 95 % intervals (docs/metrics.md).

Rates are Wilson on the effective sample size; share of voice and prominence are bootstrapped over
topics. All brands and providers of a period are measured at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from onevice_assets.measures.topic_counts import TopicCounts
from onevice_assets.statistics.bootstrap import bootstrap_ratios
from onevice_assets.statistics.intervals import Intervals
from onevice_assets.statistics.rate_interval import measure_rates

MEASURES = ("mention_rate", "recommendation_rate", "share", "prominence")
DRAWS = 2_000
SEED = 20


@dataclass(frozen=True, eq=False)
class Measured:
    """Intervals of every measure, for each provider × brand of some counts.

    Attributes:
        counts: what was measured.
        intervals: by measure (`MEASURES`); units in the order provider by provider, brand by
            brand.
    """

    counts: TopicCounts
    intervals: dict[str, Intervals]


def measure_brands(counts: TopicCounts, *, draws: int = DRAWS) -> Measured:
    """Measure every provider and brand of some counts.

    Args:
        counts: topics × providers × brands.
        draws: bootstrap draws for share and prominence.
    """
    asked = _flat(counts.responses)
    named = counts.counts["mention_count"]
    of_set = _flat(np.broadcast_to(named.sum(axis=2, keepdims=True), named.shape))
    return Measured(
        counts,
        {
            "mention_rate": measure_rates(_flat(named), asked),
            "recommendation_rate": measure_rates(
                _flat(counts.counts["recommendation_count"]), asked
            ),
            "share": bootstrap_ratios(_flat(named), of_set, draws=draws, seed=SEED),
            "prominence": bootstrap_ratios(
                _flat(counts.counts["rank_weight"]), asked, draws=draws, seed=SEED
            ),
        },
    )


def list_measures(measured: Measured) -> Iterator[dict[str, Any]]:
    """One row per provider and brand.

    Yields:
        `llm_provider`, `brand_id`, the counts, `total_responses`, `topic_count`; for each measure
        its name, `_low` and `_high` (fractions, null where unknown), `effective_responses`,
        `is_thin`, `interval_method`.
    """
    counts = measured.counts
    units = [(one, brand) for one in counts.providers for brand in counts.brands]
    totals = {name: _flat(values).sum(axis=0) for name, values in counts.counts.items()}
    asked = _flat(counts.responses)
    for at, (provider, brand) in enumerate(units):
        yield {
            "llm_provider": provider,
            "brand_id": brand,
            **{n: _count(totals[n][at]) for n in totals if n != "rank_weight"},
            "total_responses": _count(asked[:, at].sum()),
            "topic_count": int(np.count_nonzero(asked[:, at])),
            **_bounds(measured.intervals, at),
        }


def _bounds(intervals: dict[str, Intervals], at: int) -> dict[str, Any]:
    rate = intervals["mention_rate"]
    row: dict[str, Any] = {
        "effective_responses": _known(rate.effective_n[at]),
        "is_thin": bool(rate.is_thin[at]),
        "interval_method": tell_method(intervals, at),
    }
    for name, found in intervals.items():
        row[name] = _known(found.estimate[at])
        row[f"{name}_low"] = _known(found.low[at])
        row[f"{name}_high"] = _known(found.high[at])
    return row


def tell_method(intervals: dict[str, Intervals], at: int) -> str | None:
    """What made the bounds of rates and of shares, such as `wilson-deff-t; …`; null for none."""
    methods = [str(intervals[name].method[at]) for name in ("mention_rate", "share")]
    known = [method for method in dict.fromkeys(methods) if method != "none"]
    return "; ".join(known) or None


def _flat(values: np.ndarray) -> np.ndarray:
    """Topics × units."""
    return values.reshape(len(values), values.shape[1] * values.shape[2])


def _count(value: float) -> int:
    return round(float(value))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
