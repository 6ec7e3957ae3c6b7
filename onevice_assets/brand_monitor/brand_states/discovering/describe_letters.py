"""Describe what the letters of a name alone say: case, signs, everyday words, places, first names.

What stands around a name is described in `describe_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from onevice_assets.brand_monitor.brand_states.discovering.sight_names import JOINTS, has_digit
from onevice_assets.words.known_words import (
    is_first_name,
    is_place,
)
from onevice_assets.words.ordinary_words import is_ordinary

_POSSESSIVES = ("'", "'s", "’", "’s")
_SIGNS = {"&": "ampersand", "-": "hyphen", "!": "bang"}
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]")
_HOST = re.compile(r"\w\.(?:com|io|ai|net|org|co|app|dev|fr|de|es|it|pt|uk|so)$", re.IGNORECASE)
_ABSTRACT = (
    "ing", "tion", "sion", "ness", "ment", "ity", "ship", "ance", "ence", "ers", "ies",
)  # fmt: skip
_PARTICLES = frozenset({"la", "le", "the", "el", "de", "st", "dr", "new"})
_ACRONYM = 4
_LONG = 20
MODEL_WORDS = frozenset(
    {
        "pro", "max", "plus", "mini", "air", "lite", "elite", "premium", "series", "edition", "gen",
        "ultra", "prime", "signature", "classic", "deluxe", "advanced", "select", "one", "touch",
        "smart",
    }
)  # fmt: skip


@lru_cache(maxsize=65536)
def describe_letters(name: str, key: str) -> Mapping[str, float]:
    """What the letters alone say; only what holds is in it."""
    words = key.split()
    ordinary = sum(map(is_ordinary, words))
    features = dict.fromkeys(_traits(name, key, words), 1.0)
    features[f"words_{min(name.count(' ') + 1, 5)}"] = 1.0
    if ordinary:
        features["ordinary_share"] = ordinary / len(words)
        if is_ordinary(words[0]):
            features["first_ordinary"] = 1.0
        if ordinary == len(words):
            features["ordinary"] = 1.0
            features["ordinary_one"] = float(ordinary == 1)
    elif len(words) == 1:
        features["coined_one"] = 1.0
    return features


def _traits(name: str, key: str, words: list[str]) -> Iterator[str]:
    """Names of what holds of a name as it is written."""
    yield from _case_traits(name)
    yield from _sign_traits(name)
    yield from _known_traits(key, words)
    if len(key.replace(" ", "")) <= len("xx"):
        yield "short"
    elif len(key) > _LONG:
        yield "long"
    if words[-1].endswith(_ABSTRACT):
        yield "abstract"
    if words[-1].endswith("s") and is_ordinary(words[-1]):
        yield "plural"
    if not JOINTS.isdisjoint(name.lower().split()):
        yield "joint"


def _sign_traits(name: str) -> Iterator[str]:
    if has_digit(name):
        yield "digit"
        if name[0].isdigit():
            yield "digits"
    for sign, trait in _SIGNS.items():
        if sign in name:
            yield trait
    if name.endswith(_POSSESSIVES):
        yield "possessive"
    if "." in name and _HOST.search(name):
        yield "host"


def _case_traits(name: str) -> Iterator[str]:
    if name.isupper() and len(name) > 1:
        yield "capitals"
        if len(name) <= _ACRONYM and name.isalpha():
            yield "acronym"
    elif not name.istitle() and _CAMEL.search(name):
        yield "camel"
    if name[0].islower():
        yield "small_start"
    elif name.lower() == name.upper():
        yield "no_case"


def _known_traits(key: str, words: list[str]) -> Iterator[str]:
    if words[0] in _PARTICLES:
        yield "particle"
    if is_place(key):
        yield "place"
    elif is_place(words[0]):
        yield "place_first"
    if is_first_name(words[0]):
        yield "first_name"
        if len(words) == len(("first", "last")):
            yield "person"


@lru_cache(maxsize=65536)
def word_kind(word: str) -> str:
    """What a folded word looks like: D digit, J joint, M model, P place, N name, o everyday, c."""
    if has_digit(word):
        return "D"
    if word in JOINTS or not word:
        return "J"
    if word in MODEL_WORDS:
        return "M"
    if is_place(word):
        return "P"
    if is_first_name(word):
        return "N"
    return "o" if is_ordinary(word) else "c"
