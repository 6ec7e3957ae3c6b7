"""How alike two creatives are by what they show: weighted Jaccard over shared attribute nodes.

What stands in for vectors where those cannot be asked. A creative is its attributes, each as
sure as it was told (`confidence`; 1 where none is told: palettes, compositions) and as telling as
it is rare among the client's creatives:

    idf(t) = ln((n + 1) / (n_t + 0.5))        n creatives, n_t of them with attribute t
    J(a, b) = Σ idf(t) · min(a_t, b_t) / Σ idf(t) · max(a_t, b_t)

0 to 1; 1 only of the same attributes with the same confidence. It is no cosine: figures of the two
ways are not compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Attributes = Mapping[str, float]
"""Attribute, as `Tone calm`, → confidence, 0 to 1."""

_TOLD = 5


@dataclass(frozen=True)
class Likeness:
    """How alike something is: 0 to 1, and the attributes that say so, the heaviest first."""

    similarity: float
    shared: tuple[str, ...]


class Likenesses:
    """Attributes of many creatives as one matrix: each question is a few sums over it."""

    def __init__(self, known: Mapping[str, Attributes]) -> None:
        """Weigh attributes by how rare they are.

        Args:
            known: attributes of every creative by its id.
        """
        self._ids = list(known)
        self._names = sorted({name for one in known.values() for name in one})
        self._place = {name: place for place, name in enumerate(self._names)}
        self._matrix = np.zeros((len(self._ids), len(self._names)))
        for row, of in enumerate(known.values()):
            for name, confidence in of.items():
                self._matrix[row, self._place[name]] = confidence
        counts = np.count_nonzero(self._matrix, axis=0)
        self._idf: NDArray[np.float64] = np.log((len(self._ids) + 1) / (counts + 0.5))

    def compare(self, like: Attributes) -> dict[str, Likeness]:
        """How alike each creative is to some attributes; what nobody has counts as rarest."""
        wanted = np.zeros(len(self._names))
        for name, confidence in like.items():
            if name in self._place:
                wanted[self._place[name]] = confidence
        rarest = float(np.log((len(self._ids) + 1) / 0.5))
        strange = rarest * sum(one for name, one in like.items() if name not in self._place)
        common = np.minimum(self._matrix, wanted) * self._idf
        whole = (np.maximum(self._matrix, wanted) * self._idf).sum(axis=1) + strange
        score = np.divide(common.sum(axis=1), whole, out=np.zeros(len(self._ids)), where=whole > 0)
        return {
            one: Likeness(float(score[row]), self._tell(common[row]))
            for row, one in enumerate(self._ids)
        }

    def shared_by(self, one: Attributes, other: Attributes) -> tuple[str, ...]:
        """Attributes that two have in common, the heaviest first."""
        common = np.zeros(len(self._names))
        for name in one.keys() & other.keys() & self._place.keys():
            place = self._place[name]
            common[place] = min(one[name], other[name]) * self._idf[place]
        return self._tell(common)

    def _tell(self, common: NDArray[np.float64]) -> tuple[str, ...]:
        order = np.argsort(-common, kind="stable")[:_TOLD]
        return tuple(self._names[place] for place in order if common[place] > 0)


def mean_of(many: Sequence[Attributes]) -> dict[str, float]:
    """Attributes of several creatives as of one: the mean confidence of each."""
    names = sorted({name for one in many for name in one})
    return {name: sum(one.get(name, 0.0) for one in many) / len(many) for name in names}
