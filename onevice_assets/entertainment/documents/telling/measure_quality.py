"""How much of a document's text was had, 0 to 1: the seed's `extractionQuality`.

    quality = readable × words × filled
    readable  share of signs that are letters, digits or known punctuation: not U+FFFD, private use
    words     1 where at least 60 % of its words are words; falls to 0.5 where none is
    filled    share of pages that hold text

A word is a word where everyday English or its shape says so (a vowel in it, no more than four
consonants in a row, in scripts that have them); names, numbers and other languages pass by shape.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from onevice_assets.entertainment.documents.telling.weigh_words import list_words
from onevice_assets.words.ordinary_words import rank_ordinary_words

_ODD = ("Co", "Cn", "Cc", "Cs")
_SHARE_OF_PROSE = 0.6
_SAMPLE = 50_000
_LATIN = re.compile(r"[a-zà-ÿ]+")
_ODD_SHAPE = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}|(.)\1\1\1")
_VOWEL = re.compile(r"[aeiouyà-ÿ]")


def measure_quality(pages: Sequence[str]) -> float:
    """Measure how well the pages' text was had.

    Args:
        pages: texts of all pages; empty ones lower the quality. None at all: 0.
    """
    filled = sum(1 for page in pages if page.strip()) / max(1, len(pages))
    sample = "\n".join(pages)[:_SAMPLE]
    signs = [sign for sign in sample if not sign.isspace()]
    if not signs:
        return 0.0
    odd = sum(sign == "\ufffd" or unicodedata.category(sign) in _ODD for sign in signs)
    words = [word for word in list_words(sample) if len(word) > 1]
    share = sum(map(_is_word, words)) / len(words) if words else 0.0
    sound = 0.5 + 0.5 * min(1.0, share / _SHARE_OF_PROSE)
    return round((1 - odd / len(signs)) * sound * filled, 3)


def _is_word(word: str) -> bool:
    if word in rank_ordinary_words() or not _LATIN.fullmatch(word):
        return True
    return _VOWEL.search(word) is not None and _ODD_SHAPE.search(word) is None
