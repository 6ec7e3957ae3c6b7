"""How near two texts are: the cosine of their words and pieces of codes, rare ones counting more.

TF-IDF over words, joined codes and four-letter pieces of codes; rows are unit vectors, so a dot
product is the cosine. Not here: which pairs are looked at otherwise (`blocking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.normalise import code_pieces, text_tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK: Final = 1_000
_MOST_PER_TOKEN: Final = 500  # a token in more records than this finds no neighbour by itself


def weigh_texts(texts: Sequence[str | None]) -> Any:
    """Unit vectors of texts.

    Args:
        texts: one per record, None for nothing.

    Returns:
        (n, words) `scipy.sparse.csr_matrix` of float32; the row of an empty text is empty.
    """
    tokens = (text_tokens(text) for text in texts)
    return _weigh([*found, *code_pieces(found)] for found in tokens)


def weigh_letters(names: Sequence[str]) -> Any:
    """Unit vectors of names by their pieces of three letters, blanks left out; see `weigh_texts`.

    Examples:
        >>> weigh_letters(["ab c", "abc", ""]).sum(axis=1).ravel().tolist()[0][2]
        0.0
    """
    plain = (f" {name.replace(' ', '')} " if name else "" for name in names)
    return _weigh([name[i : i + 3] for i in range(len(name) - 2)] for name in plain)


def side_by_side(one: Any, other: Any, share: float) -> Any:
    """Vectors whose cosine is that of `one` and, for a share of it, that of `other`."""
    from scipy import sparse

    parts = [one * np.float32(np.sqrt(1 - share)), other * np.float32(np.sqrt(share))]
    return sparse.csr_matrix(sparse.hstack(parts), dtype=np.float32)


def _weigh(records: Iterable[Sequence[str]]) -> Any:
    """Unit rows of tokens, each once, by log inverse frequency."""
    from scipy import sparse

    columns: dict[str, int] = {}
    indices: list[int] = []
    starts = [0]
    for tokens in records:
        indices += sorted({columns.setdefault(token, len(columns)) for token in tokens})
        starts.append(len(indices))
    found = np.array(indices, np.int64)
    shape = (len(starts) - 1, max(1, len(columns)))
    matrix = sparse.csr_matrix((np.ones(len(found), np.float32), found, starts), shape=shape)
    counts = np.bincount(found, minlength=shape[1])
    rarity = np.log((shape[0] + 1) / (counts + 0.5)).astype(np.float32)
    return _to_unit(matrix @ sparse.diags(rarity.clip(min=0.01)))


def _to_unit(matrix: Any) -> Any:
    from scipy import sparse

    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return sparse.csr_matrix(sparse.diags(1 / lengths) @ matrix, dtype=np.float32)


def cosines(matrix: Any, pairs: NDArray[np.int64], other: Any = None) -> NDArray[np.float32]:
    """Cosine of each pair of rows, the second taken from `other` where it is given.

    `pairs` is (m, 2), the answer (m,) between 0 and 1.
    """
    right = matrix if other is None else other
    parts = [
        np.asarray(matrix[part[:, 0]].multiply(right[part[:, 1]]).sum(axis=1)).ravel()
        for part in np.array_split(pairs, max(1, len(pairs) // 200_000))
    ]
    return np.concatenate(parts).astype(np.float32)


def find_neighbours(
    matrix: Any, sources: NDArray[np.int64], *, nearest: int, least: float
) -> NDArray[np.int64]:
    """Pairs of records among each other's nearest by text.

    Args:
        matrix: see `weigh_texts`.
        sources: file of each record; with two files only pairs across them are found.
        nearest: neighbours per record.
        least: smallest cosine of a neighbour.

    Returns:
        (m, 2) distinct rows, the lower first. Time and memory are linear in the records: tokens
        of more than 500 records find nobody by themselves.
    """
    from scipy import sparse

    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    rare = sparse.csr_matrix(matrix @ sparse.diags((counts <= _MOST_PER_TOKEN).astype(np.float32)))
    by_token = sparse.csr_matrix(rare.T)
    found = []
    for start in range(0, rare.shape[0], _CHUNK):
        near = sparse.csr_matrix(rare[start : start + _CHUNK] @ by_token)
        found.append(_nearest_of(near, start, sources, nearest, least))
    return np.unique(np.concatenate(found), axis=0)


def _nearest_of(
    near: Any, start: int, sources: NDArray[np.int64], nearest: int, least: float
) -> NDArray[np.int64]:
    rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr)) + start
    columns, values = near.indices.astype(np.int64), near.data
    is_pair = (rows != columns) & (values >= least)
    if sources.any():
        is_pair &= sources[rows] != sources[columns]
    rows, columns, values = rows[is_pair], columns[is_pair], values[is_pair]
    order = np.lexsort((columns, -values, rows))
    rows, columns = rows[order], columns[order]
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    kept = np.stack([rows, columns], axis=1)[place < nearest]
    return np.sort(kept, axis=1)


def ranks(
    pairs: NDArray[np.int64], near: NDArray[np.float32], once: tuple[bool, bool]
) -> NDArray[np.int8]:
    """For how many sides a pair is the nearest there is, of those sides where that is evidence.

    Args:
        pairs: (m, 2) rows of the first and the second source.
        near: (m,) nearness.
        once: whether the first and the second source are free of duplicates: then a record of
            the *other* has one match at most, which its nearest is.

    Returns:
        (m,) 0, 1 or 2; 2 also where only one side tells and the pair is its nearest.
    """
    sides = [column for column, is_free in ((1, once[0]), (0, once[1])) if is_free]
    found = np.zeros(len(pairs), np.int8)
    for column in sides:
        best = np.full(int(pairs.max(initial=0)) + 1, -1.0, np.float32)
        np.maximum.at(best, pairs[:, column], near)
        found += near >= best[pairs[:, column]]
    return found * np.int8(2 if len(sides) == 1 else 1)
