"""Read an answer into blocks: headings, list items with their heads, table rows, paragraphs, cards.

Offsets always point into the original text. Markdown is read line by line; lines that run on
without breaks, as Google's AI Mode gives them, go through `split_run_on`. Page boilerplate and
link targets are marked, not removed. What a block says about a brand is decided in `decide_state`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from onevice_assets.brand_monitor.brand_states.reading.block import Block
from onevice_assets.brand_monitor.brand_states.reading.find_boilerplate import find_boilerplate
from onevice_assets.brand_monitor.brand_states.reading.fold_text import Folded, fold
from onevice_assets.brand_monitor.brand_states.reading.hide_addresses import hide_addresses
from onevice_assets.brand_monitor.brand_states.reading.read_beliefs import Clause, read_clauses
from onevice_assets.brand_monitor.brand_states.reading.read_lines import read_lines
from onevice_assets.brand_monitor.brand_states.reading.tell_language import tell_language

__all__ = ["Block", "Document", "read_blocks"]


class Document:
    """An answer's text with its blocks in reading order; each part is read when first asked for.

    Attributes:
        text: the answer as stored; all offsets point into it.
        end: where its page's own footer begins, or its length.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = find_boilerplate(text)

    @cached_property
    def folded(self) -> Folded:
        """The whole text folded for matching."""
        return fold(self.text)

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks in reading order."""
        return read_lines(self.text, self.end)

    @cached_property
    def hidden(self) -> list[tuple[int, int]]:
        """Spans that are no prose: link targets and bare addresses."""
        return hide_addresses(self.text, self.end)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    @cached_property
    def _hidden_starts(self) -> list[int]:
        return [start for start, _ in self.hidden]

    def block_at(self, offset: int) -> int:
        """Index of the block that holds an offset, -1 where none does."""
        return bisect_right(self._starts, offset) - 1

    @cached_property
    def language(self) -> str:
        """Language of the answer, as `tell_language` names it."""
        return tell_language(self.text)

    @cached_property
    def clauses(self) -> list[Clause]:
        """What every clause is spent on."""
        return read_clauses(self.text, self.folded, self.end, self.hidden)

    def intro(self, index: int) -> Block | None:
        """The paragraph right before the list that holds a block; None where there is none."""
        before = self._list_starts[index] - 1
        found = self.blocks[before] if before >= 0 else None
        return found if found is not None and found.kind == "paragraph" else None

    def table_start(self, index: int) -> int:
        """Index of the first row of the table that a row belongs to."""
        return self._table_starts[index]

    @cached_property
    def _list_starts(self) -> list[int]:
        return _run_starts(self.blocks, ("item", "row", "card"))

    @cached_property
    def _table_starts(self) -> list[int]:
        return _run_starts(self.blocks, ("row",))

    def is_hidden(self, offset: int) -> bool:
        """Whether the offset lies in a link target, bare address or page boilerplate."""
        if offset >= self.end:
            return True
        at = bisect_right(self._hidden_starts, offset) - 1
        return at >= 0 and offset < self.hidden[at][1]


def read_blocks(text: str) -> Document:
    """Open any text for reading, in linear time; never raises for what the text holds."""
    return Document(text)


def _run_starts(blocks: Sequence[Block], kinds: tuple[str, ...]) -> list[int]:
    """For every block, where the unbroken run of such kinds begins that it ends."""
    starts: list[int] = []
    for index, block in enumerate(blocks):
        is_in_run = starts and block.kind in kinds and blocks[index - 1].kind in kinds
        starts.append(starts[-1] if is_in_run else index)
    return starts
