"""The half-width of tomorrow's interval, from yesterday's variance: the marts' formula run forward.

With T topics, m prompts a topic, n samples a prompt, p the rate (variances of `split_variance`)

    V     = U² / T + P² / (T m) + E² / (T m n)
    V_eff = max(p (1 - p) / (T m n), (e V + p (1 - p) / (2 T)) / (e + 1 / 2))
    n_eff = p (1 - p) / V_eff;  at p = 0 or 1: n_eff = T

and Wilson's formula on n_eff with the t quantile of T - 1, which is
`onevice_assets.statistics.rate_interval` where every topic is asked equally often.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import stdtrit  # the t quantile; scipy.stats takes a second to load

from onevice_assets.brand_monitor.responses.sampling.split_variance import Variance
from onevice_assets.statistics.rate_interval import bound_wilson

MOST_CONVERSATIONS = 1_000
_PRIOR_TOPICS = 0.5  # as in rate_interval


def predict_width(
    of: Variance, samples: float, *, topics: int | None = None, level: float = 0.95
) -> float:
    """Predict half of a mention rate's interval.

    Args:
        of: the variance; `within_prompts` must be known.
        samples: per prompt, 1 or more; `math.inf` gives the floor that no sample gets below.
        topics: how many are asked; as many as before if None.
        level: nominal coverage.

    Returns:
        Half of high - low, 0..0.5.
    """
    count = of.topics if topics is None else topics
    single = of.rate * (1 - of.rate)
    prompts = count * of.prompts
    within = (of.within_prompts or 0.0) / (prompts * samples)
    spread = of.between_topics / count + of.between_prompts / prompts + within
    showing = of.showing * count / of.topics
    mixed = (showing * spread + _PRIOR_TOPICS * single / count) / (showing + _PRIOR_TOPICS)
    variance = max(single / (prompts * samples), mixed)
    effective = single / variance if single > 0 and variance > 0 else float(count)
    quantile = stdtrit(max(count - 1, 1), (1 + level) / 2)
    low, high = bound_wilson(np.array([of.rate]), np.array([effective]), quantile)
    return float(high[0] - low[0]) / 2


def predict_floor(of: Variance) -> float:
    """The half-width that no number of samples gets below: only more conversations do."""
    return predict_width(of, math.inf)


def find_conversations(of: Variance, samples: int, half_width: float) -> int | None:
    """Fewest conversations (topics) that would reach a half-width; None above 1,000."""
    low, high = of.topics, MOST_CONVERSATIONS
    if high < low or predict_width(of, samples, topics=high) > half_width:
        return None
    while low < high:
        middle = (low + high) // 2
        if predict_width(of, samples, topics=middle) <= half_width:
            high = middle
        else:
            low = middle + 1
    return low
