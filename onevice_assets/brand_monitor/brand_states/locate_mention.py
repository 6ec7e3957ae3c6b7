"""Where in an answer a mention stands: head of an option, body of one, a citation, prose.

Purely the place; what the words there say is read in `decide_state`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.read_blocks import Block, Document
from onevice_assets.brand_monitor.brand_states.read_cues import NOT_OPTIONS

_SENTENCE_END = re.compile(r"[.!?](?:[)\"”’]{0,2})(?=\s|[A-Z(\[])|\n")
_LABEL_TAIL = re.compile(r"[^\[\]\n]{0,80}\](?:\[[\w^-]{0,20}\]?|\()")
_REACH = 600
_LABEL_REACH = 80
_CLOSE = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with its surroundings.

    Attributes:
        block: index of its block, -1 outside any.
        is_head: in the title of an option: item, numbered heading, card, first cell of a row.
        is_citation: the label of a citation, or the text of a reference.
        start: start of the sentence or item it is judged by.
        end: its end.
    """

    mention: Mention
    block: int
    is_head: bool
    is_citation: bool
    start: int
    end: int


def locate(document: Document, mention: Mention) -> Place:
    """Say where a mention stands, and which sentence or item is its evidence."""
    index = document.block_at(mention.start)
    if index < 0:
        return Place(mention, -1, False, False, mention.start, mention.end)
    block = document.blocks[index]
    citation = block.kind == "reference" or _is_citation(document.text, mention)
    head = not citation and _is_head(document, block, mention)
    start, end = _evidence(document.text, block, mention, head)
    return Place(mention, index, head, citation, start, end)


def is_options_section(document: Document, block: Block) -> bool:
    """Whether the section above a block lists options, as far as its title says."""
    if block.section < 0:
        return True
    section = document.blocks[block.section]
    title = document.text[section.body : section.head_end]
    return NOT_OPTIONS.search(title) is None


def _is_head(document: Document, block: Block, mention: Mention) -> bool:
    if block.kind in ("paragraph", "code", "reference"):
        return False
    if mention.start < block.head_end:
        return True
    between = document.text[block.head_end : mention.start]
    return block.kind == "item" and len(between) <= _CLOSE and not any(map(str.isalnum, between))


def _is_citation(text: str, mention: Mention) -> bool:
    opening = text.rfind("[", max(0, mention.start - _LABEL_REACH), mention.start)
    if opening < 0 or "]" in text[opening : mention.start]:
        return False
    tail = _LABEL_TAIL.match(text, mention.end)
    if tail is None:
        return False
    before = text[max(0, opening - 3) : opening].rstrip()
    return tail.group().endswith("(") is False or before.endswith(("(", ","))


def _evidence(text: str, block: Block, mention: Mention, head: bool) -> tuple[int, int]:
    """The whole item for a short one or a head, otherwise the sentence around the mention."""
    low, high = max(block.start, mention.start - _REACH), min(block.end, mention.end + _REACH)
    start = block.start if head or block.start >= low else low
    for match in _SENTENCE_END.finditer(text, start, mention.start):
        if not head:
            start = match.end()
    match_end = _SENTENCE_END.search(text, mention.end, high)
    end = match_end.end() if match_end else high
    while start < mention.start and text[start].isspace():
        start += 1
    while end > mention.end and text[end - 1].isspace():
        end -= 1
    return start, end
