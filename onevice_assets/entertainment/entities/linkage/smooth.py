"""Expectation maximisation over levels where both m and u are learnt, with a small prior.

splink's own would end at u = 0 for a level that only sure matches have. Pairs are nearest
neighbours (`texts`), so "by chance" here means: a near one that is another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_PRIOR: Final = 0.5  # pairs of each kind imagined at every level (Jeffreys)
_ROUNDS: Final = 300
_STILL: Final = 1e-5
_START: Final = 0.3


def learn_weights(levels: NDArray[np.int8]) -> NDArray[np.float64]:
    """Match weights of pairs from the levels of their comparisons.

    Args:
        levels: (m, comparisons), higher is more alike, -1 for nothing to compare.

    Returns:
        (m,) log2(P(levels | match) / P(levels | no match)), comparisons taken as independent.
        It starts from matches leaning to high levels, so the likelier group are the matches.
    """
    patterns, where, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
    heights = patterns.max(axis=0, initial=0) + 1
    lean = [np.linspace(0.2, 1.8, height) / height for height in heights]
    share, match, other = _START, lean, [one[::-1] for one in lean]
    weights = _weigh(patterns, match, other)
    for _ in range(_ROUNDS):
        chances = 1 / (1 + (1 - share) / share * np.exp2(-weights))
        match = _shares(patterns, heights, counts * chances)
        other = _shares(patterns, heights, counts * (1 - chances))
        new = float(np.clip((counts * chances).sum() / max(1, counts.sum()), 1e-4, 1 - 1e-4))
        weights = _weigh(patterns, match, other)
        if abs(new - share) < _STILL:
            break
        share = new
    return weights[where.reshape(-1)]


def _weigh(
    patterns: NDArray[np.int8], match: list[NDArray[np.float64]], other: list[NDArray[np.float64]]
) -> NDArray[np.float64]:
    told = np.zeros(len(patterns))
    for column, (m, u) in enumerate(zip(match, other, strict=True)):
        place = patterns[:, column]
        told += np.where(place >= 0, np.log2(m / u)[place.clip(min=0)], 0.0)
    return told


def _shares(
    patterns: NDArray[np.int8], heights: NDArray[np.int8], counts: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    found = []
    for column, height in enumerate(heights.tolist()):
        is_there = patterns[:, column] >= 0
        at = np.bincount(patterns[is_there, column], counts[is_there], minlength=height) + _PRIOR
        found.append(at / at.sum())
    return found
