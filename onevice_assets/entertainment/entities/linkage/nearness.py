"""How near two records are by a text: by words, by letters where texts are short, across fields.

A short text (a name) is judged by its letters too: a typo in one of two words leaves half of the
words. Fields that repeat one another (a product's name and its description) are one text, whose
names are looked for in the other's description. Not here: TF-IDF itself (`texts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage import texts
from onevice_assets.entertainment.entities.linkage.levels import COSINES
from onevice_assets.entertainment.entities.linkage.normalise import text_tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LIKENESS: Final = (0.94, 0.9, 0.85, 0.78, 0.7, 0.6)  # steps of names, as COSINES of texts
_SHORT: Final = 4.0  # words that a name has on average, at most
_LETTERS: Final = 0.7  # share of letters where neighbours of names are looked for
_TURNED: Final = 0.99  # the same words in another order are nearly the same
_BY_WORDS: Final = (0.45, 0.55)  # cosine 1 is likeness 1, cosine 0.45 is 0.7
_LEAST_COSINE: Final = 0.1
_REPEATED: Final = 0.3  # of one text's words in the other


@dataclass(frozen=True)
class Nearness:
    """How near records are by one text; made by `of_texts` and `across`.

    Attributes:
        sides: matrices of unit rows; a pair is as near as its best of them, one record on the
            left and the other on the right.
        search: matrices to look for neighbours in.
        names: the texts as they are compared by letters, empty where they are not.
    """

    sides: tuple[tuple[Any, Any], ...]
    search: tuple[Any, ...]
    names: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether the text is a name."""
        return bool(self.names)

    def of_pairs(self, pairs: NDArray[np.int64]) -> NDArray[np.float32]:
        """Nearness of each pair, 0–1; `pairs` is (m, 2) rows."""
        found = [texts.cosines(one, pairs, other) for one, other in self.sides]
        near = np.max(found, axis=0) if len(found) > 1 else found[0]
        if not self.names:
            return np.asarray(near, np.float32)
        start, more = _BY_WORDS
        by_words = np.where(near > 0, start + more * near, 0.0)
        return np.maximum(_by_letters(self.names, pairs), by_words).astype(np.float32)

    def steps(self, pairs: NDArray[np.int64]) -> NDArray[np.int8]:
        """Level of each pair: 6 for the nearest, 0 for all else (see `levels`)."""
        cuts = _LIKENESS if self.names else COSINES
        cuts_up = np.array(cuts[::-1], np.float32)
        return np.searchsorted(cuts_up, self.of_pairs(pairs), "right").astype(np.int8)

    def neighbours(self, sources: NDArray[np.int64], nearest: int) -> NDArray[np.int64]:
        """Pairs among each other's nearest: (m, 2) distinct rows, the lower first."""
        found = [
            texts.find_neighbours(one, sources, nearest=nearest, least=_LEAST_COSINE)
            for one in self.search
        ]
        return np.unique(np.concatenate(found), axis=0)


def of_texts(values: Sequence[str | None], norms: Sequence[str | None]) -> Nearness:
    """Nearness by one text.

    Args:
        values: as written, one per record.
        norms: normalised; whether they are names is told from their lengths.
    """
    lengths = [len(norm.split()) for norm in norms if norm]
    words = texts.weigh_texts(values)
    if not lengths or np.mean(lengths) > _SHORT:
        return Nearness(((words, words),), (words,))
    names = tuple(norm or "" for norm in norms)
    of_names = texts.weigh_texts(names)
    letters = texts.weigh_letters(names)
    both = texts.side_by_side(of_names, letters, _LETTERS)
    return Nearness(((of_names, of_names),), (both,), names)


def across(names: Sequence[str | None], wholes: Sequence[str | None]) -> Nearness:
    """Nearness of texts that repeat one another: of two names, or a name and the other's whole."""
    both = texts.weigh_texts([*names, *wholes])
    name, whole = both[: len(names)], both[len(names) :]
    return Nearness(((name, name), (name, whole), (whole, name)), (name, whole))


def repeats(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """Whether the second text of records says again what the first says."""
    both = [(set(text_tokens(a)), set(text_tokens(b))) for a, b in zip(one, other, strict=True)]
    shares = [len(mine & yours) / len(mine) for mine, yours in both if mine and yours]
    return bool(shares) and float(np.mean(shares)) >= _REPEATED


def _by_letters(names: Sequence[str], pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    """The better of the edit ratio and that of sorted words, 0–1; 0 where a name is missing."""
    from rapidfuzz import fuzz, process

    one, other = ([names[row] for row in side.tolist()] for side in pairs.T)
    if not one:
        return np.empty(0, np.float32)
    plain = process.cpdist(one, other, scorer=fuzz.ratio)
    turned = process.cpdist(one, other, scorer=fuzz.token_sort_ratio)
    there = np.array([bool(name) for name in names])[pairs].all(axis=1)
    return np.asarray(np.where(there, np.maximum(plain, _TURNED * turned) / 100, 0), np.float32)
