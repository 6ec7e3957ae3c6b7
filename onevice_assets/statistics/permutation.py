"""Is a difference more than noise? A paired permutation test by sign flips over topics.

If nothing changed, a topic's difference is as likely the other way round. All 2^k sign patterns of
the k topics that differ are tried where k is 12 or less (exact); otherwise a seeded sample of
them, with the observed pattern counted in (Phipson & Smyth 2010, SAGMB 9:39: never p = 0).

The statistic is the sum. Studentising it would change nothing: flips leave the sum of squares as
it is, so |t| grows with |sum| alone and every p value would be the same.

Sources: Fisher 1935, "The Design of Experiments", 21; Good 2005, "Permutation, Parametric and
Bootstrap Tests of Hypotheses", 3.2. Not here: many tests at once (`false_discovery`).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onevice_assets.statistics.intervals import Floats
from resources.errors import InputError

EXACT_UP_TO_TOPICS: Final = 12
_CELLS: Final = 2**21  # draws × units at once: 16 MB an array
_TIE: Final = 1e-9  # relative: sums of the same numbers in another order are equal


def test_differences(differences: ArrayLike, *, draws: int = 10_000, seed: int = 0) -> Floats:
    """Test per unit whether its differences over topics centre on zero; two-sided.

    Args:
        differences: (T, B), after minus before per topic, in any unit (times the topic's weight,
            if topics have weights); nan where a topic is not in both.
        draws: sign patterns to sample where there are more than 2^12.
        seed: of that sample.

    Returns:
        (B,) p values, above 0; 1 where no topic differs, nan where no topic was compared. They
        do not depend on the order of topics.

    Raises:
        InputError: not a table of topics × units, an infinite difference, or no draws.
    """
    found = np.asarray(differences, float)
    if found.ndim != 2 or np.isinf(found).any() or draws < 1:
        raise InputError(
            "A permutation test needs a table of topics × units of finite differences and at "
            f"least one draw; found shape {found.shape} and {draws} draws."
        )
    filled = np.nan_to_num(found, nan=0.0)  # a zero is the same whatever its sign
    order = np.lexsort((filled, -np.abs(filled)), axis=0)
    ranked = np.take_along_axis(filled, order, axis=0)
    differing = np.count_nonzero(ranked, axis=0)
    exact = differing <= EXACT_UP_TO_TOPICS
    p = np.empty(found.shape[1])
    p[exact] = _enumerate(ranked[:EXACT_UP_TO_TOPICS, exact])
    p[~exact] = _sample(ranked[:, ~exact], draws, np.random.default_rng(seed))
    p[np.isnan(found).all(axis=0)] = np.nan
    return p


test_differences.__test__ = False  # type: ignore[attr-defined]  # no test, though pytest thinks so


def _enumerate(ranked: Floats) -> Floats:
    """Share of all sign patterns at least as far from zero; the first sign can stay."""
    topics = max(len(ranked), 1)
    patterns = np.arange(2 ** (topics - 1))[:, None] >> np.arange(topics)[None, :] & 1
    return _count(patterns[:, : len(ranked)], ranked) / len(patterns)


def _sample(ranked: Floats, draws: int, rng: np.random.Generator) -> Floats:
    reached = np.zeros(ranked.shape[1])
    block = max(1, _CELLS // max(1, *ranked.shape))
    for start in range(0, draws, block):
        size = (min(block, draws - start), len(ranked))
        reached += _count(rng.integers(0, 2, size), ranked)
    return (reached + 1) / (draws + 1)


def _count(flipped: NDArray[np.int64], ranked: Floats) -> Floats:
    limit = np.abs(ranked.sum(axis=0)) - _TIE * np.abs(ranked).sum(axis=0)
    reached: Floats = np.sum(np.abs((1.0 - 2.0 * flipped) @ ranked) >= limit, axis=0, dtype=float)
    return reached
