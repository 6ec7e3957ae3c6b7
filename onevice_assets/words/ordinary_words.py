"""Which words are everyday words: a statistic of the language, not a list of names.

`ordinary_words.txt` holds the English words that a byte-pair tokenizer learned small before it
learned them capitalised (SmolLM2, Apache-2.0): those written small more often than not, and some
beginnings of words. `scripts/derive_ordinary_words.py` makes it from the installed model.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an everyday English word, a number or a single letter."""
    return word in _ordinary_words() or word.isdigit() or len(word) == 1


@cache
def _ordinary_words() -> frozenset[str]:
    source = files(__package__).joinpath("ordinary_words.txt")
    return frozenset(source.read_text(encoding="utf-8").split())
