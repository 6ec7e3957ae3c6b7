"""English word forms that the templates need: plurals, a/an, and the third person."""

from __future__ import annotations

import re

_AN_LETTERS = frozenset("aefhilmnorsx")  # letters whose English names begin with a vowel sound
_A_DESPITE_VOWEL = ("uni", "use", "usu", "eu", "one", "once", "uti", "ubi")
_AN_DESPITE_CONSONANT = ("hour", "honest", "heir", "honour", "honor")
_IRREGULAR = {"person": "people", "child": "children", "foot": "feet", "cms": "CMSs"}
_THIRD = {
    "i'm": "they are", "i": "they", "we": "they", "my": "their", "our": "their", "me": "them",
    "us": "them", "mine": "theirs", "ours": "theirs", "myself": "themselves",
}  # fmt: skip


def plural(phrase: str) -> str:
    """Plural of a noun phrase: `web browser` -> `web browsers`, `head of sales` -> `heads of…`."""
    noun, separator, rest = phrase.partition(" of ")
    if not separator:
        noun, separator, rest = phrase.partition(" at ")
    if not separator:
        noun, separator, rest = phrase.partition(" who ")
    *before, head = noun.split()
    return " ".join([*before, _plural_word(head)]) + separator + rest


def with_article(phrase: str) -> str:
    """The phrase after a or an: `an SQL database`, `a university student`, `an app`."""
    return f"{'an' if _sounds_like_vowel(phrase.split(maxsplit=1)[0]) else 'a'} {phrase}"


def third_person(text: str) -> str:
    """First-person pronouns turned into they: `keep my data` -> `keep their data`."""
    return re.sub(
        r"(?<![\w'])(?:I'm|I|[Ww]e|[Mm]y|[Oo]ur|me|us|[Mm]ine|[Oo]urs|myself)(?![\w'])",
        lambda match: _THIRD[match.group().casefold()],
        text,
    )


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is an acronym or `I`."""
    first = text.split(" ", 1)[0]
    keep = first in {"I", "I'm"} or (len(first) > 1 and first[1:] != first[1:].lower())
    return text if keep else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _plural_word(word: str) -> str:
    low = word.casefold()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if len(word) > 1 and word.isupper():
        return word + "s"
    if low.endswith(("man", "woman")) and len(low) > 4:
        return word[:-2] + "en"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def _sounds_like_vowel(word: str) -> bool:
    low = word.casefold()
    if len(word) > 1 and word[:2].isupper():
        return low[0] in _AN_LETTERS
    if low.startswith(_AN_DESPITE_CONSONANT):
        return True
    return low[0] in "aeiou" and not low.startswith(_A_DESPITE_VOWEL)
