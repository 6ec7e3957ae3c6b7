"""Whether two names of organizations are spellings of one: legal forms, signs, short forms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from onevice_assets.entertainment.entities.linkage.normalise import fold, normal_organization, words

Likeness = Literal["same", "initials", "part", "typo", ""]
_LEAST_OF_PART: Final = 5
_TYPO: Final = 0.94
_KINDS_TEXT: Final = """
agency pictures picture films film productions production studios studio entertainment media group
partners collective worldwide global international usa us uk la ny advertising creative digital
content labs
"""
_KINDS: Final = frozenset(_KINDS_TEXT.split())


@lru_cache(maxsize=100_000)
def compare_organizations(one: str, other: str) -> Likeness:
    """How two names are spellings of one organization; "" if they are not.

    Examples:
        >>> compare_organizations("Wieden+Kennedy", "Wieden & Kennedy Inc.")
        'same'
        >>> compare_organizations("W+K", "Wieden+Kennedy")
        'initials'
        >>> compare_organizations("Smuggler", "Smuggler Films")
        'part'
        >>> compare_organizations("Park Pictures", "Pretty Bird")
        ''
    """
    mine, yours = normal_organization(one) or "", normal_organization(other) or ""
    if not mine or not yours:
        return ""
    if mine.replace(" ", "") == yours.replace(" ", ""):
        return "same"
    if _are_initials(one, yours) or _are_initials(other, mine):
        return "initials"
    return _compare_words(mine.split(), yours.split())


def _compare_words(mine: list[str], yours: list[str]) -> Likeness:
    from rapidfuzz.distance import JaroWinkler

    short, long = sorted((mine, yours), key=len)
    rest = long[len(short) :]
    starts = long[: len(short)] == short and len("".join(short)) >= _LEAST_OF_PART
    if starts and all(word in _KINDS for word in rest):
        return "part"
    core = [[word for word in side if word not in _KINDS] or side for side in (mine, yours)]
    if {w for w in mine if w.isdigit()} != {w for w in yours if w.isdigit()}:
        return ""
    alike = JaroWinkler.similarity(" ".join(core[0]), " ".join(core[1])) >= _TYPO
    return "typo" if alike and min(len(" ".join(side)) for side in core) >= _LEAST_OF_PART else ""


def _are_initials(short: str, name: str) -> bool:
    """Whether a short form is made of the first letters of a name ("W+K", "BBDO" are not "BBH")."""
    text = fold(short)
    letters = re.sub(r"[^a-z]", "", text)
    initials = "".join(word[0] for word in name.split())
    is_short = 2 <= len(letters) <= 5 and len("".join(words(text))) == len(letters)
    return is_short and letters == initials and (len(letters) > 2 or letters != text)


def initials_of(name: str) -> str:
    """First letters of a name's words: one key for a name and its short form ("wk").

    Examples:
        >>> initials_of("Wieden+Kennedy"), initials_of("W+K")
        ('wk', 'wk')
    """
    return "".join(word[0] for word in (normal_organization(name) or "").split())


def same_organization(one: str, other: str) -> bool:
    """Whether two names are of one organization as far as names tell."""
    return bool(compare_organizations(one, other))
