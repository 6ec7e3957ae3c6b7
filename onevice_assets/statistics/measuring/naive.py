"""What others do, for comparison only: answers as if independent, percentiles of a bootstrap."""

from __future__ import annotations

import numpy as np
from scipy.stats import norm

from onevice_assets.statistics.bootstrap import weigh_topics
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.rate_interval import bound_wilson

_LEVEL = 0.95


def bound_by_answers(counts: Floats, totals: Floats) -> tuple[Floats, Floats]:
    """Wilson's 95 % interval on answers, as if each were asked about something else."""
    n = totals.sum(axis=0)
    return bound_wilson(counts.sum(axis=0) / n, n, norm.ppf((1 + _LEVEL) / 2))


def bound_by_percentiles(
    counts: Floats, totals: Floats, *, draws: int = 199, seed: int = 0
) -> tuple[Floats, Floats]:
    """The middle 95 % of the shares of bootstrap draws over topics."""
    weights = weigh_topics(len(counts), draws, seed)
    with np.errstate(divide="ignore", invalid="ignore"):
        drawn = np.nan_to_num((weights @ counts) / (weights @ totals))
    low, high = np.quantile(drawn, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2], axis=0)
    return low, high


def bound_lift_by_answers(parts: tuple[Floats, ...]) -> tuple[Floats, Floats]:
    """The 95 % interval of a ratio of two rates on the log scale, answers as if independent."""
    count, total, base, base_total = (part.sum(axis=0) for part in parts)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = count / total / (base / base_total)
        error = np.sqrt(1 / count - 1 / total + 1 / base - 1 / base_total)
        half = norm.ppf((1 + _LEVEL) / 2) * error
        return lift * np.exp(-half), lift * np.exp(half)
