"""What an interval is, and the reading of arrays of topics × units. Not here: how one is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from resources.errors import InputError

Floats = NDArray[np.float64]

THIN_BELOW_TOPICS: Final = 10
NO_METHOD: Final = "none"


@dataclass(frozen=True, eq=False)
class Intervals:
    """Estimates with their bounds; every array has one entry per unit.

    Attributes:
        estimate: nan where nothing was asked.
        low: lower bound, at most the estimate; nan with fewer than two topics.
        high: upper bound, at least the estimate; nan with fewer than two topics.
        design_effect: how many answers are worth one independent one, 1 or more; nan if unknown.
        effective_n: independent answers the sample is worth; nan if unknown.
        cluster_count: topics that were asked.
        is_thin: fewer than 10 topics: the coverage of the bounds is not promised.
        method: what made the bounds; `none` where there are none.
    """

    estimate: Floats
    low: Floats
    high: Floats
    design_effect: Floats
    effective_n: Floats
    cluster_count: NDArray[np.int64]
    is_thin: NDArray[np.bool_]
    method: NDArray[np.str_]


def check_level(level: float) -> None:
    """Refuse a confidence level outside (0, 1).

    Raises:
        InputError: it is not a fraction strictly between 0 and 1.
    """
    if not 0 < level < 1:
        raise InputError(
            f"An interval was asked for at level {level}; a level is a fraction between 0 and 1, "
            "such as 0.95."
        )


def read_pair(upper: ArrayLike, lower: ArrayLike) -> tuple[Floats, Floats]:
    """Read numerators and denominators as two arrays of topics × units.

    Args:
        upper: (T, B); nan where a topic does not count for a unit.
        lower: (T,) or (T, B), 0 or more; 0 or nan where a topic does not count.

    Returns:
        Both as (T, B) floats; cells that do not count are 0 in both.

    Raises:
        InputError: shapes that do not fit, an infinite number, or one below 0.
    """
    above, below = np.asarray(upper, float), np.asarray(lower, float)
    if below.ndim == 1:
        below = below[:, None]
    if above.ndim != 2 or below.ndim != 2 or below.shape not in (above.shape, (len(above), 1)):
        raise InputError(
            "Numerators must be topics × units and denominators one per topic or of the same "
            f"shape; found {above.shape} and {np.shape(lower)}."
        )
    below = np.broadcast_to(below, above.shape)
    if np.isinf(above).any() or np.isinf(below).any() or (above < 0).any() or (below < 0).any():
        raise InputError("Numerators and denominators must be finite and not below 0.")
    counts = ~np.isnan(above) & (below > 0)
    return np.where(counts, above, 0.0), np.where(counts, below, 0.0)
