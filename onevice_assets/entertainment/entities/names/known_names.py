"""The gazetteer of organizations and the words that tell a company, a place or a person's name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from onevice_assets.entertainment.entities.roles.vocabulary import phrase_key
from onevice_assets.entertainment.entities.tokens import tokenize


@cache
def known_organizations() -> Mapping[tuple[str, ...], str]:
    """Folded tokens of every known organization with its type in the seed's words."""
    kinds = {"Agency of Talent": "Agency", "Studio": "Production Company", "Post House": ""}
    return {
        tuple(token.fold for token in tokenize(name)): kinds.get(kind, kind)
        for kind, names in _read()["known"].items()
        for name in names
    }


@cache
def longest_organization() -> int:
    """Tokens of the longest known organization."""
    return max(map(len, known_organizations()))


@cache
def organization_words(name: str) -> frozenset[str]:
    """One list of `[words]`: `last`, `legal`, `roles` or `fields`, folded."""
    return frozenset(phrase_key(word) for word in _read()["words"][name])


@cache
def _read() -> dict[str, Any]:
    source = files(__package__).joinpath("organizations.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))
