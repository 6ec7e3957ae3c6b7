"""Link a table of records: from texts to weighed pairs to clusters, without a label.

Three plans. Few enough records are compared all with all (`small`). Of more, those whose fields
can single one out (a date of birth, a telephone) are blocked on shared values and grouped. Where
nearly all there is is text (products, publications) or one field, nearest neighbours are weighed.
Across two files without duplicates each record is matched once. Which plan is decided from the
values (`tell_bits`), never by a set's name.

Not here: files (`reading`), how good it is (`evaluate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage import blocking, clusters, model, small, texts
from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.database import connect, store_near
from onevice_assets.entertainment.entities.linkage.prepare import prepare
from onevice_assets.entertainment.entities.linkage.profile import (
    columns_to_learn_on,
    free_of_duplicates,
    frequency_columns,
    tell_bits,
)
from onevice_assets.entertainment.entities.linkage.smooth import learn_weights

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

REVIEW_THRESHOLD: Final = 0.9  # the seed's `name_similarity_threshold`, as a probability
_NEAREST: Final = 20
_NEAREST_ACROSS: Final = 5  # where one record of the other file is the match, if any
_LEAST_COSINE: Final = 0.1
_FEW: Final = 30  # records of two files of texts that general knowledge does better by


@dataclass(frozen=True)
class Linkage:
    """What linking found.

    Attributes:
        pairs: (m, 2) rows looked at.
        weights: (m,) match weights without prior (log2).
        chances: (m,) probabilities that a pair is a match.
        clusters: (n,) cluster of each row.
        told: how it was done: plan, rules, blocks left out.
    """

    pairs: NDArray[np.int64]
    weights: NDArray[np.float64]
    chances: NDArray[np.float64]
    clusters: NDArray[np.int64]
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Work:
    table: pd.DataFrame
    fields: list[Field]
    prepared: pd.DataFrame
    vectors: dict[str, Any]
    sources: NDArray[np.int64]

    @property
    def linked(self) -> bool:
        return bool(self.sources.any())


def link(
    table: pd.DataFrame, fields: Sequence[Field], *, threshold: float = REVIEW_THRESHOLD
) -> Linkage:
    """Find which records are one.

    Args:
        table: records as text with `reading.SOURCE` (see `reading.Records.table`).
        fields: what to compare (see `columns.choose_fields`).
        threshold: probability from which a pair is held for a match, 0–1.
    """
    work = _begin(table, list(fields))
    if not _needs_ranks(work) and clusters.count_possible(work.sources) <= small.MOST_PAIRS:
        return _link_small(work, threshold)
    needed = np.log2(max(2, len(table)))
    is_told_apart = tell_bits(work.prepared, work.fields) >= needed or not work.vectors
    if is_told_apart and len(fields) > 1:
        return _link_structured(work, threshold)
    return _link_texts(_with_all_texts(work), threshold)


def _begin(table: pd.DataFrame, fields: list[Field]) -> _Work:
    prepared = prepare(table, fields)
    vectors = {
        one.name: texts.weigh_texts(table[one.columns[0]].tolist())
        for one in fields
        if one.kind in model.TEXTS
    }
    return _Work(table, fields, prepared, vectors, prepared["source"].to_numpy(np.int64))


def _with_all_texts(work: _Work) -> _Work:
    """Compare the first text alone and all texts as one: one file's name is in another's text."""
    columns = [one.columns[0] for one in work.fields if one.kind in model.TEXTS]
    if len(columns) < 2:
        return work
    joined = [
        " ".join(part for part in row if part)
        for row in work.table[columns].itertuples(index=False)
    ]
    first = next(one for one in work.fields if one.kind in model.TEXTS)
    others = [one for one in work.fields if one.kind not in model.TEXTS]
    fields = [first, Field("all_texts", "text", ("__all_texts",)), *others]
    return _begin(work.table.assign(__all_texts=joined), fields)


def _needs_ranks(work: _Work) -> bool:
    """Whether two files of texts are linked, where being nearest is evidence."""
    return work.linked and bool(work.vectors) and len(work.table) > _FEW


def _link_small(work: _Work, threshold: float) -> Linkage:
    con = connect(work.prepared)
    pairs = small.all_pairs(work.sources)
    _store_cosines(con, work, pairs)
    levels = model.compare_pairs(con, model.settings_to_compare(work.fields), pairs)
    con.close()
    values = [
        [_shared_values(work.prepared[column], pairs) for column in frequency_columns(one)]
        for one in work.fields
    ]
    weights, found = small.weigh_all(work.fields, levels, values, len(work.table))
    return _group(work, pairs, weights, found, threshold, {"plan": "all pairs"})


def _shared_values(column: pd.Series, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    codes = column.astype("category").cat.codes.to_numpy(np.int64)
    one, other = codes[pairs[:, 0]], codes[pairs[:, 1]]
    return np.where(one == other, one, -1)


def _link_structured(work: _Work, threshold: float) -> Linkage:
    con = connect(work.prepared)
    records, linked = len(work.table), work.linked
    rules = blocking.choose_rules(con, work.fields, records, linked=linked)
    near = _neighbours(work, _NEAREST)
    pairs = blocking.collect_pairs(con, rules, near, linked=linked)
    by_chance = model.random_pairs(records, work.sources)
    chances = {
        name: model.text_chances(work.prepared[f"{name}_norm"].to_numpy(object), one, by_chance)
        for name, one in work.vectors.items()
    }
    _store_cosines(con, work, pairs)
    learnt_on = columns_to_learn_on(work.prepared, work.fields)
    settings = model.settings_for(work.fields, chances)
    weights, skipped = model.score_pairs(con, settings, learnt_on, pairs)
    con.close()
    found = clusters.to_chances(weights, clusters.count_possible(work.sources))
    told = {"plan": "structured", **blocking.tell(rules), "learnt_on": learnt_on}
    told |= {"not_learnt": skipped}
    return _group(work, pairs, weights, found, threshold, told)


def _link_texts(work: _Work, threshold: float) -> Linkage:
    con = connect(work.prepared)
    pairs = _neighbours(work, _NEAREST_ACROSS if work.linked else _NEAREST)
    if not work.vectors:
        rules = blocking.choose_rules(con, work.fields, len(work.table), linked=work.linked)
        pairs = blocking.collect_pairs(con, rules, pairs, linked=work.linked)
    once = free_of_duplicates(work.prepared, work.fields, work.sources)
    is_ranked = any(once) and bool(work.vectors)
    _store_cosines(con, work, pairs)
    if is_ranked:
        near = np.sum([texts.cosines(one, pairs) for one in work.vectors.values()], axis=0)
        store_near(con, "rank", pairs, texts.ranks(pairs, near, once))
    settings = model.settings_to_compare(work.fields, ranked=is_ranked)
    weights = learn_weights(model.compare_pairs(con, settings, pairs))
    con.close()
    found = clusters.to_chances(weights, len(pairs))
    return _group(work, pairs, weights, found, threshold, {"plan": "texts"})


def _neighbours(work: _Work, nearest: int) -> NDArray[np.int64]:
    found = [
        texts.find_neighbours(matrix, work.sources, nearest=nearest, least=_LEAST_COSINE)
        for matrix in work.vectors.values()
    ]
    return np.unique(np.concatenate([np.empty((0, 2), np.int64), *found]), axis=0)


def _store_cosines(con: Any, work: _Work, pairs: NDArray[np.int64]) -> None:
    for name, matrix in work.vectors.items():
        steps = model.places(texts.cosines(matrix, pairs))
        store_near(con, f"{name}_near", pairs[steps > 0], steps[steps > 0])


def _group(
    work: _Work,
    pairs: NDArray[np.int64],
    weights: NDArray[np.float64],
    chances: NDArray[np.float64],
    threshold: float,
    told: dict[str, Any],
) -> Linkage:
    records = len(work.table)
    once = free_of_duplicates(work.prepared, work.fields, work.sources)
    if any(once):
        kept = clusters.assign(pairs, weights, chances, threshold, once)
        found = clusters.components(pairs[kept], records)
    else:
        found = clusters.cluster(pairs, chances, records, threshold)
    told |= {"matched_once": any(once)}
    return Linkage(pairs, weights, chances, found, told)
