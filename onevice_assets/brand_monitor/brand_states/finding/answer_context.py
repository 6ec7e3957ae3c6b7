"""What all places of an answer share when everyday words are weighed: sure names, titles, hosts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document

_NOT_BEFORE = frozenset("'’./@-_")
_NOT_BEHIND = frozenset("'’/@-_")
_HOST = re.compile(r"https?://(?:[\w-]+\.){0,3}?([\w-]+)\.[a-z]{2,}")
_COUNTED = 3


@dataclass
class Context:
    """What all places of an answer share; each part is made when first asked for."""

    document: Document
    mentions: Sequence[Mention]
    _small: dict[str, int] = field(default_factory=dict)

    @cached_property
    def sure_starts(self) -> list[int]:
        """Offsets where sure mentions begin, in order."""
        return [mention.start for mention in self.mentions if mention.is_sure]

    @cached_property
    def sure_ends(self) -> list[int]:
        """Offsets where sure mentions end, in order."""
        return [mention.end for mention in self.mentions if mention.is_sure]

    @cached_property
    def hosts(self) -> list[str]:
        """Names of the hosts that the answer links to, folded."""
        text = self.document.text
        return [fold_name(host).replace(" ", "") for host in _HOST.findall(text)]

    def count_small(self, word: str) -> int:
        """How often the answer writes a word small, outside addresses; counted up to three."""
        if word not in self._small:
            self._small[word] = _count_word(self.document.text, word)
        return self._small[word]

    @cached_property
    def also_small(self) -> set[int]:
        """Brands whose name this answer also writes small, as if it were a word."""
        return {mention.brand for mention in self.mentions if mention.is_small}

    @cached_property
    def sure_titles(self) -> Counter[tuple[str, int, int]]:
        """How many titles of each kind, depth and section begin with a sure brand."""
        counts: Counter[tuple[str, int, int]] = Counter()
        for mention in self.mentions:
            block = self.block(mention)
            if mention.is_sure and block and opens_title(self.document.text, block, mention):
                counts[title_group(block)] += 1
        return counts

    @cached_property
    def all_titles(self) -> Counter[tuple[str, int, int]]:
        """How many titles there are of each kind, depth and section."""
        blocks = self.document.blocks
        return Counter(title_group(block) for block in blocks if block.head_end > block.body)

    def heads_options(self, block: Block) -> bool:
        """Whether the block right below a heading is the title of a sure brand."""
        below = bisect_right(self.document.blocks, block.start, key=lambda one: one.start)
        if below >= len(self.document.blocks):
            return False
        first = self.document.blocks[below]
        at = bisect_right(self.sure_starts, first.body - 1)
        return at < len(self.sure_starts) and self.sure_starts[at] < first.head_end

    def names_sure(self, start: int) -> bool:
        """Whether a sure mention begins at an offset."""
        at = bisect_right(self.sure_starts, start) - 1
        return at >= 0 and self.sure_starts[at] == start

    def surface(self, mention: Mention) -> str:
        """The characters of a mention."""
        return self.document.text[mention.start : mention.end]

    def block(self, mention: Mention) -> Block | None:
        """The block that holds a mention."""
        index = self.document.block_at(mention.start)
        return self.document.blocks[index] if index >= 0 else None


def _count_word(text: str, word: str) -> int:
    """Count a word as it is, up to three times; not as a part of a name, path or longer word."""
    count, at = 0, text.find(word)
    while at >= 0 and count < _COUNTED:
        end = at + len(word)
        before, after = text[at - 1 : at], text[end : end + 1]
        joined = before.isalnum() or before in _NOT_BEFORE
        joined = joined or after.isalnum() or after in _NOT_BEHIND
        if not joined and not (after == "." and text[end + 1 : end + 2].isalnum()):
            count += 1
        at = text.find(word, end)
    return count


def opens_title(text: str, block: Block, mention: Mention) -> bool:
    """Whether the mention is what a title begins with, but for a label."""
    if not block.body <= mention.start < block.head_end:
        return False
    before = text[block.body : mention.start]
    label = before.rfind(":") + 1  # "Top pick: Helix"
    return not any(map(str.isalnum, before[label:]))


def title_group(block: Block) -> tuple[str, int, int]:
    """Titles with the same group stand side by side."""
    return block.kind, block.depth, block.section if block.kind != "heading" else -1
