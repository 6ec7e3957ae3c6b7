"""Several rankings of the same things as one, by their ranks alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

K: Final = 60
"""The constant of the paper: how much less a second place is worth than a first one."""


def fuse_ranks(rankings: Sequence[Sequence[str]], k: int = K) -> list[tuple[str, float]]:
    """Reciprocal rank fusion: scores of different searches need not be comparable.

    The score of d is the sum of 1 / (k + rank of d) over the rankings that have it, ranks from 1
    (Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual
    rank learning methods", SIGIR 2009).

    Args:
        rankings: ids, best first; of an id that is there twice the better place counts.
        k: at least 0.

    Returns:
        Every id once with its score, best first; equal scores in the order of the ids.
    """
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, one in enumerate(dict.fromkeys(ranking), start=1):
            scores[one] += 1 / (k + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
