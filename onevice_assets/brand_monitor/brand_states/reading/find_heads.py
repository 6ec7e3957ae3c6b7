"""Find where the title of an item or a table row begins and ends; offsets into the answer."""

from __future__ import annotations

import re

_HEAD_BREAK = re.compile(r":(?=[\s*_]|$)|\s[–—-]\s|\s?—|–(?=\s)")
_OPENING = re.compile(r"[\s\[*_~\"“'‘(\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]{0,12}")
_MAX_HEAD = 100
_MAX_PLAIN_ITEM = 60


def find_name_cell(text: str, start: int, stop: int) -> tuple[int, int]:
    """Span of a row's first cell with letters: a column of ranks comes before the names."""
    at = start
    while at < stop:
        bar = text.find("|", at, stop)
        bar = stop if bar < 0 else bar
        if any(map(str.isalpha, text[at:bar])):
            return at, bar
        at = bar + 1
    return start, stop


def find_head_end(text: str, body: int, stop: int) -> int:
    """End of an item's title: its bold or linked opening, or what stands before a colon or dash."""
    opening = _OPENING.match(text, body, stop)
    inner = opening.end() if opening else body
    for mark in ("**", "__"):
        if text.startswith(mark, body) or mark in text[body:inner]:
            closing = text.find(mark, inner, min(stop, inner + 2 * _MAX_HEAD))
            if closing > 0:
                return closing
    if text.startswith("[", body):
        closing = text.find("]", inner, min(stop, inner + 2 * _MAX_HEAD))
        if closing > 0:
            return closing
    broken = _HEAD_BREAK.search(text, inner, min(stop, inner + _MAX_HEAD))
    if broken:
        return broken.start()
    return stop if stop - body <= _MAX_PLAIN_ITEM and not text.endswith(".", body, stop) else body
