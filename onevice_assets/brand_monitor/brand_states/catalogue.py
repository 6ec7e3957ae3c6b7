"""The brands an answer is read for, numbered for the automaton.

A catalogue is plain data, so that reading answers needs neither a database nor Dagster; which
brands go in is decided in `choose_brands`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from resources.identity import brand_id, normalize_brand_name

MatchPolicy = Literal["auto", "any_case", "exact", "context"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of a brand and how it must be written to count.

    Attributes:
        name: as its owner writes it.
        policy: `auto`: the finder decides, by case and place; `any_case`: sure however it is
            written; `exact`: only in these very letters; `context`: only where the same block
            holds one of the words.
        context: lower-case words and phrases, for `context`.
    """

    name: str
    policy: MatchPolicy = "auto"
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownBrand:
    """A brand and everything it is called.

    Attributes:
        brand_id: its id.
        name: its name.
        aliases: its other names.
        domain: its domain, if known.
        rules: the names among these about which a person said how they must be written.
    """

    brand_id: str
    name: str
    aliases: tuple[str, ...] = ()
    domain: str | None = None
    rules: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Brands in a fixed order; the order decides which of two brands keeps a shared alias."""

    brands: tuple[KnownBrand, ...]

    def names(self) -> list[tuple[int, str]]:
        """(number, name) and (number, alias): names of all brands come before any alias."""
        names = [(number, brand.name) for number, brand in enumerate(self.brands)]
        for number, brand in enumerate(self.brands):
            names += [(number, alias) for alias in brand.aliases]
        return names

    def ruled_names(self) -> list[tuple[int, Alias]]:
        """The same numbers and names in the same order as `names`, each with its policy."""
        rules = {
            (number, normalize_brand_name(rule.name)): rule
            for number, brand in enumerate(self.brands)
            for rule in brand.rules
        }
        if not rules:
            return [(number, Alias(name)) for number, name in self.names()]
        ruled = []
        for number, name in self.names():
            rule = rules.get((number, normalize_brand_name(name)))
            said = Alias(name, rule.policy, rule.context) if rule else Alias(name)
            ruled.append((number, said))
        return ruled


def catalogue_from_names(names: Sequence[str]) -> Catalogue:
    """Make a catalogue of bare names; spellings of one normalized name are one brand."""
    merged: dict[str, str] = {}
    for name in names:
        if name.strip():
            merged.setdefault(normalize_brand_name(name), name.strip())
    return Catalogue(tuple(KnownBrand(brand_id(name), name) for name in merged.values()))
