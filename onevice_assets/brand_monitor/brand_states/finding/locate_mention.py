"""Where in an answer a mention stands: head of an option, body of one, a citation, prose.

Purely the place; what the words there say is read in `decide_state`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.reading.ordinary_words import is_ordinary_phrase
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?](?:[)\"”’]{0,2})(?=\s|[A-Z(\[])|\n|[。！？]")
_LABEL_TAIL = re.compile(r"[^\[\]\n]{0,80}\](?:\[[\w^-]{0,20}\]?|\()")
_SAME_OPTION = re.compile(
    r"[\s*_\[\]]*(?:(?:/|,|&|\+|\bby\b|\band\b|\bor\b|\bvs\.?)[\s*_\[\]]*)*|[^(]{1,40}(?:/|\bor\b|\bvs\.?|,|\band\b|\bby\b)\s*"
)
_QUESTION = re.compile(
    r"[\W\d]*(?:what|why|how|is|are|does|do|who|should|can|if|when|already|about|pourquoi|warum|wie|"
    r"por qué|cómo|comment)\b[^:：→]*$",
    re.IGNORECASE,
)
_SOURCE_OF = re.compile(
    r"['’]s (?:recommendations?|(?:top )?picks?|choices?|lists?|reviews?|guide)\b"
)
_HEAD_JOINT = re.compile(r"(?:[^\w\n]|\b(?:and|or|und|oder|et|ou|y|o|e|of|en)\b)*")
_REACH = 600
_LABEL_REACH = 80
_CLOSE = 12
_SHORT_TITLE = 3
_SIBLINGS = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with its surroundings.

    Attributes:
        block: index of its block, -1 outside any.
        is_head: in the title of an option: item, numbered heading, card, first cell of a row.
        is_citation: the label of a citation, or the text of a reference.
        start: start of the sentence or item it is judged by.
        end: its end.
        is_feature: it belongs to an option of another name ("Android TV" below "Sony X80J").
        index: its place among all mentions of the answer.
        kind: of its block.
    """

    mention: Mention
    block: int
    is_head: bool
    is_citation: bool
    start: int
    end: int
    is_feature: bool = False
    index: int = 0
    kind: str = "paragraph"


def find_options(document: Document, mentions: Sequence[Mention]) -> dict[int, set[int]]:
    """Blocks whose title presents an option, with the brands it names.

    A title does that when it begins with a brand, or is numbered and not made of everyday words.
    """
    options: dict[int, set[int]] = {}
    for mention in mentions:
        index = document.block_at(mention.start)
        if index >= 0 and mention.start < document.blocks[index].head_end:
            if _is_run_on_section(document, index):
                continue  # "Deception: Murder in Hong Kong:" is no section of what follows
            if not _is_presented(document.text, document.blocks[index], mention):
                continue
            options.setdefault(index, set()).add(mention.brand)
    return options | _unknown_options(document, options)


def _unknown_options(document: Document, known: Mapping[int, set[int]]) -> dict[int, set[int]]:
    """Numbered headings that present a product we have no brand for, among such that we know."""
    blocks = document.blocks
    numbered = [i for i, b in enumerate(blocks) if b.kind == "heading" and b.number is not None]
    levels = Counter(blocks[index].depth for index in numbered)
    presented = Counter(blocks[index].depth for index in numbered if index in known)
    return {
        index: set()
        for index in numbered
        if index not in known
        and presented[blocks[index].depth] >= _SIBLINGS * levels[blocks[index].depth]
        and not is_ordinary_phrase(document.text[blocks[index].body : blocks[index].head_end])
    }


def _is_presented(text: str, block: Block, mention: Mention) -> bool:
    """Whether a title presents a name as its option: not in brackets, not in a question."""
    before = text[block.body : mention.start]
    if before.count("(") > before.count(")") and len(before.split()) > _SHORT_TITLE:
        return False
    if _SOURCE_OF.match(text, mention.end):
        return False
    if block.kind == "item" and text.find("→", mention.end, block.end) > 0:
        return False
    return _QUESTION.match(before) is None and _QUESTION.match(before.rstrip(" :*_")) is None


def _is_run_on_section(document: Document, index: int) -> bool:
    block = document.blocks[index]
    return block.kind == "heading" and document.text[block.start] not in "#*_ \t"


def _is_second(document: Document, block: Block, mention: Mention, first: Mention | None) -> bool:
    """Whether a title begins with another brand and only mentions this one behind it."""
    if first is None or first.brand == mention.brand:
        return False
    between = document.text[first.end : mention.start]
    return block.kind in ("card", "item", "heading") and not _SAME_OPTION.fullmatch(between)


def locate(
    document: Document,
    mentions: Sequence[Mention],
    at: int,
    options: Mapping[int, set[int]],
) -> Place:
    """Say where a mention stands, and which sentence or item is its evidence.

    Args:
        document: the answer.
        mentions: all its mentions in reading order.
        at: which of them.
        options: what `find_options` found.
    """
    mention = mentions[at]
    index = document.block_at(mention.start)
    if index < 0:
        return Place(mention, -1, False, False, mention.start, mention.end, index=at)
    block = document.blocks[index]
    citation = block.kind == "reference" or _is_citation(document.text, mention)
    head = not citation and _is_head(document, block, mention)
    head = head and _is_presented(document.text, block, mention)
    start, end = _evidence(document.text, block, mention, head)
    feature = _is_feature(document, index, mention, head, options)
    before = mentions[at - 1] if at else None
    if head and before is not None and block.body <= before.start:
        feature = feature or _is_second(document, block, mention, before)
    is_head = head and not feature
    return Place(mention, index, is_head, citation, start, end, feature, at, block.kind)


def _is_feature(
    document: Document, index: int, mention: Mention, head: bool, options: Mapping[int, set[int]]
) -> bool:
    """Whether the nearest option around the mention is another brand's, or a product's."""
    block = document.blocks[index]
    chain = [] if head else [index]
    if block.kind in ("item", "paragraph", "row"):
        while (block := document.blocks[index]).parent >= 0:
            index = block.parent
            chain.append(index)
        if block.section >= 0:
            chain.append(block.section)
    owners = next((options[one] for one in chain if one in options), None)
    return owners is not None and mention.brand not in owners


def _is_head(document: Document, block: Block, mention: Mention) -> bool:
    if block.kind in ("paragraph", "code", "reference"):
        return False
    if mention.start < block.head_end:
        return True
    between = document.text[block.head_end : mention.start]
    return (
        block.kind == "item"
        and len(between) <= _CLOSE
        and _HEAD_JOINT.fullmatch(between) is not None
    )


def _is_citation(text: str, mention: Mention) -> bool:
    opening = text.rfind("[", max(0, mention.start - _LABEL_REACH), mention.start)
    if opening < 0 or "]" in text[opening : mention.start]:
        return False
    tail = _LABEL_TAIL.match(text, mention.end)
    if tail is None:
        return False
    before = text[max(0, opening - 3) : opening].rstrip()
    if not tail.group().endswith("("):
        return True
    return before.endswith(("(", ",")) or (before.endswith((".", "!", "?")) and opening > 2)


def _evidence(text: str, block: Block, mention: Mention, head: bool) -> tuple[int, int]:
    """The whole item for a short one or a head, otherwise the sentence around the mention."""
    low, high = max(block.start, mention.start - _REACH), min(block.end, mention.end + _REACH)
    if block.kind == "row" and not head:
        low = max(low, text.rfind("|", low, mention.start) + 1)
        bar = text.find("|", mention.end, high)
        return low, bar if bar > 0 else high
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
