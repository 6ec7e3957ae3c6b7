"""Linking records of which texts are nearly all that is known: products, publications, names.

Nearest neighbours are weighed, since by chance no two texts are near. Across two files without
duplicates, being each other's nearest is evidence. Inside one file somebody is always nearest, so
it is evidence only with how far a pair stands above a record's other neighbours; and there no
more records are matched than neighbours say can be (`standing`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage import clusters, model, standing, texts
from onevice_assets.entertainment.entities.linkage.database import connect
from onevice_assets.entertainment.entities.linkage.nearness import repeats
from onevice_assets.entertainment.entities.linkage.profile import free_of_duplicates
from onevice_assets.entertainment.entities.linkage.smooth import learn_weights
from onevice_assets.entertainment.entities.linkage.work import (
    Work,
    as_text,
    join_values,
    with_whole,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

_NEAREST: Final = 30
_NEAREST_ACROSS: Final = 5  # where one record of the other file is the match, if any
_ALIKE: Final = 0.6  # long texts as near as that are held for one
_LEAST_ALIKE: Final = 0.7  # names further apart are not called one by themselves
_SURELY_ALIKE: Final = 0.85
_OFTEN: Final = 2.5  # names as near as that, per record that has one
_BESIDE: Final = ("address", "string")  # kinds that stand beside a text as words of it

Weighed = tuple["NDArray[np.int64]", "NDArray[np.float64]", "NDArray[np.float64]"]


def link_texts(work: Work, *, is_few: bool) -> tuple[Work, Weighed]:
    """Weigh near pairs.

    Args:
        work: with texts, or nothing but a person's name.
        is_few: whether there are so few records that being nearest is evidence among names.

    Returns:
        What was compared in the end, and pairs (m, 2), match weights (m,), probabilities (m,).
    """
    work = _choose_texts(work)
    pairs = work.neighbours(_NEAREST_ACROSS if work.linked else _NEAREST)
    con = connect(work.prepared)
    work.store_steps(con, pairs)
    levels = model.compare_pairs(con, model.settings_to_compare(work.fields), pairs)
    con.close()
    if work.linked:
        weights = learn_weights(_with(levels, _rank(work, pairs)))
        return work, (pairs, weights, clusters.to_chances(weights, len(pairs)))
    return work, _weigh_inside(work, pairs, levels, is_few=is_few)


def _choose_texts(work: Work) -> Work:
    if not work.texts:
        return as_text(work)
    if len(work.texts) < 2:
        return work
    if work.linked:
        return with_whole(work, beside=True)
    first, *more = work.texts
    names = work.table[first.columns[0]].tolist()
    return with_whole(work, beside=False) if repeats(names, join_values(work, more)) else work


def _rank(work: Work, pairs: NDArray[np.int64]) -> NDArray[np.int8] | None:
    once = free_of_duplicates(work.prepared, work.fields, work.sources)
    if not any(once):
        return None
    near = np.sum([one.of_pairs(pairs) for one in work.near.values()], axis=0)
    return texts.ranks(pairs, near, once)


def _weigh_inside(
    work: Work, pairs: NDArray[np.int64], levels: NDArray[np.int8], *, is_few: bool
) -> Weighed:
    records = len(work.table)
    is_short = all(one.is_short for one in work.near.values())
    near = _whole_nearness(work, pairs)
    if is_short:
        kept, extra = near >= 0, None
        if is_few:
            kept = near >= _LEAST_ALIKE
            extra = _lag_of_few(pairs[kept], near[kept], records)
        weights = learn_weights(_with(levels[kept], extra))
        return pairs[kept], weights, clusters.to_chances(weights, max(1, len(weights)))
    stand = standing.stand(pairs, near, records)
    # groups larger than the neighbours set aside stand out nowhere: their texts are alike enough
    most = max(stand.matched, len(np.unique(pairs[near >= _ALIKE])))
    weights = learn_weights(_with(levels, stand.above, standing.lag(pairs, near, records)))
    chances = clusters.to_chances(weights, len(pairs))
    plain = learn_weights(levels)
    by_levels = clusters.to_chances(plain, len(pairs))
    if standing.agree(by_levels, chances, pairs, records, (stand.matched, most)):
        # who is nearest of several duplicates is no evidence: it would only cost the others
        weights, chances = plain, by_levels
    return pairs, weights, standing.hold_to(chances, pairs, records, most)


def _lag_of_few(
    pairs: NDArray[np.int64], near: NDArray[np.float64], records: int
) -> NDArray[np.int8] | None:
    """Being nearest, as evidence; None where names come so often that it is none."""
    alike = pairs[near >= _SURELY_ALIKE]
    is_often = 2 * len(alike) > _OFTEN * max(1, len(np.unique(alike)))
    return None if is_often else standing.lag(pairs, near, records)


def _whole_nearness(work: Work, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Mean of the nearness of each text and of what stands beside them."""
    found = [one.of_pairs(pairs) for one in work.near.values()]
    beside = [one for one in work.fields if one.kind in _BESIDE]
    if beside:
        found.append(texts.cosines(texts.weigh_texts(join_values(work, beside)), pairs))
    return np.asarray(np.mean(found, axis=0), np.float64)


def _with(levels: NDArray[np.int8], *more: NDArray[np.int8] | None) -> NDArray[np.int8]:
    there = [one for one in more if one is not None]
    return np.column_stack([levels, *there]).astype(np.int8) if there else levels
