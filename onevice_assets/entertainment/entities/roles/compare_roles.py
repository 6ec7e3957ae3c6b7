"""When two names of roles mean the same one: "DP" and "Director of Photography"."""

from __future__ import annotations

import re
from functools import lru_cache

from onevice_assets.entertainment.entities.roles.vocabulary import (
    Role,
    phrase_key,
    phrases,
    roles,
    words,
)

_UNKNOWN = frozenset({"", "unknown", "none", "null", "n a", "na", "unspecified", "mentioned"})
_JOINS = re.compile(r"\s*(?:/|;|\||,|\+|&|\band\b)\s*", re.IGNORECASE)
_PAIR = re.compile(r"(?<=[a-z])-(?=[a-z])", re.IGNORECASE)
_AMBIGUOUS = {"ad": "Assistant Director", "md": "Managing Director"}


def canonical_role(text: str) -> Role | None:
    """The role that a title names, in our words; None for one that says there is none.

    Args:
        text: a title in any case, with or without hyphens: "dop", "CO-DIRECTOR", "1st AD".

    Returns:
        A role of the table; else one named as written, with the role it is a rank of, if any
        ("Senior Producer" is a Producer, "Associate Producer" is not).
    """
    key = phrase_key(text)
    if key in _UNKNOWN:
        return None
    meant = _look_up(key)
    if meant is not None:
        return meant
    first, _, rest = key.partition(" ")
    general = canonical_role(rest) if rest and first in words("ranks") else None
    title = " ".join(text.split())
    return Role(title, general.type, general.name) if general else Role(title)


def split_roles(text: str) -> list[Role]:
    """Every role of a label that may join several: "Director / Editor", "writer-director"."""
    whole = phrase_key(text)
    if whole in _UNKNOWN or _look_up(whole) is not None:
        found = [canonical_role(text)]
    else:
        parts = [part for part in _JOINS.split(text) if part.strip()]
        found = [canonical_role(one) for part in parts for one in _split_pair(part)]
    return list(dict.fromkeys(role for role in found if role is not None))


@lru_cache(maxsize=4096)
def same_role(one: str, other: str) -> bool:
    """Whether two titles mean one role, or one is the more general name of the other.

    "DP" and "Director of Photography", "1st AD" and "Assistant Director", "Executive Creative
    Director" and "Creative Director"; never "Associate Creative Director" and "Creative Director".
    """
    left, right = canonical_role(one), canonical_role(other)
    if left is None or right is None:
        return left is right
    names = {phrase_key(left.name), phrase_key(left.of)} - {""}
    others = {phrase_key(right.name), phrase_key(right.of)} - {""}
    return phrase_key(left.name) in others or phrase_key(right.name) in names


def _look_up(key: str) -> Role | None:
    if key in roles():
        return roles()[key]
    if key in _AMBIGUOUS:
        return roles()[phrase_key(_AMBIGUOUS[key])]
    for said in (key, key.removesuffix("s")):
        nouns = [phrase.role for phrase in phrases().get(said, ()) if phrase.kind == "noun"]
        if nouns:
            return nouns[0]
    return None


def _split_pair(part: str) -> list[str]:
    """A pair joined by a hyphen, where both halves are roles of their own: "writer-director"."""
    halves = _PAIR.split(part)
    known = len(halves) > 1 and all(_look_up(phrase_key(half)) is not None for half in halves)
    return halves if known and _look_up(phrase_key(part)) is None else [part]
