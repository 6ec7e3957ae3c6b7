"""How the tests of this stage read an answer: for the brands they name, and nothing else."""

from __future__ import annotations

from onevice_assets.brand_monitor.brand_states.catalogue import Catalogue, KnownBrand
from onevice_assets.brand_monitor.brand_states.extract import BrandState, Extractor
from resources.identity import brand_id


def read(text: str, *names: str, **aliases: list[str]) -> dict[str, BrandState]:
    """States of the brands a text names; `aliases` by brand name."""
    brands = [KnownBrand(brand_id(n), n, tuple(aliases.get(n, ()))) for n in (*names, *aliases)]
    return {one.name: one for one in Extractor(Catalogue(tuple(brands))).read(text)}


def named(text: str, *names: str, **aliases: list[str]) -> set[str]:
    """Brands that a text names."""
    states = read(text, *names, **aliases)
    return {name for name, state in states.items() if state.presence != "ignored"}
