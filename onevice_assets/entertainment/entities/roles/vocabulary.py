"""The roles of the trade and the phrases that name them, read from `roles.toml` and `words.toml`.

`find_roles` looks for these phrases in a text, `compare_roles` says when two names mean one role.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from onevice_assets.entertainment.entities.tokens import fold, tokenize

Kind = Literal["noun", "by", "does", "place"]
_KINDS: dict[str, tuple[Kind, bool]] = {
    "says": ("noun", False),
    "by": ("by", False),
    "does": ("does", False),
    "place": ("place", False),
    "weak_by": ("by", True),
    "weak_does": ("does", True),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role.

    Attributes:
        name: how we write it, and the graph stores it.
        type: the seed's `roleType` of who has it: Director, Creative Director, Talent, Client or
            Producer; "" for any other.
        of: the more general role it is too, or "".
    """

    name: str
    type: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What words may mean.

    Attributes:
        role: the role they name.
        kind: `noun` ("director"), `by` (a name follows), `does` (a name stands before) or `place`
            ("behind the camera").
        weak: another sign outweighs it.
    """

    role: Role
    kind: Kind
    weak: bool


@cache
def roles() -> Mapping[str, Role]:
    """Every role of the table by its folded name."""
    rows = _read("roles")["role"]
    made = (Role(row["name"], row.get("type", ""), row.get("of", "")) for row in rows)
    return {phrase_key(role.name): role for role in made}


@cache
def phrases() -> Mapping[str, tuple[Phrase, ...]]:
    """Every phrase of the table, folded, with what it may mean."""
    found: dict[str, list[Phrase]] = {}
    for row in _read("roles")["role"]:
        role = roles()[phrase_key(row["name"])]
        for column, (kind, weak) in _KINDS.items():
            for said in row.get(column, ()):
                found.setdefault(phrase_key(said), []).append(Phrase(role, kind, weak))
    nouns_first = {
        said: sorted(meant, key=lambda one: one.kind != "noun") for said, meant in found.items()
    }
    return {said: tuple(meant) for said, meant in nouns_first.items()}


@cache
def words(name: str) -> frozenset[str]:
    """One list of `words.toml`, folded."""
    return frozenset(phrase_key(word) for word in _read("words")[name])


@cache
def longest_phrase() -> int:
    """Words in the longest phrase."""
    return max(len(said.split()) for said in phrases())


def phrase_key(text: str) -> str:
    """A phrase as it is compared: folded words with single spaces, "&" as "and"."""
    kept = (token for token in tokenize(text) if token.kind != "mark" or token.text == "&")
    return " ".join("and" if token.text == "&" else fold(token.text) for token in kept)


@cache
def _read(name: str) -> dict[str, Any]:
    source = files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
