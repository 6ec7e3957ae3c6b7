"""Rank the options of an answer by first presentation.

A rank counts options, not brands that we know: an option whose title names no brand of the
catalogue ("4. Babushu Pineapple Pants") takes a number too, when the
answer numbers it, the titles beside it are options, and it begins with a name rather than with
everyday words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document
from onevice_assets.words.ordinary_words import is_ordinary

Span = tuple[int, int]

_NEXT_WORD = re.compile(r"\W{0,3}\w*")
_ONE_OPTION = re.compile(r"[ \u00a0]+(?:by )?")
_FIRST_WORD = re.compile(r"[^\w\n]{0,12}([^\W\d_][\w'’.&+-]*)")
_PEERS = 0.5
_NAME_WORDS = 4


def rank_options(
    document: Document, firsts: Mapping[int, Span], mentions: Sequence[Mention]
) -> dict[int, int]:
    """Rank options by first presentation, from 1, without gaps.

    Args:
        document: the answer.
        firsts: per brand, the span of the mention that first presents it as an option.
        mentions: all mentions in reading order; brands written together ("Xiaomi Poco F6") are
            one option and share a rank.
    """
    ranks: dict[int, int] = {}
    following = 1
    by_start = {mention.start: index for index, mention in enumerate(mentions)}
    shown: list[tuple[Span, int]] = [(span, brand) for brand, span in firsts.items()]
    shown += [((start, start), -1) for start in _unknown_options(document, firsts, mentions)]
    for (start, _), brand in sorted(shown):
        if brand < 0:
            following += 1
            continue
        mates = _written_together(document.text, mentions, by_start[start])
        shared = next(
            (ranks[m.brand] for m in mates if _is_same(document.text, m, firsts, ranks)), None
        )
        if shared is None:
            shared, following = following, following + 1
        ranks[brand] = shared
    return ranks


def _unknown_options(
    document: Document, firsts: Mapping[int, Span], mentions: Sequence[Mention]
) -> list[int]:
    """Offsets of the options that present no brand of the catalogue, each name once."""
    known: Counter[tuple[str, int, int]] = Counter()
    for start, _ in firsts.values():
        index = document.block_at(start)
        if index >= 0 and start < document.blocks[index].head_end:
            known[_group(document.blocks[index])] += 1
    if not known:
        return []
    named = {document.block_at(mention.start) for mention in mentions}
    groups = Counter(_group(block) for block in document.blocks if block.head_end > block.body)
    found: dict[str, int] = {}
    for index, block in enumerate(document.blocks):
        group = _group(block)
        if block.number is None or index in named or known[group] < _PEERS * groups[group]:
            continue
        name = _name(document.text, block)
        if name:
            found.setdefault(name, block.body)
    return list(found.values())


def _group(block: Block) -> tuple[str, int, int]:
    section = block.section if block.kind in ("item", "row") else -1
    return block.kind, block.depth, section


def _name(text: str, block: Block) -> str:
    """First word of a title that holds a name or the number of a model, folded; '' else."""
    match = _FIRST_WORD.match(text, block.body, block.head_end)
    if match is None or match[1].islower():
        return ""
    words = fold_name(text[match.start(1) : block.head_end]).split()[:_NAME_WORDS]
    is_name = any(not is_ordinary(word) or _is_model(word) for word in words)
    return words[0] if is_name else ""


def _is_model(word: str) -> bool:
    return any(map(str.isdigit, word)) and any(map(str.isalpha, word))


def _written_together(text: str, mentions: Sequence[Mention], index: int) -> list[Mention]:
    """The mentions right before and behind one, with nothing but space between."""
    mates = []
    for left, right in ((index - 1, index), (index, index + 1)):
        if left < 0 or right >= len(mentions):
            continue
        if _ONE_OPTION.fullmatch(text, mentions[left].end, mentions[right].start):
            mates.append(mentions[right if left == index else left])
    return mates


def _is_same(
    text: str, mate: Mention, firsts: Mapping[int, Span], ranks: Mapping[int, int]
) -> bool:
    """Whether a ranked mate's option here is the one it was ranked for: the same word follows."""
    if mate.brand not in ranks:
        return False
    here, there = _NEXT_WORD.match(text, mate.end), _NEXT_WORD.match(text, firsts[mate.brand][1])
    return here is not None and there is not None and here.group() == there.group()
