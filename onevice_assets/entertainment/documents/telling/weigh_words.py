"""Which words set a document apart: how often it says them, against how frequent they are.

The weight of a word is its count times the logarithm of its place in everyday English
(`onevice_assets.words.ordinary_words`); words that are not in there count like the rarest. In
other languages there is no such list: short words are left out instead.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from onevice_assets.words.ordinary_words import rank_ordinary_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_STOP_PLACE = 400
_RAREST = 30_000
_SHORTEST, _SHORTEST_ELSEWHERE = 4, 6
_MOST_SIGNS = 400_000


def list_words(text: str) -> list[str]:
    """Words of a text, lower-case, without possessive."""
    return [one.split("'")[0].split("’")[0] for one in _WORD.findall(text.lower())]


def weigh_words(text: str, language: str | None) -> dict[str, float]:
    """Weigh a document's words.

    Args:
        text: the first 400,000 signs count.
        language: ISO 639-1; None counts as English.
    """
    ranks = rank_ordinary_words()
    is_english = language in (None, "en")
    shortest = _SHORTEST if is_english else _SHORTEST_ELSEWHERE
    counts = Counter(word for word in list_words(text[:_MOST_SIGNS]) if len(word) >= shortest)
    weights = {}
    for word, count in counts.items():
        place = ranks.get(word, _RAREST)
        if place > _STOP_PLACE or not is_english:
            weights[word] = count * math.log(max(place, 2))
    return weights


def choose_keywords(weights: dict[str, float], most: int = 12) -> list[str]:
    """The heaviest words, a plural beside its singular left out; ties by the alphabet."""
    chosen: list[str] = []
    for word in sorted(weights, key=lambda one: (-weights[one], one)):
        if word.removesuffix("s") not in chosen and f"{word}s" not in chosen:
            chosen.append(word)
        if len(chosen) == most:
            break
    return chosen
