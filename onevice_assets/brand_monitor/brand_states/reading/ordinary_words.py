"""Which words are everyday words: a statistic of the language, not a list of brands.

The list is `resources.ordinary_words`.
"""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from resources.ordinary_words import rank_ordinary_words


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an everyday English word, a number or a single letter."""
    return word in rank_ordinary_words() or word.isdigit() or len(word) == 1


def is_ordinary_phrase(name: str) -> bool:
    """Whether a name is made of everyday words alone."""
    return all(is_ordinary(word) for word in fold_name(name).split())
