"""Text recall: how much of an expected text a conversion found. Used by the bench and its test.

    word recall     words of the expected text that were found, of all its words, each occurrence
                    counted (multiset), 0 to 1
    trigram recall  the same of runs of three words: order and completeness of sentences and rows

Expected texts are Markdown written by another converter; its marks, comments and escapes are taken
off. A word is a run of letters and digits, without case.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"\]\([^)\s]*\)")


@dataclass(frozen=True)
class Recall:
    """Shares from 0 to 1, and how many words were expected."""

    words: float
    trigrams: float
    expected_words: int


def measure_recall(expected: str, found: str) -> Recall:
    """Compare a conversion's text with the expected one; 1 where nothing is expected."""
    bare = _LINK.sub("]", _COMMENT.sub(" ", expected)).replace("\\", "")
    wanted, have = _list_words(bare), _list_words(found)
    return Recall(_share(wanted, have), _share(_join(wanted), _join(have)), len(wanted))


def _list_words(text: str) -> list[str]:
    return _WORD.findall(text.replace("_", " ").lower())


def _join(words: list[str]) -> list[str]:
    return [" ".join(words[at : at + 3]) for at in range(len(words) - 2)]


def _share(wanted: list[str], have: list[str]) -> float:
    found = (Counter(wanted) & Counter(have)).total()
    return found / len(wanted) if wanted else 1.0
