"""Shares of several touches in one purchase, which sum to exactly 1 however they are added.

`last_touch`: all to the last. `position_based`: 40 % to the first, 40 % to the last, the rest
between; of two, half each; of one, all. Each share is a whole number of 2^-52 (some 2e-16): such
numbers up to 1 are exact as floats, and so is every sum of them, in any order and by any program.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

UNITS: Final = 1 << 52
_ENDS: Final = Fraction(2, 5)


def share_touches(model: str, touches: int) -> list[int]:
    """Units of each touch, the oldest first; they sum to `UNITS`.

    Args:
        model: `last_touch` or `position_based`.
        touches: how many, at least 1.
    """
    if model == "last_touch":
        return [0] * (touches - 1) + [UNITS]
    return _round(_by_position(touches))


def as_share(units: int) -> float:
    """Units as a share, exactly."""
    return units / UNITS


def _by_position(touches: int) -> list[Fraction]:
    if touches <= 2:
        return [Fraction(1, touches)] * touches
    between = (1 - 2 * _ENDS) / (touches - 2)
    return [_ENDS, *[between] * (touches - 2), _ENDS]


def _round(shares: Sequence[Fraction]) -> list[int]:
    """Whole units that sum to all of them; what is left goes to those that lost most."""
    exact = [one * UNITS for one in shares]
    units = [int(one) for one in exact]
    lost = sorted(range(len(exact)), key=lambda at: units[at] - exact[at])
    for at in lost[: UNITS - sum(units)]:
        units[at] += 1
    return units
