"""Decide whether an everyday word is a brand where it stands ("Target" against "target").

The finder hands over capitalised everyday words as unsure. A document names a brand with such a
word when at least one place shows it: inside a sentence, where nothing but a name is capitalised,
or as the title of an option. Then every capitalised place counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.read_blocks import Document

_SENTENCE_START = re.compile(r"(?:^|[.!?:;|\n>)\]]|[-*+•–—#(\[\"“'‘/]\s?|\d[.)]\s)[\s*_]*$")
_BEFORE = 12


def judge_context(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """Keep the sure mentions, and the unsure ones of brands that some place confirms."""
    unsure = [mention for mention in mentions if not mention.is_sure]
    if not unsure:
        return list(mentions)
    confirmed = {m.brand for m in unsure if is_name_here(document, m)}
    return [m for m in mentions if m.is_sure or m.brand in confirmed]


def is_name_here(document: Document, mention: Mention) -> bool:
    """Whether this place alone shows that the word is a name."""
    before = document.text[max(0, mention.start - _BEFORE) : mention.start]
    return not _SENTENCE_START.search(before)
