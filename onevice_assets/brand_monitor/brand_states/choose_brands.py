"""Choose the brands that a partition's answers are read for, and what each is to the website.

Tracked brands come first, then the catalogue, then candidates found in the answers. Where the
website tracks nothing, the candidates that are sure enough stand in for tracked brands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.brand_states.catalogue import Catalogue, KnownBrand
from onevice_assets.brand_monitor.brand_states.discover_brands import is_sure
from resources.control_plane.brands import CatalogueBrand, TrackedBrand


@dataclass(frozen=True, slots=True)
class BrandSet:
    """The brands of a partition.

    Attributes:
        catalogue: all of them, in the order that decides who keeps a shared alias.
        roles: own, competitor, found or catalogue, by brand id.
        watched: ids of the brands that get a row even where an answer ignores them.
        alias_version: version of the names used.
    """

    catalogue: Catalogue
    roles: Mapping[str, str]
    watched: tuple[str, ...]
    alias_version: str


def choose_brands(
    tracked: Sequence[TrackedBrand],
    catalogue: Iterable[CatalogueBrand],
    candidates: Iterable[Mapping[str, Any]],
    alias_version: str,
) -> BrandSet:
    """Put tracked brands, catalogue and candidates together.

    Args:
        tracked: brands of the website on that day.
        catalogue: every brand of the control plane.
        candidates: rows of `brand_candidates` of the partition, `surfaces` decoded.
        alias_version: the control plane's version of names and aliases.
    """
    found = [
        row for row in candidates if is_sure(row["name"], row["response_count"], row["confidence"])
    ]
    rows: list[CatalogueBrand | TrackedBrand] = [*tracked, *catalogue]
    brands: dict[str, KnownBrand] = {}
    for row in rows:
        brands.setdefault(row.brand_id, _known(row))
    for candidate in found:
        brands.setdefault(candidate["brand_id"], _found(candidate))
    roles = dict.fromkeys(brands, "catalogue")
    roles.update({row["brand_id"]: "found" for row in found})
    roles.update({row.brand_id: row.role for row in tracked})
    watched = [row.brand_id for row in tracked] or [row["brand_id"] for row in found]
    return BrandSet(Catalogue(tuple(brands.values())), roles, tuple(watched), alias_version)


def _known(row: CatalogueBrand | TrackedBrand) -> KnownBrand:
    return KnownBrand(row.brand_id, row.name, tuple(row.aliases), row.domain)


def _found(row: Mapping[str, Any]) -> KnownBrand:
    spellings = tuple(name for name in row["surfaces"] if name != row["name"])
    return KnownBrand(row["brand_id"], row["name"], spellings)
