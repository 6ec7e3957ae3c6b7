"""Decide what an answer does to one brand: presence, rank, belief and polarity, with evidence.

The states are those of metrics.md, strongest that holds first: recommended, compared, trusted,
mentioned, ignored. Features are the place of each mention (`locate_mention`) and the words around
it (`read_cues`); nothing here is drawn at random or asked of a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states import read_cues
from onevice_assets.brand_monitor.brand_states.locate_mention import Place, is_options_section
from onevice_assets.brand_monitor.brand_states.read_blocks import Block, Document
from onevice_assets.brand_monitor.brand_states.sell_belief import sell_belief

_STRENGTH = {"recommended": 4, "compared": 3, "trusted": 2, "mentioned": 1, "ignored": 0}
_SAID_REACH = 1200
_ONE_OPTION = re.compile(r"[\s*_]*(?:\(?(?:by|from)[\s*_]+)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one brand gets from one answer; `rank` is filled over all brands afterwards."""

    presence: str
    polarity: str | None
    belief: str | None
    evidence: tuple[int, int]
    option_start: int | None
    reason: str | None


def decide(document: Document, places: Sequence[Place]) -> Verdict:
    """Judge a brand by all its mentions; at least one is given."""
    judged = [(judge(document, place), place) for place in places]
    presence, place = max(judged, key=lambda one: (_STRENGTH[one[0]], -one[1].mention.start))
    option = next((p for state, p in judged if state == "recommended"), None)
    said = _said(document, place)
    return Verdict(
        presence=presence,
        polarity=_polarity(document.text[place.start : place.end], presence),
        belief=None if place.is_citation or presence == "ignored" else sell_belief(said),
        evidence=(place.start, place.end),
        option_start=option.mention.start if option else None,
        reason="not_known" if presence == "ignored" else None,
    )


def judge(document: Document, place: Place) -> str:
    """State that one mention alone gives its brand."""
    if place.is_citation:
        return "trusted" if _is_label(document, place) else "mentioned"
    text = document.text[place.start : place.end]
    if read_cues.NEVER_HEARD.search(text):
        return "ignored"
    if _is_rejected(document, place, text):
        return "mentioned"
    if place.is_head and _is_option(document, place):
        return "recommended"
    return _judge_prose(text, place.mention.start - place.start)


def rank(starts: dict[int, tuple[int, int]], text: str) -> dict[int, int]:
    """Rank options by first presentation, from 1, without gaps.

    Args:
        starts: per brand, the span of the mention that first presents it as an option.
        text: the answer; brands written together as one option share a rank.
    """
    ranks: dict[int, int] = {}
    current, end_of_last = 0, -1
    for brand, (start, end) in sorted(starts.items(), key=lambda one: one[1]):
        together = end_of_last >= 0 and _ONE_OPTION.fullmatch(text, end_of_last, start)
        if not together:
            current += 1
        ranks[brand] = current
        end_of_last = end
    return ranks


def _is_label(document: Document, place: Place) -> bool:
    return document.blocks[place.block].kind != "reference"


def _is_option(document: Document, place: Place) -> bool:
    block = document.blocks[place.block]
    if block.kind == "card":
        return True
    return is_options_section(document, block)


def _is_rejected(document: Document, place: Place, text: str) -> bool:
    block = document.blocks[place.block]
    if block.section >= 0:
        section = document.blocks[block.section]
        title = document.text[section.body : section.head_end]
        if read_cues.NEGATIVE_SECTION.search(title):
            return True
    return read_cues.REJECTS.search(text) is not None and not place.is_head


def _judge_prose(text: str, at: int) -> str:
    """State of a mention in running text, by the strongest cue that applies to its side of it."""
    before = text[:at]
    if read_cues.SELLS.search(before):
        return "mentioned"
    trusted = read_cues.TRUSTS.search(text) is not None
    compared = read_cues.COMPARES.search(text)
    if compared and compared.end() <= at:
        return "compared"
    if not trusted and read_cues.RECOMMENDS.search(text):
        return "recommended"
    if compared:
        return "compared"
    return "trusted" if trusted else "mentioned"


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
