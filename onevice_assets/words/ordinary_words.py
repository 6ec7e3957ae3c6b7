"""Which words are everyday words: a statistic of the language, not a list of names.

`ordinary_words.txt` holds the English words that a byte-pair tokenizer learned small before it
learned them capitalised (SmolLM2, Apache-2.0): those written small more often than not, and some
beginnings of words. The order is the tokenizer's: what it merged earlier was more frequent in what
it learned from. `scripts/derive_ordinary_words.py` makes it from the installed model.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an everyday English word, a number or a single letter."""
    return word in rank_ordinary_words() or word.isdigit() or len(word) == 1


@cache
def rank_ordinary_words() -> Mapping[str, int]:
    """Each word with its place by frequency, from 1."""
    source = files(__package__).joinpath("ordinary_words.txt")
    words = source.read_text(encoding="utf-8").split()
    return MappingProxyType({word: place for place, word in enumerate(words, start=1)})
