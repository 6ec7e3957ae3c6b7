"""Link a table of records: from texts to weighed pairs to clusters, without a label.

Three plans. Where nearly all there is is text (products, publications) or one field, nearest
neighbours are weighed (`link_texts`). Few records whose fields can single one out (a date of
birth, a telephone) are compared all with all (`small`); more are blocked on shared values and
grouped. Across two files without duplicates each record is matched once. Which plan is decided
from the values (`tell_bits`), never by a set's name.

Not here: files (`reading`), how good it is (`evaluate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage import blocking, clusters, model, small
from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.database import connect
from onevice_assets.entertainment.entities.linkage.link_texts import link_texts
from onevice_assets.entertainment.entities.linkage.profile import (
    columns_to_learn_on,
    free_of_duplicates,
    frequency_columns,
    tell_bits,
)
from onevice_assets.entertainment.entities.linkage.work import Work, begin

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

REVIEW_THRESHOLD: Final = 0.9  # the seed's `name_similarity_threshold`, as a probability
_NEAREST: Final = 20
_FEW: Final = 30  # records of texts that general knowledge does better by


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


def link(
    table: pd.DataFrame, fields: Sequence[Field], *, threshold: float = REVIEW_THRESHOLD
) -> Linkage:
    """Find which records are one.

    Args:
        table: records as text with `reading.SOURCE` (see `reading.Records.table`).
        fields: what to compare (see `columns.choose_fields`).
        threshold: probability from which a pair is held for a match, 0–1.
    """
    work = begin(table, list(fields))
    is_few = clusters.count_possible(work.sources) <= small.MOST_PAIRS
    is_ranked = work.linked and bool(work.near)
    if len(table) > _FEW and _is_text(work):
        work, weighed = link_texts(work, is_few=is_few)
        return _group(work, *weighed, threshold, {"plan": "texts"})
    if is_few and not (is_ranked and len(table) > _FEW):
        return _link_small(work, threshold)
    return _link_structured(work, threshold)


def _is_text(work: Work) -> bool:
    """Whether there is one field, or texts and nothing that can single a record out."""
    needed = np.log2(max(2, len(work.table)))
    bits = tell_bits(work.prepared, work.fields)
    return len(work.fields) == 1 or (bool(work.near) and bits < needed)


def _link_small(work: Work, threshold: float) -> Linkage:
    con = connect(work.prepared)
    pairs = small.all_pairs(work.sources)
    work.store_steps(con, pairs)
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


def _link_structured(work: Work, threshold: float) -> Linkage:
    con = connect(work.prepared)
    records, linked = len(work.table), work.linked
    rules = blocking.choose_rules(con, work.fields, records, linked=linked)
    near = work.neighbours(_NEAREST)
    pairs = blocking.collect_pairs(con, rules, near, linked=linked)
    by_chance = model.random_pairs(records, work.sources)
    chances = {
        name: model.text_chances(work.prepared[f"{name}_norm"].to_numpy(object), one, by_chance)
        for name, one in work.near.items()
    }
    work.store_steps(con, pairs)
    learnt_on = columns_to_learn_on(work.prepared, work.fields)
    settings = model.settings_for(work.fields, chances)
    weights, skipped = model.score_pairs(con, settings, learnt_on, pairs)
    con.close()
    found = clusters.to_chances(weights, clusters.count_possible(work.sources))
    told = {"plan": "structured", **blocking.tell(rules), "learnt_on": learnt_on}
    told |= {"not_learnt": skipped}
    return _group(work, pairs, weights, found, threshold, told)


def _group(
    work: Work,
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
