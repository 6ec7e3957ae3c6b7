"""Learning from few records: expectation maximisation that starts from what is expected.

All pairs are compared; m and u of every level are what is expected (`expected`) as imagined
pairs, plus what the records show, so that ten records are judged by general knowledge and a
thousand by themselves. Values that many others have tell less. Random pairs cannot teach u here:
of fifty records two in a hundred pairs are matches. Not here: how pairs become groups
(`clusters`); tables too large to compare all pairs of (`model`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.expected import expected_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PAIRS: Final = 1_200_000  # compare all pairs of up to so many: some 1,500 records
_MATCHES: Final = 30.0  # imagined matches per field
_OTHERS: Final = 300.0  # and imagined others
_MATCHES_A_RECORD: Final = 0.5
_RECORDS: Final = 10.0  # imagined records, for the share of matches
_LEAST_RECORDS: Final = 30  # fewer are judged as if they were so many
_LEAST_ALONE: Final = 300  # and by one field alone, where nothing else can contradict
_STRAY: Final = 4.0  # pairs that share a part may be matches not found yet
_ROUNDS: Final = 100
_STILL: Final = 1e-4


def all_pairs(sources: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every pair of rows, the lower first; across the two sources only, where there are two."""
    rows = np.stack(np.triu_indices(len(sources), 1), axis=1).astype(np.int64)
    return rows[sources[rows[:, 0]] != sources[rows[:, 1]]] if sources.any() else rows


def weigh_all(
    fields: Sequence[Field],
    levels: NDArray[np.int8],
    values: Sequence[Sequence[NDArray[np.int64]]],
    records: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weigh all pairs of few records.

    Args:
        fields: what was compared.
        levels: (m, fields) of every pair, higher is more alike, -1 for nothing to compare.
        values: per field, for its whole value and then each part that its frequency is made of,
            (m,) a number of the value where both rows have the same, else -1.
        records: rows there are.

    Returns:
        (m,) match weights (log2, without prior) and (m,) probabilities.
    """
    shares = [expected_shares(field) for field in fields]
    matches, others = ([one[side] for one in shares] for side in (0, 1))
    start = _MATCHES_A_RECORD * _RECORDS
    is_alone = len(fields) == 1  # one field cannot tell rare matches from frequent others
    possible = start * max(records, _LEAST_ALONE if is_alone else _LEAST_RECORDS)
    share = start / possible
    chances = np.ones(len(levels))  # nothing is called frequent before the first look
    for _ in range(_ROUNDS):
        weights = _weigh(levels, values, matches, others, chances)
        before = chances
        chances = 1 / (1 + (1 - share) / share * np.exp2(-weights.clip(-60, 60)))
        if not is_alone:
            share = float((chances.sum() + start) / (len(levels) + possible))
            matches = _blend(levels, chances, [one[0] for one in shares], _MATCHES)
            others = _blend(levels, 1 - chances, [one[1] for one in shares], _OTHERS)
        if np.abs(chances - before).max(initial=0) < _STILL:
            break
    return weights, chances


def _weigh(
    levels: NDArray[np.int8],
    values: Sequence[Sequence[NDArray[np.int64]]],
    matches: Sequence[NDArray[np.float64]],
    others: Sequence[NDArray[np.float64]],
    chances: NDArray[np.float64],
) -> NDArray[np.float64]:
    told = np.zeros(len(levels))
    for column, (m, u) in enumerate(zip(matches, others, strict=True)):
        place = levels[:, column]
        told += np.where(place >= 0, np.log2(m / u)[place.clip(min=0)], 0.0)
        same = values[column][0] >= 0
        if same.any():
            shared = _shared_by_others(values[column], 1 - chances, same)
            told[same] -= np.log2(np.maximum(shared, u[-1]) / u[-1])
    return told


def _shared_by_others(
    values: Sequence[NDArray[np.int64]], others: NDArray[np.float64], same: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """How often the value comes that each pair of `same` shares: the root of its share of others.

    A name of frequent parts is frequent, though it may come only twice here.
    """
    shares = []
    for place, one in enumerate(values):
        is_shared = one >= 0
        counts = np.bincount(one[is_shared], others[is_shared], minlength=1)
        counts = (counts - (_STRAY if place else 1)).clip(min=0)
        shares.append(np.where(one >= 0, np.sqrt(counts[one] / (len(one) + _OTHERS)), 1.0)[same])
    return np.maximum(shares[0], np.prod(shares[1:], axis=0)) if shares[1:] else shares[0]


def _blend(
    levels: NDArray[np.int8],
    counts: NDArray[np.float64],
    expected: Sequence[NDArray[np.float64]],
    imagined: float,
) -> list[NDArray[np.float64]]:
    found = []
    for column, shares in enumerate(expected):
        is_there = levels[:, column] >= 0
        seen = np.bincount(levels[is_there, column], counts[is_there], minlength=len(shares))
        at = seen + imagined * shares
        found.append(at / at.sum())
    return found
