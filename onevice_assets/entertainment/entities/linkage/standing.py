"""How a pair stands out among the neighbours of its records, and how many pairs can be matches.

Among many records somebody is always nearest. Beyond a record's few nearest, nearness falls off
about exponentially, and so would that of the nearest if all were others: the largest of k draws
(Rényi 1953 on spacings; Hill 1975 on the scale). How often records have a nearer one than that
tells how many have a match (Storey 2002 on the share of true nulls).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LADDER: Final = (4, 7, 12, 19)  # neighbours taken for others begin here: groups may be as large
_OTHERS: Final = 10  # neighbours that tell the scale
_PRIOR: Final = 5.0  # spacings of the whole table added to a record's own
_JUMP: Final = 1.5
_LEAST: Final = 0.1  # neighbours below are not known
_LEAST_SCALE: Final = 1e-3
_CUTS: Final = (0.05, 0.1, 0.3, 0.5)
_STEPS: Final = (0.5, 1.0, 2.0, 3.0, 5.0, 8.0)
_LAGS: Final = (1e-4, 0.05, 0.15)
_HALVINGS: Final = 50
_LIKELY: Final = 0.5
_SAME: Final = 0.5  # share of pairs that both ways call
_ABOUT: Final = (0.85, 1.05)  # of the records matched at least and at most


@dataclass(frozen=True)
class Standing:
    """What neighbours tell.

    Attributes:
        above: (m,) step 0–6 of how far a pair is above the others around both of its records.
        matched: records that have a match, as far as nearness tells; seldom too many.
    """

    above: NDArray[np.int8]
    matched: float


def stand(pairs: NDArray[np.int64], near: NDArray[np.float64], records: int) -> Standing:
    """Tell how pairs stand among the neighbours of their records.

    Args:
        pairs: (m, 2) rows of nearest neighbours.
        near: (m,) nearness, 0–1.
        records: rows there are.

    Returns:
        See `Standing`. Where records have more duplicates than neighbours were set aside for
        them, more are set aside: as long as that makes half as many more matched.
    """
    nearest = _sort_neighbours(pairs, near, records)
    chosen = _estimate(nearest, _LADDER[0])
    for aside in _LADDER[1:]:
        found = _estimate(nearest, aside)
        if found[0] > _JUMP * max(chosen[0], 0.02 * records):
            chosen = found
    matched, others, scale = chosen
    over = (near[:, None] - others[pairs]) / scale[pairs]
    above = np.searchsorted(np.array(_STEPS), over.min(axis=1), "right").astype(np.int8)
    return Standing(above, matched)


def lag(pairs: NDArray[np.int64], near: NDArray[np.float64], records: int) -> NDArray[np.int8]:
    """How little a pair falls behind the nearest of both its records: 3 for mutual nearest."""
    best = np.zeros(records)
    for side in pairs.T:
        np.maximum.at(best, side, near)
    behind = best[pairs].max(axis=1) - near
    steps = len(_LAGS) - np.searchsorted(np.array(_LAGS), behind, "right")
    return np.asarray(steps, np.int8)


def agree(
    plain: NDArray[np.float64],
    standing: NDArray[np.float64],
    pairs: NDArray[np.int64],
    records: int,
    matched: tuple[float, float],
) -> bool:
    """Whether the levels alone say what neighbours say too, so that standing need not be known.

    Args:
        plain: (m,) chances by levels alone.
        standing: (m,) chances by levels and by how pairs stand.
        pairs: (m, 2) rows.
        records: rows there are.
        matched: records that have a match by their neighbours, at least and at most.

    Returns:
        True where levels expect about so many matched and both mostly call the same pairs. A
        series of products fails the second, texts whose likeness taught nothing the first.
    """
    one, other = plain >= _LIKELY, standing >= _LIKELY
    shared = (one & other).sum() / max(1, (one | other).sum())
    least, most = (share * count for share, count in zip(_ABOUT, matched, strict=True))
    return bool(shared >= _SAME and least <= _expect(plain, pairs, records) <= most)


def hold_to(
    chances: NDArray[np.float64], pairs: NDArray[np.int64], records: int, matched: float
) -> NDArray[np.float64]:
    """Lower all odds alike until no more records than `matched` are expected to have a match."""
    log_odds = np.log2(chances.clip(1e-15, 1 - 1e-15)) - np.log2(1 - chances.clip(1e-15, 1 - 1e-15))
    if _expect(chances, pairs, records) <= matched:
        return chances
    low, high = 0.0, 60.0
    for _ in range(_HALVINGS):
        less = (low + high) / 2
        chances = 1 / (1 + np.exp2(less - log_odds))
        low, high = (less, high) if _expect(chances, pairs, records) > matched else (low, less)
    return chances


def _expect(chances: NDArray[np.float64], pairs: NDArray[np.int64], records: int) -> float:
    best = np.zeros(records)
    for side in pairs.T:
        np.maximum.at(best, side, chances)
    return float(best.sum())


def _sort_neighbours(
    pairs: NDArray[np.int64], near: NDArray[np.float64], records: int
) -> NDArray[np.float64]:
    """(records, k) nearness of each record's nearest, falling; `_LEAST` where there are fewer."""
    rows, values = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([near, near])
    order = np.lexsort((-values, rows))
    rows, values = rows[order], values[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = place < _LADDER[-1] + _OTHERS + 1
    found = np.full((records, _LADDER[-1] + _OTHERS + 1), _LEAST)
    found[rows[kept], place[kept]] = np.maximum(values[kept], _LEAST)
    return found


def _estimate(
    nearest: NDArray[np.float64], aside: int
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Records with a match, and per record the nearness of the first other and the scale."""
    count = np.arange(aside, aside + _OTHERS + 1)
    spacings = count * (nearest[:, count - 1] - nearest[:, count])
    seen = (nearest[:, count - 1] > _LEAST).sum(axis=1)
    mean = spacings.sum() / max(1, seen.sum())
    scale = (spacings.sum(axis=1) + mean * _PRIOR) / (seen + _PRIOR)
    scale, others = np.maximum(scale, _LEAST_SCALE), nearest[:, aside - 1]
    over = (nearest[:, 0] - others) / scale
    by_chance = 1 - (1 - np.exp(-over)) ** (aside - 1)
    records = len(nearest)
    shares = [((by_chance <= cut).sum() - cut * records) / (1 - cut) for cut in _CUTS]
    return float(max(*shares, 0.0)), others, scale
