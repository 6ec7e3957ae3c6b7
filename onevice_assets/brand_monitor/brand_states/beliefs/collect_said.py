"""Collect the spans of an answer that are about one brand: its options with what stands below them.

`near_span` is what is said where the state was decided, `told_spans` all of it. Spans are offsets.
"""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document

Span = tuple[int, int]

_NEAR_REACH = 600
_TOLD_REACH = 900
_LONGEST = 3_000  # characters about one option; the rest of a longer block is not weighed
_PLACES = 4
_PARAGRAPH_NEAR = 2


def near_span(document: Document, place: Place) -> Span:
    """The sentence of a mention, or its whole option with what is nested below it."""
    if not place.is_head:
        return place.start, place.end
    first = document.blocks[place.block]
    end = first.end
    for block in document.blocks[place.block + 1 :]:
        if block.start - first.start > _NEAR_REACH or _is_next(first, block, place.block):
            break
        end = block.end
    return place.mention.end, min(end, place.mention.end + _LONGEST)


def told_spans(
    document: Document, places: Sequence[Place], place: Place, presence: str
) -> list[Span]:
    """All that is said about a brand: at most four of its options or, without any, sentences.

    Args:
        document: the answer.
        places: of the brand, in reading order.
        place: the one that decided its state.
        presence: its state.
    """
    if presence != "recommended":
        return [_told_span(document, place)]
    told = [one for one in places if one.is_head] or [one for one in places if not one.is_citation]
    spans: list[Span] = []
    for one in told[:_PLACES]:
        span = _told_span(document, one)
        if not any(start <= span[0] < end for start, end in spans):
            spans.append(span)
    return spans or [_told_span(document, place)]


def title_spans(document: Document, place: Place) -> dict[str, Span]:
    """The rest of the title that a mention opens, and the title of the section it stands in."""
    if place.block < 0:
        return {}
    block = document.blocks[place.block]
    spans = {}
    if place.is_head and block.head_end > place.mention.end:
        spans["title"] = (place.mention.end, block.head_end)
    if block.section >= 0:
        section = document.blocks[block.section]
        spans["section"] = (section.body, section.head_end)
    return spans


def _told_span(document: Document, place: Place) -> Span:
    if not place.is_head:
        return place.start, place.end
    first = document.blocks[place.block]
    end = first.end
    for index, block in enumerate(document.blocks[place.block + 1 :], start=place.block + 1):
        if block.start - first.start > _TOLD_REACH or _is_beyond(first, block, place.block, index):
            break
        end = block.end
    return place.mention.end, min(end, place.mention.end + _LONGEST)


def _is_next(first: Block, block: Block, index: int) -> bool:
    """Whether a block no longer belongs to the option that `first` opened."""
    if block.kind in ("heading", "card", "row"):
        return True
    if first.kind == "heading":
        return block.section != index
    return block.kind == "item" and block.depth <= first.depth


def _is_beyond(first: Block, block: Block, place: int, index: int) -> bool:
    """As `_is_next`, but headings of a lower level still belong to an option that is a heading."""
    if block.kind in ("card", "row"):
        return True
    if block.kind == "heading":
        return first.kind != "heading" or block.depth <= first.depth
    if first.kind == "heading":
        return False
    if block.kind == "item":
        return block.depth <= first.depth
    return block.parent != place and index > place + _PARAGRAPH_NEAR
