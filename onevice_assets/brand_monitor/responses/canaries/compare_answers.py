"""How far canary answers of late are from those of before, and whether that is more than chance.

The distance of two answers is the Jaccard distance of their sets of words and marks (P. Jaccard,
"The distribution of the flora in the alpine zone", New Phytologist 11, 1912). Whether two groups
of answers differ is told by the energy distance between them (G. J. Székely, M. L. Rizzo, "Energy
statistics", Journal of Statistical Planning and Inference 143, 2013): twice the mean distance
across, less the mean distances within. Its p-value comes from dealing the days anew within each
canary, so that nothing is assumed of how answers vary, nor that one canary varies as another.

Nothing here knows a provider, a table or a day.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_ANSWERS = 3
FEWEST_DEALS = 100  # of fewer, none is rarer than 1 in 100
DRAWS = 4999
_SEED = 20261121
_MARK = re.compile(r"\w+|[^\w\s]")
_EQUAL = 1e-9


@dataclass(frozen=True)
class Group:
    """The answers to one canary, on both sides."""

    recent: Sequence[str]
    earlier: Sequence[str]

    @property
    def is_enough(self) -> bool:
        """Whether either side has answers enough to tell anything."""
        return min(len(self.recent), len(self.earlier)) >= FEWEST_ANSWERS


@dataclass(frozen=True)
class Similarity:
    """How alike recent and earlier answers are, over the canaries that have enough of both.

    Attributes:
        distance: mean distance of recent answers to earlier ones, 0 to 1; mean over canaries.
        earlier_distance: mean distance of earlier answers to each other; mean over canaries.
        p_value: chance of a difference like this, or larger, if nothing changed.
        moved: the canary that differs most, by its key in what was compared.
    """

    distance: float
    earlier_distance: float
    p_value: float
    moved: str


def measure_distance(one: str, other: str) -> float:
    """Jaccard distance of two answers' words and marks: 0 the same set, 1 nothing in common."""
    return _measure(_list_marks(one), _list_marks(other))


def _list_marks(text: str) -> set[str]:
    return set(_MARK.findall(text.casefold()))


def _measure(one: set[str], other: set[str]) -> float:
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def compare(groups: Mapping[str, Group], *, draws: int = DRAWS) -> Similarity | None:
    """Compare recent answers with earlier ones.

    Args:
        groups: answers by canary; canaries with too few on either side are left out.
        draws: random deals of the days; the smallest p-value is 1 / (draws + 1).

    Returns:
        None where no canary has three answers on each side, or where there are so few of them that
        no difference could be told from chance. The same answers give the same.
    """
    import numpy as np

    enough = {key: group for key, group in sorted(groups.items()) if group.is_enough}
    if _count_deals(enough.values()) < FEWEST_DEALS:
        return None
    generator = np.random.default_rng(_SEED)
    total = np.zeros(draws + 1)
    across, within, moved = [], [], {}
    for key, group in enough.items():
        distances = _measure_all([*group.recent, *group.earlier])
        recent = len(group.recent)
        across.append(distances[:recent, recent:].mean())
        within.append(_mean_within(distances[recent:, recent:]))
        score = _standardize(_deal(distances, recent, draws, generator))
        moved[key] = score[0]
        total += score
    p_value = float(np.mean(total >= total[0] - _EQUAL))
    best = max(moved, key=lambda key: float(moved[key]))
    return Similarity(float(np.mean(across)), float(np.mean(within)), p_value, best)


def _count_deals(groups: Iterable[Group]) -> int:
    """In how many ways the days can be dealt; 1 where there is nothing to deal."""
    sides = ((len(group.recent), len(group.earlier)) for group in groups)
    return math.prod(math.comb(recent + earlier, recent) for recent, earlier in sides)


def _measure_all(texts: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    marks = [_list_marks(text) for text in texts]
    return np.array([[_measure(one, other) for other in marks] for one in marks])


def _mean_within(distances: NDArray[np.float64]) -> float:
    count = len(distances)
    return float(distances.sum() / (count * (count - 1)))


def _deal(
    distances: NDArray[np.float64], recent: int, draws: int, generator: np.random.Generator
) -> NDArray[np.float64]:
    """Energy distance of the two sides: as they are, then for so many random deals."""
    import numpy as np

    count = len(distances)
    dealt = generator.random((draws + 1, count)).argsort(axis=1) < recent
    dealt[0] = np.arange(count) < recent
    side = dealt.astype(np.float64)
    to_side = side @ distances
    inside = (to_side * side).sum(axis=1)
    across = (to_side * (1 - side)).sum(axis=1)
    outside = distances.sum() - inside - 2 * across
    rest = count - recent
    energy = (
        2 * across / (recent * rest)
        - inside / (recent * (recent - 1))
        - outside / (rest * (rest - 1))
    )
    return np.asarray(energy)


def _standardize(energy: NDArray[np.float64]) -> NDArray[np.float64]:
    """In standard deviations of all deals, so that a canary that never varies counts as much.

    What was observed is among them: only so the test is exact.
    """
    spread = energy.std()
    return (energy - energy.mean()) / spread if spread > _EQUAL else energy * 0
