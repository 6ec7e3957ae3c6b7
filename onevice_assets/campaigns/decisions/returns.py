"""What a dollar brings in each of several arms, with the other arms' help, and how sure that is.

An arm is a campaign, or a platform with an audience. Weeks are its clusters, because days of a week
resemble each other. With spend s and result r by week:

    R = Σr / Σs                                      what a dollar brings
    se² = n / (n − 1) · Σ(r − R·s)² / (Σs)²          of that ratio, linearised
    τ², m                                            between arms (DerSimonian & Laird 1986)
    shrunk = m + τ² / (τ² + se²) · (R − m)           few weeks, or noisy ones, are drawn to m
    bounds = shrunk ∓ t(.95, n − 1) · √(τ² · se² / (τ² + se²))

So the best of three hundred campaigns does not look better than it is (Efron & Morris 1975), and
arms that differ by chance alone (τ² = 0) are all alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit  # the t quantile; scipy.stats takes a second to load

SURE = 0.95
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Return:
    """What a dollar brings in one arm.

    Attributes:
        found: results over spend.
        shrunk: drawn towards all arms.
        low, high: bounds of `shrunk`, each with 95 % certainty.
        weeks: with spend.
        spend: US dollars of all weeks.
        results: US dollars of revenue, or conversions.
    """

    found: float
    shrunk: float
    low: float
    high: float
    weeks: int
    spend: float
    results: float


def estimate_returns(arms: Mapping[str, Sequence[tuple[float, float]]]) -> dict[str, Return]:
    """Estimate all arms together.

    Args:
        arms: by name, (spend, result) of each week with spend; two weeks at least.
    """
    if not arms:
        return {}
    raw = {name: _ratio(np.array(weeks, float)) for name, weeks in arms.items()}
    ratios = np.array([one[0] for one in raw.values()])
    variances = np.array([one[1] for one in raw.values()])
    mean, between = _between(ratios, variances)
    found = {}
    for place, (name, weeks) in enumerate(arms.items()):
        own = variances[place]
        pull = between / (between + own) if between + own > 0 else 0.0
        shrunk = mean + pull * (ratios[place] - mean)
        width = float(stdtrit(len(weeks) - 1, SURE)) * (pull * own) ** 0.5
        found[name] = Return(
            float(ratios[place]), float(shrunk), float(shrunk - width), float(shrunk + width),
            len(weeks), float(sum(one for one, _ in weeks)), float(sum(one for _, one in weeks)),
        )  # fmt: skip
    return found


def _ratio(weeks: Floats) -> tuple[float, float]:
    spend, result = weeks[:, 0], weeks[:, 1]
    ratio = result.sum() / spend.sum()
    many = len(weeks)
    variance = many / (many - 1) * ((result - ratio * spend) ** 2).sum() / spend.sum() ** 2
    return float(ratio), float(variance)


def _between(ratios: Floats, variances: Floats) -> tuple[float, float]:
    """Mean of the arms and their true variance; an arm without any noise counts as the quietest."""
    quiet = variances[variances > 0]
    floor = quiet.min() if len(quiet) else 1.0
    weights = 1 / np.maximum(variances, floor)
    mean = (weights * ratios).sum() / weights.sum()
    spread = (weights * (ratios - mean) ** 2).sum() - (len(ratios) - 1)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    between = max(0.0, float(spread / scale)) if scale > 0 else 0.0
    again = 1 / (np.maximum(variances, floor) + between)
    return float((again * ratios).sum() / again.sum()), between
