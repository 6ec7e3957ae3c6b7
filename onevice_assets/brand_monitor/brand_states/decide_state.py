"""Decide what an answer does to one brand: presence, rank, belief and polarity, with evidence.

The states are those of metrics.md, strongest that holds first: recommended, compared, trusted,
mentioned, ignored. Features are the place of each mention (`locate_mention`) and the words around
it (`read_cues`); nothing here is drawn at random or asked of a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.judge_mention import judge
from onevice_assets.brand_monitor.brand_states.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.read_blocks import Block, Document
from onevice_assets.brand_monitor.brand_states.read_cues import cues_of
from onevice_assets.brand_monitor.brand_states.sell_belief import sell_belief

_STRENGTH = {"recommended": 4, "compared": 3, "trusted": 2, "mentioned": 1, "ignored": 0}
_SAID_REACH = 600


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one brand gets from one answer; `rank` is filled over all brands afterwards."""

    presence: str
    polarity: str | None
    belief: str | None
    evidence: tuple[int, int]
    option: Mention | None
    reason: str | None


def decide(document: Document, places: Sequence[Place], mentions: Sequence[Mention]) -> Verdict:
    """Judge a brand by all its places, at least one; `mentions` are those of all brands."""
    presence, place = "", places[0]
    for one in places:
        state = judge(document, one, mentions)
        if _STRENGTH[state] > _STRENGTH.get(presence, -1):
            presence, place = state, one
        if presence == "recommended":  # nothing is stronger
            break
    said = _said(document, place)
    return Verdict(
        presence=presence,
        polarity=_polarity(document, place, presence),
        belief=None if place.is_citation or presence == "ignored" else sell_belief(said),
        evidence=(place.start, place.end),
        option=place.mention if presence == "recommended" else None,
        reason="not_known" if presence == "ignored" else None,
    )


def _polarity(document: Document, place: Place, presence: str) -> str | None:
    if presence == "ignored":
        return None
    rejects = cues_of(document.language).rejects
    if presence != "recommended" and rejects.search(document.text, place.start, place.end):
        return "negative"
    return "positive" if presence == "recommended" else "neutral"


def _said(document: Document, place: Place) -> str:
    """Text about the brand: its sentence, or its whole option with what is nested below it."""
    if not place.is_head:
        return document.text[place.start : place.end]
    blocks = document.blocks
    first = blocks[place.block]
    end = first.end
    for block in blocks[place.block + 1 :]:
        if block.start - first.start > _SAID_REACH or _is_next_option(first, block, place.block):
            break
        end = block.end
    return document.text[place.mention.end : end]


def _is_next_option(first: Block, block: Block, index: int) -> bool:
    """Whether a block no longer belongs to the option that `first` opened."""
    if block.kind in ("heading", "card", "row"):
        return True
    if first.kind == "heading":
        return block.section != index
    return block.kind == "item" and block.depth <= first.depth
