"""What differs between two states of all names: whose names, and which.

A state of the names is what answers are read with (`Decided`), as plain JSON, so that it can be
kept under its version. Which days a change concerns is told by `find_affected`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.brand_states.choose_brands import Decided
from onevice_assets.brand_monitor.brand_states.finding.product_lines import product_names
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name

Names = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What differs between two states of the names.

    Attributes:
        names: every name that means something else, or is matched otherwise, in any spelling.
        brand_ids: brands that are there in one of them only, or are called otherwise. One that
            gained or lost a brand by a merge is concerned where that one's names stand.
    """

    names: frozenset[str]
    brand_ids: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.names or self.brand_ids)


def describe_names(decided: Decided) -> dict[str, Any]:
    """Write down all names as JSON: brands with their other names, policies and verdicts."""
    return {
        "brands": {one.brand_id: [one.name, one.domain, *one.aliases] for one in decided.catalogue},
        "policies": {
            brand: sorted(
                ([one.name, one.match_policy, *one.context_words] for one in said),
            )
            for brand, said in decided.policies.items()
        },
        "verdicts": {**decided.names.verdicts},
    }


def compare_names(before: Names, after: Names) -> Change:
    """Tell what differs between two states of the names, as `describe_names` wrote them."""
    names, brands = set[str](), set[str]()
    for brand, old, new in _pairs(before["brands"], after["brands"]):
        if old[:2] != new[:2]:
            brands.add(brand)
            names.update(filter(None, (*old[:1], *new[:1])))
        names |= {*old[2:]} ^ {*new[2:]}
    for _, old, new in _pairs(before["policies"], after["policies"]):
        names |= {row[0] for row in (*old, *new) if row not in old or row not in new}
    for name, old, new in _pairs(before["verdicts"], after["verdicts"]):
        if old != new:
            names.add(name)
    return Change(frozenset(names | _products(names)), frozenset(brands))


def _pairs(before: Names, after: Names) -> Iterator[tuple[str, Any, Any]]:
    for key in {**before, **after}:
        yield key, before.get(key, []), after.get(key, [])


def _products(names: set[str]) -> set[str]:
    """Product lines that stand for one of the names, which come and go with it."""
    return {alias.name for _, alias in product_names({fold_name(one): 0 for one in names})}
