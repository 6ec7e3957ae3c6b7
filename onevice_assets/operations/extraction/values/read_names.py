"""Names of people and companies as the value of a field."""

from __future__ import annotations

import re

from onevice_assets.operations.extraction.words import list_words

_LEGAL = re.compile(
    r",?[ ](?:inc|llc|l\.l\.c|ltd|corp|co|company|gmbh|kg|ag|sarl|s\.a|sas|b\.v|bv|a/s|as|d\.o\.o|"
    r"ou|oü|lp|llp|plc|pty|s\.r\.l|spa)\b\.?",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[ ]?[(;|\n\t]|[ ]{2,}|[ ](?:MC|DOT|USDOT)[ #]|,[ ]?\d|[ ](?:-|–|—)[ ]|[ ]/[ ]"
    r"|\. (?=[A-Z][a-z])"
)
_PERSON = re.compile(r"[^\W\d_](?:[\w.'’-]*[\w.])?(?:[ ][^\W\d_](?:[\w.'’-]*[\w.])?){0,3}")
_NEVER = frozenset(list_words("names", "never"))
_MOST = 80


def read_company(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """A company at the beginning of a value: its legal form belongs to it, its address does not."""
    stop = _STOP.search(text, start, end)
    last = stop.start() if stop else end
    comma = text.find(",", start, last)
    if comma >= 0:
        legal = _LEGAL.match(text, comma, last)
        last = legal.end() if legal else _after_ampersand(text, comma, last)
    said = text[start:last].rstrip(" ,;:-")
    letters = sum(c.isalpha() for c in said)
    if not letters >= 2 or len(said) > _MOST or "@" in said or said.lower() in _NEVER:
        return None
    return said, start, start + len(said)


def _after_ampersand(text: str, comma: int, last: int) -> int:
    """A comma within "Oak, Ash & Sons, Inc." belongs to the name; one before a town does not."""
    later = text.find(" & ", comma, last)
    if later < 0:
        return comma
    legal = _LEGAL.search(text, later, last)
    return legal.end() if legal else last


def read_person(text: str, start: int, end: int, *, strict: bool) -> tuple[str, int, int] | None:
    """A person at the beginning of a value; "Chen, Wei" is Wei Chen.

    Args:
        text: the document.
        start: of the value.
        end: of the value.
        strict: every word must begin with a capital, as in a sentence.
    """
    match = _PERSON.match(text, start, end)
    if match is None:
        return None
    words = _take(match.group().split(" "), strict=strict)
    if not words:
        return None
    said = " ".join(words)
    last = start + len(said)
    first = re.compile(r",[ ]([A-Z][\w'’-]+(?:[ ][A-Z]\.?)?)(?=[ ]*(?:$|[\n|(;]|[ ]{2}))").match(
        text, last, len(text)
    )
    if first and len(words) == 1 and first.end() <= end:
        return f"{first[1]} {said}", start, first.end()
    return said.rstrip("."), start, start + len(said.rstrip("."))


def _take(words: list[str], *, strict: bool) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word.lower().strip(".") in _NEVER or (strict and not word[:1].isupper()):
            break
        kept.append(word)
        if word.endswith(".") and len(word) > 2:
            break
    return kept if kept and sum(map(len, kept)) >= 2 else []
