"""From weighed pairs to entities: the prior, and which records stay together.

Average linkage (Sokal and Michener 1958): two groups are one while the mean chance over all
pairs between them, 0 for pairs never looked at, is high enough; so one bad bridge does not join
two well-knit groups. Across two files without duplicates a record is matched once (`assign`).
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST: Final = 0.01  # pairs below tell nothing about groups
_MEAN_OF: Final = 1 / 3  # mean chance between groups, as a share of the threshold of one pair

Edges = list[dict[int, float]]


def count_possible(sources: NDArray[np.int64]) -> int:
    """Pairs there are at all: n(n−1)/2, or n·m across two sources."""
    records, second = len(sources), int(sources.sum())
    return (records - second) * second if second else records * (records - 1) // 2


def to_chances(weights: NDArray[np.float64], possible: int) -> NDArray[np.float64]:
    """Probability of each pair, the share of matches among all pairs being what they add up to.

    Args:
        weights: log2 of how many times likelier a match makes what is seen.
        possible: pairs the prior is about; those not weighed count as no matches.

    Returns:
        Fractions; the prior solves prior·possible = Σ chance(weight, prior), from above.
    """
    prior = min(0.5, 0.5 * max(1, len(weights)) / max(1, possible))
    chances = weights
    for _ in range(200):
        log_odds = weights + np.log2(prior / (1 - prior))
        chances = 1 / (1 + np.exp2(-np.clip(log_odds, -60, 60)))
        new = min(0.5, max(float(chances.sum()), 0.5) / max(1, possible))
        if abs(new - prior) < 1e-4 * prior:
            break
        prior = new
    return chances


def cluster(
    pairs: NDArray[np.int64], chances: NDArray[np.float64], records: int, threshold: float
) -> NDArray[np.int64]:
    """Group records by average linkage.

    Args:
        pairs: (m, 2) rows, each pair once.
        chances: (m,) probabilities.
        records: rows there are.
        threshold: probability from which one pair is a match; groups are joined from a third of it.

    Returns:
        (records,) cluster of each row: the lowest row in it. The order of pairs changes nothing.
    """
    kept = chances >= _LEAST
    edges: Edges = [{} for _ in range(records)]
    for (one, other), chance in zip(pairs[kept].tolist(), chances[kept].tolist(), strict=True):
        edges[one][other] = edges[other][one] = chance
    return _relabel(_join(edges, _MEAN_OF * threshold))


def _join(edges: Edges, least: float) -> list[int]:
    """Join the two groups of the highest mean while it is high enough; a parent per row."""
    parents, sizes = list(range(len(edges))), [1] * len(edges)
    heap = [
        (-chance, one, other, 1)
        for one, others in enumerate(edges)
        for other, chance in others.items()
        if one < other and chance >= least
    ]
    heapq.heapify(heap)
    while heap:
        _, one, other, between = heapq.heappop(heap)
        is_old = parents[one] != one or parents[other] != other
        if is_old or sizes[one] * sizes[other] != between:
            continue
        if len(edges[one]) < len(edges[other]):
            one, other = other, one
        parents[other] = one
        sizes[one] += sizes[other]
        _merge_edges(edges, one, other)
        for near, total in edges[one].items():
            between = sizes[one] * sizes[near]
            if total >= least * between:
                low, high = min(one, near), max(one, near)
                heapq.heappush(heap, (-total / between, low, high, between))
    return parents


def _merge_edges(edges: Edges, one: int, other: int) -> None:
    """Give the sums of chances of one group to another."""
    edges[one].pop(other, None)
    for near, total in edges[other].items():
        if near != one:
            edges[one][near] = edges[near][one] = edges[one].get(near, 0.0) + total
            edges[near].pop(other)
    edges[other] = {}


def _relabel(parents: list[int]) -> NDArray[np.int64]:
    roots = []
    for row in range(len(parents)):
        root = row
        while parents[root] != root:
            root = parents[root]
        roots.append(root)
    _, first, where = np.unique(roots, return_index=True, return_inverse=True)
    return np.asarray(first[where], np.int64)


def assign(
    pairs: NDArray[np.int64],
    scores: NDArray[np.float64],
    chances: NDArray[np.float64],
    threshold: float,
    once: tuple[bool, bool],
) -> NDArray[np.bool_]:
    """Keep the best pairs across two sources.

    Args:
        pairs: (m, 2) rows of the first and the second source.
        scores: what is best first, decided by row where equal.
        chances: (m,) probabilities.
        threshold: pairs below are not kept.
        once: whether a record of the second source may be matched once only (the first has no
            duplicates), and a record of the first.

    Returns:
        (m,) whether a pair is kept.
    """
    kept = np.zeros(len(pairs), bool)
    taken: tuple[set[int], set[int]] = set(), set()
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -scores))
    for place in order[chances[order] >= threshold].tolist():
        first, second = pairs[place].tolist()
        if (once[0] and second in taken[1]) or (once[1] and first in taken[0]):
            continue
        taken[0].add(first)
        taken[1].add(second)
        kept[place] = True
    return kept


def components(pairs: NDArray[np.int64], records: int) -> NDArray[np.int64]:
    """Cluster of each row when every pair is believed: the lowest row it is connected with."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    shape = (records, records)
    graph = coo_matrix((np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])), shape)
    labels = connected_components(graph, directed=False)[1]
    _, first, where = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[where], np.int64)
