"""Read an answer line by line into blocks: markers, numbers, nesting, fences, run-on text."""

from __future__ import annotations

import re

from onevice_assets.brand_monitor.brand_states.reading.block import Block
from onevice_assets.brand_monitor.brand_states.reading.find_heads import (
    find_head_end,
    find_name_cell,
)
from onevice_assets.brand_monitor.brand_states.reading.split_run_on import RunOnPart, split_run_on

_MARKER = re.compile(
    r"([ \t>]*)(?:(#{1,6})[ \t]*"
    r"|([-*+•·▪◦‣●○–—]|[\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f?)[ \t]+"
    r"|(?:\*\*|__)?\(?(\d{1,3})[.)](?!\d)[ \t]*|(\|)|(```|~~~)|(\[\^?\d+\]:))?"
)
_NUMBER = re.compile(
    r"(?:[^\w\n]{0,12}[^\w\n(])?(?:\(?(\d{1,3})(?:[.):]|️?⃣)|(?i:top|no\. ?|#)(\d{1,3})\b[.:]?)"
    r"(?!\d)[ \t]*"
)
_BOLD_LINE = re.compile(r"\*\*[^*\n]{1,120}\*\*:?[ \t]*$|__[^_\n]{1,120}__:?[ \t]*$")
_BOLD_LEAD = re.compile(r"(\*\*[^*\n]{1,100})(?:[.:]\*\*|\*\*:|\*\*\s?(?:[—–(]|-\s))")
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$|[ \t|:-]+$")
_RUN_ON_MIN = 120
_DEEPEST = 20
_BOLD_LEVEL = 7  # a bold line is a heading below all others


def read_lines(text: str, end: int) -> list[Block]:
    """Read the blocks of `text[:end]` in reading order, in linear time."""
    return _Reader(text).read(end)


class _Reader:
    """State of reading line by line: the open section, the open items, an open code fence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._blocks: list[Block] = []
        self._section = -1
        self._open: list[tuple[int, int]] = []  # (indent, index of the item's block)
        self._fence = ""

    def read(self, end: int) -> list[Block]:
        """Read the text up to `end`."""
        start = 0
        while start < end:
            newline = self._text.find("\n", start, end)
            stop = end if newline < 0 else newline
            self._line(start, stop)
            start = stop + 1
        return self._blocks

    def _line(self, start: int, stop: int) -> None:
        """Read one line, given without its newline."""
        text = self._text
        match = _MARKER.match(text, start, stop)
        if match is None or (match.end() == stop and not match.group(6)):
            return
        quote, hashes, bullet, number, bar, fence, reference = match.groups()
        if fence or self._fence:
            self._code(start, stop, fence or "")
        elif bar is None and _RULE.match(text, start, stop):
            self._open.clear()
        elif hashes:
            self._heading(start, stop, match.end(), len(hashes))
        elif bullet and _BOLD_LINE.match(self._text, match.end(), stop) and not bullet.isascii():
            self._heading(start, stop, match.end() + 2, _BOLD_LEVEL)
        elif number and _BOLD_LINE.match(self._text, match.start(4) - 2, stop):
            self._heading(start, stop, match.start(4), _BOLD_LEVEL)
        elif bullet or number:
            self._item(start, stop, match, len(quote.expandtabs(4)))
        elif bar:
            self._row(start, stop, match.end())
        elif reference:
            self._add(Block("reference", start, stop, match.end(), match.end()))
        else:
            self._paragraph(start, stop, match.end(), len(quote))

    def _add(self, block: Block) -> int:
        block.section = self._section
        self._blocks.append(block)
        return len(self._blocks) - 1

    def _code(self, start: int, stop: int, fence: str) -> None:
        if fence:
            self._fence = "" if self._fence else fence
        self._add(Block("code", start, stop, start, start))

    def _heading(self, start: int, stop: int, body: int, level: int) -> None:
        self._open.clear()
        number = _NUMBER.match(self._text, body, stop)
        if number:
            body = number.end()
        rank = int(number[1] or number[2]) if number else None
        self._section = self._add(Block("heading", start, stop, body, stop, level, rank))
        self._blocks[-1].section = -1

    def _item(self, start: int, stop: int, match: re.Match[str], indent: int) -> None:
        while self._open and self._open[-1][0] >= indent:
            self._open.pop()
        depth = min(len(self._open), _DEEPEST)
        parent = self._open[-1][1] if self._open else -1
        body = match.end()
        bold = match.group(4) and self._text[match.start(4) - 2 : match.start(4)] in ("**", "__")
        closing = self._text.find("**", body, stop) if bold else -1
        head_end = closing if closing > 0 else find_head_end(self._text, body, stop)
        number = int(match.group(4)) if match.group(4) else None
        index = self._add(Block("item", start, stop, body, head_end, depth, number, -1, parent))
        self._open.append((indent, index))
        if stop - body > _RUN_ON_MIN:
            self._run_on(body, stop, skip_first=True)

    def _row(self, start: int, stop: int, body: int) -> None:
        if _RULE.match(self._text, start, stop):
            return
        self._add(Block("row", start, stop, *find_name_cell(self._text, body, stop)))

    def _paragraph(self, start: int, stop: int, body: int, indent: int) -> None:
        if _BOLD_LINE.match(self._text, body, stop):
            self._heading(start, stop, body + 2, _BOLD_LEVEL)
            return
        if indent < 2:
            self._open.clear()
        lead = _BOLD_LEAD.match(self._text, body, stop)
        if lead:
            self._add(Block("item", start, stop, body, lead.end(1), len(self._open)))
            return
        parent = self._open[-1][1] if self._open else -1
        self._add(Block("paragraph", start, stop, body, body, len(self._open), parent=parent))
        if stop - body > _RUN_ON_MIN:
            self._run_on(body, stop, skip_first=False)

    def _run_on(self, body: int, stop: int, *, skip_first: bool) -> None:
        """Replace the tail of the block just added by the parts of its run-on text."""
        parts = split_run_on(self._text, body, stop)
        if skip_first and parts and parts[0].start == body:
            parts = parts[1:]
        if not parts:
            return
        self._blocks[-1].end = max(body, parts[0].start)
        self._blocks[-1].head_end = min(self._blocks[-1].head_end, self._blocks[-1].end)
        for part in parts:
            self._part(part)

    def _part(self, part: RunOnPart) -> None:
        block = Block(part.kind, part.start, part.end, part.start, part.head_end)
        index = self._add(block)
        if part.kind == "heading":
            block.section = -1
            self._section = index
