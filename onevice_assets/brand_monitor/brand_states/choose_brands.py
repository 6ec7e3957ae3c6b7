"""Choose the brands that a partition's answers are read for, and what each is to the website.

Tracked brands come first, then the catalogue, then candidates found in the answers. Where the
website tracks nothing, the candidates that are sure enough or approved stand in for tracked
brands. A merged brand is its survivor here; a rejected name is nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.brand_states.catalogue import Alias, Catalogue, KnownBrand
from onevice_assets.brand_monitor.brand_states.decided_names import DecidedNames
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import is_sure
from resources.control_plane.brands import CatalogueBrand, NamePolicy, TrackedBrand
from resources.identity import brand_id


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


@dataclass(frozen=True, slots=True)
class Decided:
    """What people decided about all brands.

    Attributes:
        catalogue: every surviving brand of the control plane with all its names.
        policies: how names must be written to count, by brand id, where a person said so.
        names: what stands about which name.
        alias_version: the control plane's version of all of it.
    """

    catalogue: Sequence[CatalogueBrand]
    policies: Mapping[str, tuple[NamePolicy, ...]]
    names: DecidedNames
    alias_version: str


def choose_brands(
    tracked: Sequence[TrackedBrand],
    decided: Decided,
    candidates: Iterable[Mapping[str, Any]],
) -> BrandSet:
    """Put tracked brands, catalogue and candidates together.

    Args:
        tracked: brands of the website on that day.
        decided: what people decided about all brands.
        candidates: rows of `brand_candidates` of the partition, `surfaces` decoded. What stands
            about their names is taken from `decided`, so that rows of before a decision will do.
    """
    found = _found(candidates, decided.names)
    rows: list[CatalogueBrand | TrackedBrand] = [*tracked, *decided.catalogue]
    brands: dict[str, KnownBrand] = {}
    for row in rows:
        if row.brand_id not in brands:
            brands[row.brand_id] = _known(row, decided.policies.get(row.brand_id, ()))
    for brand in found:
        brands.setdefault(brand.brand_id, brand)
    roles = dict.fromkeys(brands, "catalogue")
    roles.update({brand.brand_id: "found" for brand in found})
    roles.update({row.brand_id: row.role for row in tracked})
    watched = [row.brand_id for row in tracked] or [brand.brand_id for brand in found]
    return BrandSet(
        Catalogue(tuple(brands.values())),
        roles,
        tuple(dict.fromkeys(watched)),
        decided.alias_version,
    )


def _known(row: CatalogueBrand | TrackedBrand, said: Sequence[NamePolicy]) -> KnownBrand:
    rules = tuple(Alias(one.name, one.match_policy, one.context_words) for one in said)
    return KnownBrand(row.brand_id, row.name, tuple(row.aliases), row.domain, rules)


def _found(candidates: Iterable[Mapping[str, Any]], names: DecidedNames) -> list[KnownBrand]:
    """The candidates that may stand in: sure ones, and those a person said are brands."""
    found = []
    for row in candidates:
        verdict = names.verdict_on(row["name"])
        sure = verdict or (
            is_sure(row["name"], row["response_count"], row["confidence"]) and not _is_source(row)
        )
        if verdict == "rejected" or not sure:
            continue
        spellings = tuple(
            one
            for one in row["surfaces"]
            if one != row["name"] and names.verdict_on(one) != "rejected"
        )
        brand = names.brand_of(row["name"], row["surfaces"]) or brand_id(row["name"])
        found.append(KnownBrand(brand, row["name"], spellings))
    return found


def _is_source(row: Mapping[str, Any]) -> bool:
    """Whether citations alone show a name: a magazine stands in for no brand."""
    kinds = {place["kind"] for place in json.loads(row.get("evidence") or "[]")}
    return kinds == {"citation"}
