"""Many tests at once: the q values of Benjamini & Hochberg 1995, JRSS B 57:289-300.

Among the units called changed because q <= .05, at most one in twenty is expected to be noise.
Topics shared by brands make tests positively dependent, which the procedure bears (Benjamini &
Yekutieli 2001, Annals of Statistics 29:1165-1188).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from onevice_assets.statistics.intervals import Floats
from resources.errors import InputError


def control_false_discoveries(p: ArrayLike) -> Floats:
    """Adjust one family of p values for their number.

    Args:
        p: of any shape, 0..1; nan where there was no test, which then does not count.

    Returns:
        q values of the same shape, at least `p`; nan stays nan.

    Raises:
        InputError: a p value outside 0..1.
    """
    from scipy.stats import false_discovery_control  # takes a second to load

    found = np.array(p, dtype=float)
    tested = ~np.isnan(found)
    if ((found[tested] < 0) | (found[tested] > 1)).any():
        raise InputError("False discoveries cannot be controlled: a p value lies outside 0..1.")
    if tested.any():
        found[tested] = false_discovery_control(found[tested], method="bh")
    return found
