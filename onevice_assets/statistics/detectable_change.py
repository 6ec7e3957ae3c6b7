"""The smallest change that could have been seen, from how much topics disagree about the change.

    (t(1 - level / 2) + t(power)) * s / sqrt(T)        quantiles of T - 1 degrees of freedom

the usual approximation to the noncentral t (Cohen 1988, "Statistical Power Analysis", 2.5). A sign
flip test has a second limit: at level .05 at least 6 topics must move, since 2 / 2^5 > .05.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit  # the t quantile; scipy.stats takes a second to load

from onevice_assets.statistics.intervals import Floats, check_level
from resources.errors import InputError


def detect_smallest_change(
    differences: ArrayLike, *, step: float = 0.0, power: float = 0.8, level: float = 0.05
) -> Floats:
    """Tell per unit which change of the mean difference would have been found.

    Args:
        differences: (T, B), after minus before per topic; nan where a topic is not in both.
        step: the least a single topic can move (1 / answers per topic), 0 if unknown; no mean
            below 6 topics × step can be found.
        power: how often it would have been found.
        level: of the two-sided test.

    Returns:
        (B,) changes in the unit of `differences`, 0 or more; nan with fewer than two topics, and
        where no topic disagrees and no step is known.

    Raises:
        InputError: not a table of topics × units, or a level, power or step that cannot be.
    """
    check_level(level)
    check_level(power)
    found = np.asarray(differences, float)
    if found.ndim != 2 or np.isinf(found).any() or not 0 <= step < math.inf:
        raise InputError(
            "The smallest change needs a table of topics × units of finite differences and a "
            f"step of 0 or more; found shape {found.shape} and step {step}."
        )
    topics = np.count_nonzero(~np.isnan(found), axis=0)
    enough = topics > 1
    many = np.where(enough, topics, 2)
    mean = np.nansum(found, axis=0) / many
    variance = np.nansum((found - mean) ** 2, axis=0) / (many - 1)
    quantiles = stdtrit(many - 1, 1 - level / 2) + stdtrit(many - 1, power)
    movers = math.ceil(math.log2(2 / level))
    change = np.maximum(quantiles * np.sqrt(variance / many), movers * step / many)
    return np.where(enough & (change > 0), change, np.nan)
