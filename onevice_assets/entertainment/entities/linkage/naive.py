"""The seed's way, to be measured beside ours: names alike to 0.9 are one, whatever else is known.

Seed 000 §4.1 (`EntityDeduplicator`): normalise the name, merge what a fuzzy matcher finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import Field
from onevice_assets.entertainment.entities.linkage.normalise import normal_text

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

NAIVE_THRESHOLD: Final = 0.9
_CHUNK: Final = 500


def names_of(table: pd.DataFrame, fields: Sequence[Field]) -> list[str | None]:
    """What the naive way looks at: the name, whatever parts it has, else the first field."""
    named = [field for field in fields if field.name in ("name", "given_name", "surname")]
    first = named or fields[:1]
    columns = [column for field in first for column in field.columns if column]
    if first[0].kind == "person" and first[0].columns[0] and len(columns) > 1:
        columns = columns[1:]
    rows = table[columns].itertuples(index=False)
    return [normal_text(" ".join(part for part in row if part)) for row in rows]


def link_by_name(names: Sequence[str | None]) -> NDArray[np.int64]:
    """Cluster of each record by names alike to 0.9 (rapidfuzz's ratio), transitively.

    Time grows with the square of the distinct names, those of very different length left out.
    """
    distinct = sorted({name for name in names if name}, key=lambda name: (len(name), name))
    found = dict(zip(distinct, _components(distinct), strict=True))
    singles = np.arange(len(names)) + len(distinct)
    return np.array(
        [found[name] if name else single for name, single in zip(names, singles, strict=True)],
        np.int64,
    )


def _components(distinct: list[str]) -> NDArray[np.int64]:
    from rapidfuzz import fuzz, process
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    lengths = np.array([len(name) for name in distinct])
    rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    columns = [np.empty(0, np.int64)]
    for start in range(0, len(distinct), _CHUNK):
        part = distinct[start : start + _CHUNK]
        # a ratio of .9 needs lengths within 10 % of their sum
        longest = len(part[-1]) * (2 - NAIVE_THRESHOLD) / NAIVE_THRESHOLD
        end = int(np.searchsorted(lengths, longest, "right"))
        likeness = process.cdist(
            part, distinct[start:end], scorer=fuzz.ratio, score_cutoff=100 * NAIVE_THRESHOLD
        )
        row, column = np.nonzero(likeness)
        rows.append(row + start)
        columns.append(column + start)
    row, column = np.concatenate(rows), np.concatenate(columns)
    shape = (len(distinct), len(distinct))
    graph = coo_matrix((np.ones(len(row), np.int8), (row, column)), shape)
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)
