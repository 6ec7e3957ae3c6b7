"""What reading the same answers again changed: per brand, before and after.

Compared are the answers that both versions read. An answer is affected for a brand when its
presence, rank or belief differs; a brand without a row there is as good as ignored. Share of voice
is the marts' (metrics.md): unbranded answers, the tracked brands or, where there are none, those
found.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onevice_assets.tables.answers import PRESENCES

if TYPE_CHECKING:
    import pandas as pd

_KEY = ["llm_response_id", "brand_id"]
_JUDGED = ["presence", "position_rank", "belief_sold"]
_TRACKED = ("own", "competitor")
_NAMED = PRESENCES[:-1]


@dataclass
class Side:
    """A brand in one version.

    Attributes:
        presences: answers by presence.
        mentions: unbranded answers that name it, where it belongs to the set compared.
        share: those among the mentions of the set; none where nobody of the set is named or the
            brand is not of it.
    """

    presences: dict[str, int] = field(default_factory=dict)
    mentions: int = 0
    is_compared: bool = False
    share: float | None = None


@dataclass
class BrandChange:
    """A brand before and after, over all days compared."""

    brand_id: str
    brand: str
    before: Side
    after: Side
    answers_affected: int = 0

    @property
    def share_difference(self) -> float | None:
        """Share after less share before; a brand that is not compared has none of it."""
        if self.before.share is None and self.after.share is None:
            return None
        return (self.after.share or 0.0) - (self.before.share or 0.0)


@dataclass
class Comparison:
    """Two versions of some days.

    Attributes:
        answers: answers that both versions read.
        affected: those where any brand differs.
        brands: the brands that differ, most affected first.
        same: how many brands do not.
    """

    answers: int
    affected: int
    brands: list[BrandChange]
    same: int


def compare(days: Iterable[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]]) -> Comparison:
    """Compare two versions of the states of some days.

    Args:
        days: per day the states before, the states after, and the answers (`id`, `is_branded`,
            `response_text`).
    """
    changes: dict[str, BrandChange] = {}
    answers = affected = 0
    for before, after, asked in days:
        both = _read_by(before, asked) & _read_by(after, asked)
        old, new = (side[side["llm_response_id"].isin(both)] for side in (before, after))
        unbranded = set(asked.loc[~asked["is_branded"].astype(bool), "id"]) & both
        _count(changes, old, unbranded, "before")
        _count(changes, new, unbranded, "after")
        differing = _differing(old, new)
        for brand, count in differing["brand_id"].value_counts().items():
            changes[str(brand)].answers_affected += int(count)
        answers += len(both)
        affected += int(differing["llm_response_id"].nunique())
    _share(changes.values())
    moved = [one for one in changes.values() if one.answers_affected or one.share_difference]
    moved.sort(key=lambda one: (-one.answers_affected, one.brand))
    return Comparison(answers, affected, moved, len(changes) - len(moved))


def _read_by(states: pd.DataFrame, asked: pd.DataFrame) -> set[str]:
    """The answers that a version read: those with rows, or all where it watched no brand."""
    written = asked.loc[asked["response_text"].str.strip().str.len() > 0, "id"]
    if states["role"].isin((*_TRACKED, "found")).any():
        return set(states["llm_response_id"]) & set(written)
    return set(written)


def _count(
    changes: dict[str, BrandChange], states: pd.DataFrame, unbranded: set[str], side: str
) -> None:
    """Add a day's presences and mentions to one side of the brands."""
    compared = _TRACKED if states["role"].isin(_TRACKED).any() else ("found",)
    sizes = states.groupby(["brand_id", "presence"], as_index=False).size()
    for row in sizes.to_dict("records"):
        brand, presence = str(row["brand_id"]), str(row["presence"])
        one = changes.setdefault(brand, BrandChange(brand, "", Side(), Side()))
        presences = getattr(one, side).presences
        presences[presence] = presences.get(presence, 0) + int(row["size"])
    for row in states.drop_duplicates("brand_id").to_dict("records"):
        changes[str(row["brand_id"])].brand = str(row["brand_name"])
    of_set = states[states["role"].isin(compared)]
    for compared_brand in of_set["brand_id"].unique():
        getattr(changes[str(compared_brand)], side).is_compared = True
    named = of_set[of_set["presence"].isin(_NAMED) & of_set["llm_response_id"].isin(unbranded)]
    for named_brand, count in named["brand_id"].value_counts().items():
        getattr(changes[str(named_brand)], side).mentions += int(count)


def _differing(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Answer and brand of the states that differ; ignored and not there are the same."""
    import pandas as pd

    columns = [*_KEY, *_JUDGED]
    both = old[columns].merge(new[columns], on=_KEY, how="outer", suffixes=("_old", "_new"))
    differs = pd.Series(data=False, index=both.index)
    for name in _JUDGED:
        empty = "ignored" if name == "presence" else "–"
        one, other = (
            both[f"{name}_{side}"].astype(object).fillna(empty).astype(str)
            for side in ("old", "new")
        )
        differs |= one != other
    return both.loc[differs.to_numpy(), _KEY]


def _share(changes: Iterable[BrandChange]) -> None:
    every = list(changes)
    for side in ("before", "after"):
        sides = [getattr(one, side) for one in every]
        total = sum(one.mentions for one in sides)
        for one in sides:
            if one.is_compared and total:
                one.share = one.mentions / total
