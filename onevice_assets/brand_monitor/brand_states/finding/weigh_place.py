"""Weigh one place where an everyday word may be a brand: what speaks for a name, what against.

How the weights of an answer's places make a verdict is in `judge_context`; what letters alone say
is in `weigh_names`.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from onevice_assets.brand_monitor.brand_states.finding.answer_context import (
    Context,
    opens_title,
    title_group,
)
from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.reading.option_sections import is_options_section
from onevice_assets.brand_monitor.brand_states.reading.ordinary_words import is_ordinary_phrase
from onevice_assets.brand_monitor.brand_states.reading.read_cues import (
    FUNCTION_WORDS,
    LABELS,
)
from onevice_assets.words.ordinary_words import is_ordinary

_WORD_TAIL = re.compile(r"[\w$€£][\w'’&+%-]*$")
_MARKS = "*_[ \t\u00a0"
_DOMAIN_AFTER = re.compile(r"\.(?:com|org|net|io|ai|co|app|dev|de|uk|fr)\b(?!\.)")
_SMALL_AFTER = re.compile(r"[ \u00a0]+([a-z][\w-]*)")
_WORD_AFTER = re.compile(r"(?:['’]s)?[ \u00a0]+([\w&]+)")
_LIST_JOINT = re.compile(r"[*_\]]*(?:,|/|&|,?\s(?:and|or|vs\.?))\s?[*_\[]*")
_LABEL = re.compile(r"\](?:\[\d|\(http)")
_BEFORE = 40


def opens_sentence(text: str, at: int) -> bool:
    """Whether a word at an offset would be capitalised there anyway."""
    for index in range(at - 1, max(-1, at - _BEFORE), -1):
        if text[index] not in _MARKS:
            return not (text[index].isalnum() or text[index] in "'’%")
    return True


def is_tail(context: Context, mention: Mention) -> bool:
    """Whether the word ends another name, a number's unit or a hyphenated word."""
    text = context.document.text
    start, end = mention.start, mention.end
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    hyphen_before = before[1:] == "-" and (before[0].isalnum() or before[0] in "_'’")
    if hyphen_before or (after[:1] == "-" and after[1:].isalnum()):
        return True
    if before[-1:] not in (" ", "\u00a0"):
        return False
    match = _WORD_TAIL.search(text, max(0, start - _BEFORE), start - 1)
    if match is None:
        return False
    return _is_tail_of(context, mention, match)


def _is_tail_of(context: Context, mention: Mention, match: re.Match[str]) -> bool:
    """Whether the word before a mention makes one name or measure with it."""
    text, word = context.document.text, match.group()
    if any(map(str.isdigit, word)):
        if text[max(0, match.start() - 4) : match.start()].lower() == "top ":
            return False
        block = context.block(mention)
        return block is None or mention.start != block.body
    if word.endswith(("'s", "’s")):
        return context.names_sure(match.start())
    if not any(map(str.isupper, word)) or word.endswith("."):
        return False
    return not opens_sentence(text, match.start()) or fold_name(word) not in FUNCTION_WORDS


def weigh(context: Context, mention: Mention) -> float:
    """Weigh one place between about -1 and 2; see the module."""
    text = context.document.text
    surface = context.surface(mention)
    weight = _weigh_title(context, mention) if opens_sentence(text, mention.start) else 0.5
    if _is_enumerated(context, mention):
        weight += 0.6
    if _DOMAIN_AFTER.match(text, mention.end):
        weight += 0.6
    if _LABEL.match(text, mention.end) and text[mention.start - 1 : mention.start] == "[":
        weight += 0.8
    if surface.isdigit():
        weight -= 0.6
    key = fold_name(surface).replace(" ", "")
    if len(key) > 2 and any(host.startswith(key) for host in context.hosts):
        weight += 0.6
    weight -= 0.2 * context.count_small(surface.lower())
    return weight - (1.0 if mention.is_small else 0.0)


def _weigh_title(context: Context, mention: Mention) -> float:
    text, block = context.document.text, context.block(mention)
    if block is None or not opens_title(text, block, mention):
        return 0.0
    if block.kind == "card":
        return 0.8
    weight = 0.0
    group = title_group(block)
    peers = context.all_titles[group]
    sure = context.sure_titles[group]
    if fold_name(context.surface(mention)) in LABELS:
        weight -= 0.6
    if block.kind == "heading" and block.number is None and context.heads_options(block):
        weight -= 0.6
    if peers > 1:
        weight += 0.8 * sure / (peers - 1) if sure else -0.2
    after = _WORD_AFTER.match(text, mention.end, block.head_end)
    if after and not after.group(1)[0].islower():
        weight += 0.25 if is_ordinary(fold_name(after.group(1))) else 0.45
    small = _SMALL_AFTER.match(text, mention.end, block.head_end)
    if small and is_ordinary_phrase(small.group(1)):
        weight -= 0.6
    if block.number is not None:
        weight += 0.3
    if block.kind == "item" and block.depth > 0:
        weight -= 0.5
    return weight - (0.0 if is_options_section(context.document, block) else 0.5)


def _is_enumerated(context: Context, mention: Mention) -> bool:
    """Whether a comma, slash or "and" ties the word to a sure brand."""
    text = context.document.text
    after = _LIST_JOINT.match(text, mention.end)
    at = bisect_right(context.sure_starts, mention.end)
    if after and at < len(context.sure_starts) and context.sure_starts[at] == after.end():
        return True
    at = bisect_right(context.sure_ends, mention.start) - 1
    if at < 0:
        return False
    return _LIST_JOINT.fullmatch(text, context.sure_ends[at], mention.start) is not None
