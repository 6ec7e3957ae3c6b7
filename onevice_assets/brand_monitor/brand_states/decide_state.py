"""Decide what an answer does to one brand: presence, rank, belief and polarity, with evidence.

The states are those of metrics.md, strongest that holds first: recommended, compared, trusted,
mentioned, ignored. Features are the place of each mention (`locate_mention`) and the words around
it (`read_cues`); nothing here is drawn at random or asked of a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states import read_cues
from onevice_assets.brand_monitor.brand_states.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.locate_mention import Place, is_options_section
from onevice_assets.brand_monitor.brand_states.read_blocks import Block, Document
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


def decide(document: Document, places: Sequence[Place]) -> Verdict:
    """Judge a brand by all its mentions; at least one is given."""
    presence, place = "", places[0]
    for one in places:
        state = judge(document, one)
        if _STRENGTH[state] > _STRENGTH.get(presence, -1):
            presence, place = state, one
        if presence == "recommended":  # nothing is stronger
            break
    said = _said(document, place)
    return Verdict(
        presence=presence,
        polarity=_polarity(document.text[place.start : place.end], presence),
        belief=None if place.is_citation or presence == "ignored" else sell_belief(said),
        evidence=(place.start, place.end),
        option=place.mention if presence == "recommended" else None,
        reason="not_known" if presence == "ignored" else None,
    )


def judge(document: Document, place: Place) -> str:
    """State that one mention alone gives its brand."""
    if place.is_citation:
        return "trusted" if _is_label(document, place) else "mentioned"
    text = document.text[place.start : place.end]
    if place.is_head and _is_option(document, place):
        return "mentioned" if _is_in_rejected_section(document, place) else "recommended"
    if read_cues.NEVER_HEARD.search(text):
        return "ignored"
    if _is_in_rejected_section(document, place) or _is_rejected(place, text):
        return "mentioned"
    return _judge_prose(text, place.mention.start - place.start, place.is_feature)


def _is_label(document: Document, place: Place) -> bool:
    return document.blocks[place.block].kind != "reference"


def _is_option(document: Document, place: Place) -> bool:
    block = document.blocks[place.block]
    if block.kind == "card":
        return True
    return is_options_section(document, block)


def _is_in_rejected_section(document: Document, place: Place) -> bool:
    block = document.blocks[place.block]
    if block.section < 0:
        return False
    section = document.blocks[block.section]
    title = document.text[section.body : section.head_end]
    return read_cues.NEGATIVE_SECTION.search(title) is not None


def _is_rejected(place: Place, text: str) -> bool:
    return read_cues.REJECTS.search(text) is not None and not place.is_head


def _judge_prose(text: str, at: int, is_feature: bool) -> str:
    """State of a mention in running text, by the strongest cue that applies to its side of it."""
    before = text[:at]
    if read_cues.USES.search(before):
        return "mentioned"
    if read_cues.TRUSTS.search(before) or read_cues.TRUSTS_BEHIND.match(text, at):
        return "trusted"
    if read_cues.SELLS.search(before):
        return "mentioned"
    compared = read_cues.COMPARES.search(text)
    if compared and (compared.end() <= at or is_feature):
        return "compared" if compared.end() <= at else "mentioned"
    if not is_feature and read_cues.RECOMMENDS.search(text):
        return "recommended"
    return "compared" if compared else "mentioned"


def _polarity(text: str, presence: str) -> str | None:
    if presence == "ignored":
        return None
    if presence != "recommended" and read_cues.REJECTS.search(text):
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
