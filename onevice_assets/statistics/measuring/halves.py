"""Real answers, no known truth: does the interval of one half of the topics hold the other's mean?

Both halves err, so a 95 % interval must miss more than 5 %. With a topics in the half that makes
the interval and b in the other, and S² the variance between all topics, the interval's half width
is t(a - 1) S / sqrt(a) while the two means differ by S sqrt(1 / a + 1 / b) (exact for a random
split). So the expected share of misses is

    P(|t(a - 1)| > t_.975(a - 1) sqrt(b / (a + b)))            about .14 for 8 and 9 topics

and an interval widened to the difference (effective sample times b / (a + b)) should miss 5 %. This
holds for brands that several topics show. A brand of one topic is missed in half of all cases by
every interval that leaves out 0 once it was seen: the other half's mean is then 0. So the rows are
told by how many topics show a brand, beside a second measure without that flaw: 17 topics drawn
anew from the 17, with their mean as the truth.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.measuring.naive import bound_by_answers, bound_by_percentiles
from onevice_assets.statistics.measuring.rates import Rows
from onevice_assets.statistics.measuring.real_answers import count_names
from onevice_assets.statistics.rate_interval import bound_wilson, measure_rates

_QUANTILE: Final = 0.975
_SHOWN_IN: Final = {"1": (1, 1), "2": (2, 2), "3 to 5": (3, 5), "6 or more": (6, 10**6)}

Bounds = dict[str, tuple[Floats, Floats]]


def split_halves(folder: Path, *, splits: int = 1_000, seed: int = 0) -> Rows:
    """Split the topics of ai-product-bench and count misses, per engine.

    Args:
        folder: holds `*_run_*.jsonl.gz`, as `count_names` reads them.
        splits: random splits, each of which gives two halves; and topics drawn anew.
        seed: of the splits.

    Returns:
        Rows of engine, `shown_in` (topics that show the brand), topics, brands; misses as shares:
        `expected` and `ours` for our interval, `widened` for the one widened to the difference
        (.05 expected), `naive_expected` (were answers independent), `naive`, `percentile`; and
        `anew_ours`, `anew_naive`, `anew_percentile`: coverage with topics drawn anew.

    Raises:
        InputError: the folder holds no such answers.
    """
    rows = []
    for engine, counts, totals in count_names(folder):
        shown = np.count_nonzero(counts, axis=0)
        for name, (least, most) in _SHOWN_IN.items():
            some = counts[:, (shown >= least) & (shown <= most)]
            if some.size:
                world = {"engine": engine, "shown_in": name, "brands": some.shape[1]}
                told = _split(some, totals, splits, seed) | _redraw(some, totals, splits, seed)
                rows.append({**world, "topics": len(totals), **told})
    return rows


def _split(counts: Floats, totals: Floats, splits: int, seed: int) -> dict[str, float]:
    topics = len(totals)
    cut = topics // 2
    misses: dict[str, list[float]] = {}
    rng = np.random.default_rng(seed)
    for _ in range(splits):
        order = rng.permutation(topics)
        halves = order[:cut], order[cut:]
        for one, other in (halves, halves[::-1]):
            mean = counts[other].sum(axis=0) / totals[other].sum()
            for name, (low, high) in _bounds(counts[one], totals[one], len(other)).items():
                missed = float(((mean < low) | (high < mean)).mean())
                misses.setdefault(name, []).append(missed)
    others = (topics - cut, cut)
    naive = [2 * norm.sf(norm.ppf(_QUANTILE) * np.sqrt(b / topics)) for b in others]
    return {
        "expected": _mean([_expect(topics, b) for b in others]),
        "naive_expected": _mean(naive),
        **{name: _mean(some) for name, some in misses.items()},
    }


def _bounds(counts: Floats, totals: Floats, others: int) -> Bounds:
    found = measure_rates(counts, totals)
    share = others / (len(totals) + others)
    quantile = student.ppf(_QUANTILE, len(totals) - 1)
    n = np.broadcast_to(totals[:, None], counts.shape)
    return {
        "ours": (found.low, found.high),
        "widened": bound_wilson(found.estimate, found.effective_n * share, quantile),
        "naive": bound_by_answers(counts, n),
        "percentile": bound_by_percentiles(counts, n),
    }


def _expect(topics: int, others: int) -> float:
    degrees = topics - others - 1
    limit = student.ppf(_QUANTILE, degrees) * np.sqrt(others / topics)
    return float(2 * student.sf(limit, degrees))


def _redraw(counts: Floats, totals: Floats, draws: int, seed: int) -> dict[str, float]:
    """Coverage of the mean over all topics when as many are drawn from them with replacement."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(totals), (len(totals), draws))
    n = totals[drawn]
    held: dict[str, list[float]] = {}
    for column in counts.T:
        true = column.sum() / totals.sum()
        ours = measure_rates(column[drawn], n)
        found = {
            "ours": (ours.low, ours.high),
            "naive": bound_by_answers(column[drawn], n),
            "percentile": bound_by_percentiles(column[drawn], n),
        }
        for name, (low, high) in found.items():
            held.setdefault(f"anew_{name}", []).append(
                float(((low <= true) & (true <= high)).mean())
            )
    return {name: _mean(some) for name, some in held.items()}


def _mean(values: list[Any]) -> float:
    return round(float(np.mean(values)), 4)
