"""How much two people's names tell by themselves, and what role families are.

A step of likeness and its bits (log2 of the odds); never enough to merge without context
(`people`). The bits are set by hand so that the combinations of the tests come out as a careful
reader would decide; they are not learnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from onevice_assets.entertainment.entities.linkage.nicknames import may_be_one
from onevice_assets.entertainment.entities.linkage.normalise import words
from onevice_assets.entertainment.entities.linkage.person_names import PersonName

_TYPO: Final = 0.9
_FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "casting": ("casting",),
    "stage": ("stage", "floor"),
    "assistant directing": ("assistant director", "1st ad", "2nd ad", "first ad", "second ad"),
    "art": ("art director", "production designer", "set decorator", "props", "wardrobe", "makeup"),
    "camera": ("photography", "cinematographer", "camera", "dop", "dp", "gaffer", "grip"),
    "creative": ("creative", "copywriter", "strategist", "planner", "brand"),
    "managing": ("managing director", "executive director", "ceo", "president", "founder"),
    "directing": ("director", "dir"),
    "producing": ("producer", "production", "pm", "line"),
    "editing": ("editor", "edit", "colorist", "colourist", "post"),
    "writing": ("writer", "screenwriter", "author", "script"),
    "music": ("composer", "music"),
    "sound": ("sound", "mixer", "audio"),
    "effects": ("vfx", "effects", "animator", "animation"),
    "acting": ("actor", "actress", "talent", "cast", "host"),
    "money": ("accountant", "finance", "legal", "lawyer", "business affairs"),
}


@dataclass(frozen=True)
class NameLikeness:
    """How alike two names are.

    Attributes:
        bits: evidence that they are of one person; below 0 they cannot be.
        words: the step, for people.
        is_short: whether one of them is an initial or a single word, which fits many people.
    """

    bits: float
    words: str
    is_short: bool = False


NEVER: Final = NameLikeness(-30.0, "names differ")


@lru_cache(maxsize=500_000)
def compare_names(one: PersonName, other: PersonName) -> NameLikeness:
    """Compare two names.

    Examples:
        >>> from onevice_assets.entertainment.entities.linkage.person_names import (
        ...     parse_person_name as parse,
        ... )
        >>> compare_names(parse("Smith, John"), parse("JOHN SMITH")).words
        'same name'
        >>> compare_names(parse("John Smith"), parse("Jane Smith")).bits
        -30.0
    """
    if not one.given or not other.given:
        return _compare_single(one, other)
    if _middles_differ(one.middle, other.middle):
        return NEVER
    if one.surname == other.surname:
        return _compare_given(one, other)
    if (one.given, one.surname) == (other.surname, other.given):
        return NameLikeness(6.0, "same words, other order")
    if _is_typo(one.surname, other.surname):
        return _compare_given_beside_typo(one.given, other.given)
    return NEVER


def _compare_given(one: PersonName, other: PersonName) -> NameLikeness:
    if one.given == other.given:
        return NameLikeness(7.0, "same name")
    if 1 in (len(one.given), len(other.given)):
        if one.given[0] == other.given[0]:
            return NameLikeness(4.5, "initial", is_short=True)
        return NEVER
    if may_be_one(one.given, other.given):
        return NameLikeness(6.7, "short form of the given name")
    if _is_typo(one.given, other.given):
        return NameLikeness(5.5, "given name with a typo")
    return NEVER


def _compare_single(one: PersonName, other: PersonName) -> NameLikeness:
    """A single word (kept as surname) may be either name of the other."""
    if not one.given and not other.given:
        is_same = one.surname == other.surname
        return NameLikeness(5.0, "same single name", is_short=True) if is_same else NEVER
    single, whole = (one, other) if not one.given else (other, one)
    fits = single.surname in (whole.surname, whole.given)
    return NameLikeness(4.0, "one name of two", is_short=True) if fits else NEVER


def _compare_given_beside_typo(one: str, other: str) -> NameLikeness:
    if 1 in (len(one), len(other)) and one != other:
        is_initial = one[0] == other[0]
        return NameLikeness(2.0, "initial, typo", is_short=True) if is_initial else NEVER
    return NameLikeness(5.5, "surname with a typo") if may_be_one(one, other) else NEVER


def _middles_differ(one: str, other: str) -> bool:
    """Whether both have middle names and their initials speak against each other."""
    return bool(one and other and one[0] != other[0])


def _is_typo(one: str, other: str) -> bool:
    from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

    if min(len(one), len(other)) < 4:
        return False
    edits = DamerauLevenshtein.distance(one, other)
    return edits == 1 or (edits == 2 and JaroWinkler.similarity(one, other) >= _TYPO)


@lru_cache(maxsize=10_000)
def role_family(role: str) -> str:
    """Family of a role by its words; "" for none. The first family that fits decides.

    Examples:
        >>> role_family("2nd Assistant Director"), role_family("Creative Director")
        ('assistant directing', 'creative')
    """
    text = f" {' '.join(words(role))} "
    for family, signs in _FAMILIES.items():
        if any(f" {sign} " in text for sign in signs):
            return family
    return ""
