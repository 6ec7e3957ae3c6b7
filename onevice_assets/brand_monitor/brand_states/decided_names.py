"""What stands about the names of a partition: brands of the catalogue, and people's verdicts.

Two spellings are one name where their letters and digits are (`match_key`); of a verdict only
where these are at least three, because short names differ by one sign (C and C++).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from resources.control_plane.brand_verdicts import BrandDecision
from resources.control_plane.catalogue import CatalogueBrand
from resources.identity import normalize_brand_name

Verdict = Literal["approved", "rejected", "merged"]

_LONG_ENOUGH = 3


def match_key(name: str) -> str:
    """Key under which two spellings of a name are the same: letters and digits, folded."""
    return fold_name(name).replace(" ", "") or name


@dataclass(frozen=True)
class DecidedNames:
    """Who a name is and what people said about it.

    Attributes:
        known: brand ids of the catalogue by `match_key` of every name, merged ones' as the
            survivor's.
        verdicts: what stands about a name, by normalized name.
        keys: the same by `match_key`.
    """

    known: Mapping[str, str]
    verdicts: Mapping[str, Verdict]
    keys: Mapping[str, Verdict]

    def brand_of(self, name: str, spellings: Iterable[str] = ()) -> str | None:
        """Id of the brand that a name belongs to, or else the first of its spellings.

        A longer name that it begins ("Canon PIXMA" of "Canon") is no spelling here: that brand may
        be in the catalogue without this one.
        """
        longer = f"{fold_name(name)} "
        same = (one for one in spellings if not fold_name(one).startswith(longer))
        found = (self.known.get(match_key(one)) for one in (name, *same))
        return next(filter(None, found), None)

    def verdict_on(self, name: str) -> Verdict | None:
        """What people decided about a name, in this or a like spelling."""
        exact = self.verdicts.get(normalize_brand_name(name))
        key = match_key(name)
        return exact or (self.keys.get(key) if len(key) >= _LONG_ENOUGH else None)


def decide_names(
    brands: Iterable[CatalogueBrand], decisions: Iterable[BrandDecision]
) -> DecidedNames:
    """Put catalogue and decisions together; of two brands with one name the later one has it."""
    said = list(decisions)
    return DecidedNames(
        known={
            match_key(name): brand.brand_id
            for brand in brands
            for name in (brand.name, *brand.aliases)
        },
        verdicts={one.normalized_name: one.verdict for one in said},
        keys={match_key(one.name): one.verdict for one in said},
    )
