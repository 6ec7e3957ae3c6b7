"""Count how words are written small over all answers, alone and in pairs.

An everyday word is written small somewhere; a name hardly ever is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

_SMALL = re.compile(r"(?<![\w'’])[^\W\dA-Z_][^\W\dA-Z_'’-]+")
_ENGLISH = frozenset({"the", "and", "for", "with", "of", "to", "is", "are", "it", "that"})
_ENGLISH_SHARE = 0.1
_ENOUGH = 20


@dataclass(slots=True)
class WordCounts:
    """Counts over any number of texts: small words, and pairs of small words in a row."""

    small: Counter[str] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, words: list[str]) -> None:
        """Count the small words of another text, as `small_words` gives them."""
        self.small.update(words)
        self.pairs.update(pairwise(words))


def small_words(text: str) -> list[str]:
    """The words of a text that are written without a capital, in their order."""
    return _SMALL.findall(text)


def is_foreign(words: list[str]) -> bool:
    """Whether small words are of another language than English, as far as they tell."""
    english = sum(word in _ENGLISH for word in words)
    return len(words) >= _ENOUGH and english < _ENGLISH_SHARE * len(words)
