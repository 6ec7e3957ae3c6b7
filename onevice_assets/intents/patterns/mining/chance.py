"""Whether something is more than chance: tails, the false discovery rate, Wilson's lower bound.

    Wilson 1927, JASA 22:209-212; Fisher 1922 (hypergeometric tail);
    Benjamini & Hochberg 1995, JRSS B 57:289-300

Arithmetic only: what is counted, and what a case is, is told where it is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from onevice_assets.statistics.rate_interval import bound_wilson

FALSE_DISCOVERIES: Final = 0.05
_QUANTILE: Final = 1.959963984540054  # normal, two-sided 95 %


def bound_below(rate: float, n: int) -> float:
    """Lower 95 % bound of a rate seen in n independent cases; 0 without any."""
    if n < 1:
        return 0.0
    low, _ = bound_wilson(np.array([rate]), np.array([float(n)]), _QUANTILE)
    return float(low[0])


def tail_of_rate(count: int, n: int, chance: float) -> float:
    """Probability of at least `count` successes in n cases of a chance (binomial, one-sided)."""
    from scipy.special import bdtrc

    return 1.0 if count <= 0 else float(bdtrc(count - 1, n, chance))


def tail_of_overlap(both: int, one: int, other: int, n: int) -> float:
    """Probability that two independent draws of so many of n share at least `both`."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(both - 1, n, one, other))


def choose_discoveries(p_values: Sequence[float], tested: int) -> list[bool]:
    """Which of the smallest p-values stand, so that at most 5 % of those are false on average.

    Args:
        p_values: those worth looking at.
        tested: how many there were to look at; the others count as 1.
    """
    order = np.argsort(np.asarray(p_values, float), kind="stable")
    bounds = FALSE_DISCOVERIES * np.arange(1, len(order) + 1) / max(tested, 1)
    below = np.flatnonzero(np.asarray(p_values, float)[order] <= bounds)
    stands = np.zeros(len(order), bool)
    if len(below):
        stands[order[: below[-1] + 1]] = True
    return [bool(one) for one in stands]
