"""Creative gaps: what is missing, by attribute and audience.

    proven    it is believed to work for an audience, and no active creative has it
    unshown   it is believed to work for an audience, active creatives have it, none ran for them
    untried   no active creative has it at all, and nothing is known of it

A creative has an attribute where it is told with a confidence of 0.5 or more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from onevice_assets.campaigns.decisions.answers import Draft
from onevice_assets.campaigns.decisions.learned import Learned, read_learned
from onevice_assets.campaigns.decisions.portfolio import (
    Campaign,
    Creative,
    read_campaigns,
    read_creatives,
)
from onevice_assets.campaigns.decisions.reach import Reach
from onevice_assets.campaigns.memory import questions as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandTransaction
from onevice_assets.campaigns.model.shared import SHARED

HAS: Final = 0.5
Kind = Literal["proven", "unshown", "untried"]
_ORDER: Final[tuple[Kind, ...]] = ("proven", "unshown", "untried")


@dataclass(frozen=True)
class Gap:
    """One thing that is missing.

    Attributes:
        kind: see the module.
        attribute: as `Tone calm`.
        audience: for whom; none where it is for everybody.
        lift: what is believed it brings, against the audience's usual; none for `untried`.
        because: what that rests on.
        could_use: file names of active creatives that have it (`unshown`), five at most.
    """

    kind: Kind
    attribute: str
    audience: str | None
    lift: float | None
    because: str
    could_use: tuple[str, ...] = ()


@dataclass(frozen=True)
class CreativeGaps:
    """What is missing, what is proven first and the largest lift first."""

    active_creatives: int
    gaps: tuple[Gap, ...]


def find_gaps(reach: Reach) -> Draft[CreativeGaps]:
    """What a client's active creatives lack.

    Raises:
        GraphAwayError: the graph does not answer.
    """
    creatives, campaigns, learned = reach.look(_read)
    active = {one.id: one for one in creatives.values() if one.is_active}
    gaps = [*_learned_gaps(active, campaigns, learned), *_untried_gaps(active, learned)]
    gaps.sort(key=lambda one: (_ORDER.index(one.kind), -(one.lift or 0.0), one.attribute))
    notes = []
    if not active:
        notes.append("The client has no active creative, so everything is missing.")
    if not any(one.is_good for one in learned):
        notes.append("Nothing is believed to work yet, so only untried attributes are told.")
    if active and not any(one.attributes for one in active.values()):
        notes.append("No creative was looked at by a model: `ONEVICE_VISION`, docs/campaigns.md.")
    return Draft(CreativeGaps(len(active), tuple(gaps)), "graph", tuple(notes))


def _read(
    transaction: BrandTransaction,
) -> tuple[dict[str, Creative], dict[str, Campaign], list[Learned]]:
    return read_creatives(transaction), read_campaigns(transaction), read_learned(transaction)


def _learned_gaps(
    active: Mapping[str, Creative], campaigns: Mapping[str, Campaign], learned: list[Learned]
) -> Iterator[Gap]:
    for one in learned:
        if not one.is_good:
            continue
        have = {each.id for each in active.values() if _has(each, one.attribute)}
        shown = {
            each
            for campaign in campaigns.values()
            if one.audience_id in campaign.audiences
            for each in campaign.creatives
        }
        if not have:
            yield Gap("proven", one.attribute, one.audience, one.lift, one.tell())
        elif not have & shown:
            could = tuple(sorted(active[each].filename for each in have)[:5])
            yield Gap("unshown", one.attribute, one.audience, one.lift, one.tell(), could)


def _untried_gaps(active: Mapping[str, Creative], learned: list[Learned]) -> Iterator[Gap]:
    known = {one.attribute for one in learned if one.is_believed}
    for label in cypher.ATTRIBUTES:
        for name in SHARED[label]:
            attribute = f"{label} {name}"
            if attribute in known or any(_has(one, attribute) for one in active.values()):
                continue
            yield Gap("untried", attribute, None, None, "no active creative has it")


def _has(one: Creative, attribute: str) -> bool:
    return one.attributes.get(attribute, 0.0) >= HAS
