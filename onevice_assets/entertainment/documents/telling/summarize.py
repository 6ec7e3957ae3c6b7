"""A summary of the document's own most telling sentences, in their order.

A sentence's weight is the mean weight of its words (Luhn 1958; SumBasic, Nenkova & Vanderwende
2005: what a chosen sentence said counts less afterwards), more where it stands early. Rows of
tables are no sentences; where there is no sentence at all, the first lines are the summary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from onevice_assets.entertainment.documents.telling.weigh_words import list_words

_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“A-ZÀ-Þ0-9])")
_HEADING = re.compile(r"^([^\n.!?,;:]{1,40})$", re.MULTILINE)
_FEWEST, _MOST = 6, 60
_MOST_SENTENCES = 400
_EARLY = 0.5
_FADES = 0.35
_LENGTH = 600


def summarize(text: str, weights: Mapping[str, float], sentences: int = 3) -> str:
    """Summarise a text in at most that many of its own sentences and 600 signs."""
    listed = _split(text)
    if not listed:
        lines = (" ".join(line.split()) for line in text.split("\n") if line.strip())
        return _cut("; ".join(line for line, _ in zip(lines, range(4), strict=False)))
    current = dict(weights)
    chosen: list[int] = []
    while len(chosen) < min(sentences, len(listed)):
        best = max(
            (at for at in range(len(listed)) if at not in chosen),
            key=lambda at: (_weigh(listed, at, current), -at),
        )
        chosen.append(best)
        for word in set(list_words(listed[best])):
            if word in current:
                current[word] *= _FADES
    return _cut(" ".join(listed[at] for at in sorted(chosen)))


def _weigh(listed: list[str], at: int, weights: Mapping[str, float]) -> float:
    words = list_words(listed[at])
    mean = sum(weights.get(word, 0.0) for word in words) / max(1, len(words))
    return mean * (1 + _EARLY * (1 - at / len(listed)))


def _split(text: str) -> list[str]:
    """Sentences of the paragraphs: lines that go on are joined, rows and headings left out."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=[^\n]*\t)|(?<=[.!?:])\n", _HEADING.sub(r"\1\n", text)):
        if "\t" in block:
            continue
        for sentence in _END.split(" ".join(block.split())):
            if _FEWEST <= len(sentence.split()) <= _MOST and sentence[-1:] in '.!?"”)':
                found.append(sentence)
        if len(found) >= _MOST_SENTENCES:
            break
    return found[:_MOST_SENTENCES]


def _cut(text: str) -> str:
    if len(text) <= _LENGTH:
        return text
    return text[: _LENGTH - 1].rsplit(" ", 1)[0] + "…"
