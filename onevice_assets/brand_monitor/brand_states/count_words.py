"""Count how words are written over all answers: small, or capitalised inside a sentence.

An everyday word is written small somewhere; a name is capitalised where nothing but a name is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_SMALL = re.compile(r"(?<![\w'’])[a-z][a-z'’-]+")
_RUN = re.compile(r"(?<![\w'’&.-])[A-Z][\w'’&+-]*(?: (?:[A-Z0-9&][\w'’&+-]*))*")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][\w'’&.-]*(?: (?:[A-Z&][\w'’&.-]*|of|and|the))*")


@dataclass(slots=True)
class WordCounts:
    """Counts over any number of texts."""

    small: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)
    leading: Counter[str] = field(default_factory=Counter)
    trailing: Counter[str] = field(default_factory=Counter)

    def update(self, other: WordCounts) -> None:
        """Add the counts of another text."""
        self.small.update(other.small)
        self.inside.update(other.inside)
        self.leading.update(other.leading)
        self.trailing.update(other.trailing)

    def named(self, name: str) -> int:
        """How often the name begins a run of capitalised words inside a sentence."""
        return self.inside[name]

    def tail_share(self, name: str) -> float:
        """Share of a name's first word that follows another capitalised word, 0 to 1."""
        word = name.split(maxsplit=1)[0]
        tail = self.trailing[word]
        return tail / (tail + self.leading[word] + 1)

    def small_share(self, name: str) -> float:
        """Share of a name's first word that is written small, 0 to 1."""
        word = name.split(maxsplit=1)[0]
        small = self.small[word.lower()] if word[:1].isupper() else 0
        return small / (small + self.inside[word] + 2) if small else 0.0


def count_words(text: str) -> WordCounts:
    """Count the words of one text."""
    counts = WordCounts()
    counts.small.update(_SMALL.findall(text))
    for run in _RUN.findall(text):
        first, *rest = run.split()
        counts.leading[_bare(first)] += 1
        counts.trailing.update(map(_bare, rest))
    for run in _INSIDE.findall(text):
        words = run.split()
        for length in range(1, min(len(words), 4) + 1):
            counts.inside[_bare(" ".join(words[:length]))] += 1
    return counts


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name).rstrip(".,'’-")
