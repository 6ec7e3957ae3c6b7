"""Which texts ask for the same: average-linkage clustering of their vectors.

    d(a, b) = 1 - cos(a, b) + 0.10 where a and b are mostly of different kinds

Two groups are joined while the mean distance between their texts is at most 1 - 0.65. Average
linkage (Sokal & Michener 1958) makes no chains, knows no number of clusters in advance, and has no
seed. The kind is told by cue words and differs between wordings of one intent, so it weighs in and
does not decide.

The thresholds were chosen on 39 made-up questions of 11 intents, for precision: of the pairs
put together by 0.65 all were right, 60 % of those that belong together were found, and what stays
apart shows as SIMILAR_TO. Those of a model that is not named here were not measured.

Linkage looks at every pair: 3,000 different texts of a user at most, the most frequent ones. A
rarer text goes to the nearest group, if it is near enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_TEXTS: Final = 3_000
KIND_PENALTY: Final = 0.10


@dataclass(frozen=True)
class Thresholds:
    """Cosines from which on texts are one intent, and patterns are alike."""

    same: float
    similar: float


_MEASURED: Final = {"wordllama-256": Thresholds(same=0.65, similar=0.50)}
_OTHERS: Final = Thresholds(same=0.65, similar=0.50)


def thresholds_of(model: str) -> Thresholds:
    """The thresholds of an embedding model."""
    return _MEASURED.get(model, _OTHERS)


def cluster_texts(
    vectors: NDArray[np.float32], kinds: Sequence[str], threshold: float, most: int = MOST_TEXTS
) -> NDArray[np.int64]:
    """Number of the cluster of each text; the same texts in the same order give the same.

    Args:
        vectors: (n, d), each of length 1; the most frequent text first.
        kinds: of each text.
        threshold: cosine from which on two texts ask for the same.
        most: texts that are compared pair by pair.

    Returns:
        n numbers from 0.
    """
    head = _link(vectors[:most], kinds[:most], threshold)
    if len(vectors) <= most:
        return head
    means = mean_vectors(vectors[:most], head)
    cosines = vectors[most:] @ means.T
    nearest = cosines.argmax(axis=1)
    alone = len(means) + np.arange(len(nearest))
    is_near = cosines.max(axis=1) >= threshold
    return np.concatenate([head, np.where(is_near, nearest, alone)])


def mean_vectors(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean direction of each cluster, of length 1, by its number."""
    sums = np.zeros((int(labels.max()) + 1, vectors.shape[1]), np.float32)
    np.add.at(sums, labels, vectors)
    return unit(sums)


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors at length 1; one without direction stays 0."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def _link(
    vectors: NDArray[np.float32], kinds: Sequence[str], threshold: float
) -> NDArray[np.int64]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(vectors) < 2:
        return np.zeros(len(vectors), np.int64)
    named = np.asarray(kinds)
    # rounded, so that another order of additions on another processor joins the same texts
    distances = np.round(1 - vectors.astype(np.float64) @ vectors.T, 5)
    distances += KIND_PENALTY * (named[:, None] != named[None, :])
    np.fill_diagonal(distances, 0)
    condensed = np.maximum(squareform(distances, checks=False), 0)
    found = fcluster(linkage(condensed, "average"), 1 - threshold, "distance")
    _, first, labels = np.unique(found, return_index=True, return_inverse=True)
    order = np.argsort(np.argsort(first))  # numbered by the first text of each
    return np.asarray(order[labels], np.int64)
