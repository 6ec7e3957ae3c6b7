"""Reads what a person typed, whatever it is, into words, phrases and what must not be there.

The grammar is that of PostgreSQL's `websearch_to_tsquery`: words all count, `"…"` is a phrase,
`or` (or `OR`) parts alternatives, `-` before a word or phrase keeps documents with it out. Nothing
else is an operator, so no text is a syntax error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from resources.errors import InputError

MOST_CHARACTERS = 1_000

_PART = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')
# Han, kana: written without spaces, so each sign is a word of its own
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LAST_OF_BMP = 0xFFFF


@dataclass(frozen=True)
class Alternative:
    """What must be in a document, each but `without` in it somewhere.

    Attributes:
        words: single words, folded.
        phrases: words that stand in this order, two and more each.
        without: what must not be in it; one word or a phrase each.
    """

    words: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()

    def __str__(self) -> str:
        wanted = [*self.words, *(f'"{" ".join(one)}"' for one in self.phrases)]
        return " ".join([*wanted, *(f'-"{" ".join(one)}"' for one in self.without)])


def parse_query(text: str) -> tuple[Alternative, ...]:
    """Read a query.

    Args:
        text: what somebody typed: up to 1,000 characters, anything in them.

    Returns:
        At least one alternative; each has a word or phrase that must be there.

    Raises:
        InputError: it is longer, or an alternative has no letter or digit to be found.
    """
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"The search text has {len(text):,} characters; {MOST_CHARACTERS:,} is the most. "
            "Search for a few words of it."
        )
    groups: list[list[tuple[bool, tuple[str, ...]]]] = [[]]
    for sign, phrase, minus, word in _PART.findall(text):
        if word.lower() == "or" and not minus:
            groups.append([])
        elif words := tuple(fold(phrase or word).split()):
            groups[-1].append((bool(sign or minus), words))
    # `or` at an end or twice parts nothing
    made = tuple(_alternative(group) for group in groups if group)
    if not made or any(not one.words and not one.phrases for one in made):
        shown = unicodedata.normalize("NFC", "".join(c if c.isprintable() else " " for c in text))
        raise InputError(
            f"There is no word to find in {shown.strip()[:60]!r}: name at least one with a letter "
            "or digit that is not excluded by `-`."
        )
    return made


def _alternative(group: list[tuple[bool, tuple[str, ...]]]) -> Alternative:
    wanted = [words for is_out, words in group if not is_out]
    return Alternative(
        words=tuple(words[0] for words in wanted if len(words) == 1),
        phrases=tuple(words for words in wanted if len(words) > 1),
        without=tuple(words for is_out, words in group if is_out),
    )


def fold(text: str) -> str:
    """The words of a text in lower case, parted by single spaces; all other signs are gone."""
    return _lower(" ".join(word_pattern().findall(text)))


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of `fold(text)` stand in the text, in the same order and number."""
    return [found.span() for found in word_pattern().finditer(text)]


@cache
def word_pattern() -> re.Pattern[str]:
    """Letters and digits with the marks on them; each sign of an unspaced script by itself."""
    marks = "".join(
        re.escape(chr(code))
        for code in range(_LAST_OF_BMP)
        if unicodedata.category(chr(code)).startswith("M")
    )
    return re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{marks}])*")


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
