"""The brands an answer is read for, numbered for the automaton.

A catalogue is plain data, so that reading answers needs neither a database nor Dagster; which
brands go in is decided in `choose_brands`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resources.identity import brand_id, normalize_brand_name


@dataclass(frozen=True, slots=True)
class KnownBrand:
    """A brand and everything it is called."""

    brand_id: str
    name: str
    aliases: tuple[str, ...] = ()
    domain: str | None = None


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


def catalogue_from_names(names: Sequence[str]) -> Catalogue:
    """Make a catalogue of bare names; spellings of one normalized name are one brand."""
    merged: dict[str, str] = {}
    for name in names:
        if name.strip():
            merged.setdefault(normalize_brand_name(name), name.strip())
    return Catalogue(tuple(KnownBrand(brand_id(name), name) for name in merged.values()))
