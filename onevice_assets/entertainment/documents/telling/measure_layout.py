"""How a text is laid out, as shares of its lines from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MEASURES = {
    "rows": re.compile(r"\t|\|.*\|"),
    "money": re.compile(
        r"[$€£¥]\s?\d|\b(?:USD|EUR|GBP)\s?\d|\b\d{1,3}(?:,\d{3})+(?:\.\d\d)?\b|\b\d+\.\d\d\b"
    ),
    "times": re.compile(
        r"\b(?:[01]?\d|2[0-3])[:.][0-5]\d\s?(?:[ap]\.?m\b\.?|h\b)?|\b1?\d\s?[ap]m\b", re.I
    ),
    "scenes": re.compile(
        r"^\s*\d*[A-Z]?\.?\s*(?:INT|EXT|I/E|INT\./EXT)[. /].*|^(?:FADE|CUT TO)", re.I
    ),
    "speakers": re.compile(
        r"^\s*[A-Z][A-Z .'-]{1,28}(?:\((?:V\.?O\.?|O\.?S\.?|CONT'?D)\.?\))?\s*$"
    ),
    "clauses": re.compile(r"^\s*(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)]|\([a-z]\)|ARTICLE\b)\s+\S"),
}
_PROSE_WORDS, _SHORT_WORDS = 10, 6


def measure_layout(lines: Sequence[str], *, is_slides: bool) -> dict[str, float]:
    """Measure lines that hold text.

    Returns:
        Share of lines that are rows, name money, times, scenes, a speaker or a clause, are prose
        or short; `slides` is 1 for a presentation.
    """
    count = max(1, len(lines))
    found = {
        name: sum(1 for line in lines if pattern.search(line)) / count
        for name, pattern in _MEASURES.items()
    }
    lengths = [len(line.split()) for line in lines if "\t" not in line]
    found["prose"] = sum(length >= _PROSE_WORDS for length in lengths) / count
    found["short"] = sum(length <= _SHORT_WORDS for length in lengths) / count
    return {**found, "slides": float(is_slides)}
