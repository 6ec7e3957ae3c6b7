"""Cuts the places around what was found out of a text, as plain segments, never as markup."""

from __future__ import annotations

from collections.abc import Sequence

from resources.search_index.query_text import word_spans
from resources.search_index.search_query import Fragment, Segment

FRAGMENT_CHARACTERS = 160
MOST_FRAGMENTS = 2

Span = tuple[int, int]


def cut_fragments(text: str, is_match: Sequence[bool]) -> list[Fragment]:
    """The one or two places with the most matches, in the order they are in the text.

    Args:
        text: as the document has it.
        is_match: of each word of it (`query_text.word_spans`), whether it was searched for.
    """
    spans = word_spans(text)
    found = [span for span, one in zip(spans, is_match, strict=True) if one]
    windows = _windows(found)
    best = sorted(windows, key=lambda one: (-len(one), one[0]))[:MOST_FRAGMENTS]
    return [_fragment(text, spans, window) for window in sorted(best)]


def split_marked(text: str, start: str, stop: str) -> Fragment:
    """A text with marks around what was found, as segments."""
    segments = []
    head, *parts = text.split(start)
    segments.append(Segment(head))
    for part in parts:
        match, _, rest = part.partition(stop)
        segments += [Segment(match, is_match=True), Segment(rest)]
    return tuple(one for one in segments if one.text)


def _windows(found: Sequence[Span]) -> list[list[Span]]:
    """Matches that fit into one fragment together."""
    windows: list[list[Span]] = []
    for span in found:
        if windows and span[1] - windows[-1][0][0] <= FRAGMENT_CHARACTERS:
            windows[-1].append(span)
        else:
            windows.append([span])
    return windows


def _fragment(text: str, spans: Sequence[Span], window: Sequence[Span]) -> Fragment:
    room = max(0, FRAGMENT_CHARACTERS - (window[-1][1] - window[0][0])) // 2
    first = next(start for start, _ in spans if start >= window[0][0] - room)
    last = max(end for _, end in spans if end <= window[-1][1] + room)
    # brackets and full stops around the first and last word belong to it
    first = 0 if first == spans[0][0] <= room else first
    last = len(text) if last == spans[-1][1] and len(text) - last <= room else last
    segments, at = [], first
    for start, end in window:
        segments += [Segment(text[at:start]), Segment(text[start:end], is_match=True)]
        at = end
    segments.append(Segment(text[at:last]))
    return tuple(one for one in segments if one.text)
