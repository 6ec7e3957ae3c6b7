"""Collect the spans of an answer that are about one brand: its options with what stands below them.

`near_span` is what is said where the state was decided, `told_spans` all of it. Spans are offsets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document

Span = tuple[int, int]
_IsOver = Callable[[Block, Block, int, int], bool]  # first, block, and the index of each

_NEAR_REACH = 600
_TOLD_REACH = 900
_LONGEST = 3_000  # characters about one option; the rest of a longer block is not weighed
_PLACES = 4
_PARAGRAPH_NEAR = 2


def near_span(document: Document, place: Place) -> Span:
    """The sentence of a mention, or its whole option with what is nested below it."""
    return _span(document, place, _NEAR_REACH, _is_next)


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
    return _span(document, place, _TOLD_REACH, _is_beyond)


def _span(document: Document, place: Place, reach: int, is_over: _IsOver) -> Span:
    """The sentence of a mention, or its option up to the first block that is none of it."""
    if not place.is_head:
        return place.start, place.end
    blocks = document.blocks
    first = blocks[place.block]
    end = first.end
    for index in range(place.block + 1, len(blocks)):
        block = blocks[index]
        if block.start - first.start > reach or is_over(first, block, place.block, index):
            break
        end = block.end
    return place.mention.end, min(end, place.mention.end + _LONGEST)


def _is_next(first: Block, block: Block, place: int, _index: int) -> bool:
    """Whether a block no longer belongs to the option that `first` opened."""
    if block.kind in ("heading", "card", "row"):
        return True
    if first.kind == "heading":
        return block.section != place
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
