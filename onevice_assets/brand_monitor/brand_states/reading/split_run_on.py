"""Split text that lost its line breaks ("… for under $600: Top Picks: Google Pixel 9a: Often …").

Titles end in a colon and begin where a sentence ends; a title followed at once by another is a
section. Product cards (name, price, rating, count, all glued) stand between them. Only offsets are
returned; what a title is the title of is decided later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

_PRICE = re.compile(
    r"[$€£¥]\d[\d,]{0,9}(?:\.\d\d)?"
    r"(?:[^\sA-Z(]{0,24}|/mo x \d[\d.]{0,6}|\([^()\n]{0,20}\)[\d.]{0,4}){0,2}"
    r"\(\d[\d.,]{0,7}[kKM]?\+?\)"
)
_NAME_START = re.compile(r"[.!?:]\s|\)(?=[A-Z])")
_MAX_NAME = 160
_STOP = re.compile(
    r"[.!?)\n\xa0](?:(?<=[.!?])[)\"”’]?(?=\s?[A-Z0-9\"“(<*])|(?<=[)\xa0])(?=[A-Z])|(?<=\n)"
    r"|(?<=\.)(?=[a-z]\w{1,20}:\s))"
)
_TITLE = re.compile(
    r"\s*(?P<title>(?:[A-Z0-9\"“<*&][^:\n]{1,90}?|[a-z]\w{1,20}))\s?:(?=\s|[A-Z0-9\"“(]|$)"
)
_SENTENCE_WORDS = re.compile(
    r"\b(?:is|are|was|were|has|have|offers|you|if|it|its|they|these|this|that|which|here|there)\b"
)
_MAX_TITLE_WORDS = 14
_MAX_NEXT_WORDS = 8


@dataclass(frozen=True, slots=True)
class RunOnPart:
    """A part of a run-on line; `head_end` is the end of its title, or its start without one."""

    kind: Literal["heading", "item", "paragraph", "card"]
    start: int
    end: int
    head_end: int


def split_run_on(text: str, start: int, stop: int) -> list[RunOnPart]:
    """Split `text[start:stop]` where it runs on; an empty list where it does not."""
    parts: list[RunOnPart] = []
    at = start
    for price in _PRICE.finditer(text, start, stop):
        name_start = _card_start(text, max(at, price.start() - _MAX_NAME), price.start())
        if not text[name_start : name_start + 1].isalnum():
            continue
        _split_prose(text, at, name_start, parts)
        parts.append(RunOnPart("card", name_start, price.end(), price.start()))
        at = price.end()
    _split_prose(text, at, stop, parts)
    return parts if any(part.kind != "paragraph" for part in parts) else []


def _card_start(text: str, start: int, end: int) -> int:
    """A card's name begins behind the last sentence end before its price."""
    last = start
    for stop in _NAME_START.finditer(text, start, end):
        last = stop.end()
    while last < end and text[last].isspace():
        last += 1
    return last


def _split_prose(text: str, start: int, stop: int, parts: list[RunOnPart]) -> None:
    """Append the sentences of a stretch, grouped under the titles they begin with."""
    if text.find(":", start, stop) < 0:
        if stop > start:
            _append(text, parts, (start, stop), start)
        return
    bounds = [start, *(match.end() for match in _STOP.finditer(text, start, stop)), stop]
    open_at, open_head = start, start
    for begin, end in pairwise(bounds):
        titles = _titles(text, begin, end)
        if not titles:
            continue
        if titles[0][0] > open_at:
            _append(text, parts, (open_at, titles[0][0]), open_head)
        for title_start, title_end in titles[:-1]:
            parts.append(RunOnPart("heading", title_start, title_end + 1, title_end))
        open_at, open_head = titles[-1]
    if stop > open_at:
        _append(text, parts, (open_at, stop), open_head)


def _append(text: str, parts: list[RunOnPart], span: tuple[int, int], head_end: int) -> None:
    """Append what a title opened: an option with its text, or a section where nothing follows."""
    start, end = span
    kind: Literal["heading", "item", "paragraph"] = "paragraph"
    if head_end > start:
        kind = "item" if any(map(str.isalnum, text[head_end:end])) else "heading"
    parts.append(RunOnPart(kind, start, end, head_end))


def _titles(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Spans of the titles that a sentence begins with, one after the other.

    "… here are some of the best: Top Picks: Google Pixel 9a: Often …" begins with a clause, which
    is no title; the two behind it are.
    """
    clause = text.find(":", start, stop)
    if clause < 0:
        return []
    match = _TITLE.match(text, start, stop)
    if match is None or _is_sentence(match.group("title")):
        start = clause + 1
    found: list[tuple[int, int]] = []
    while match := _TITLE.match(text, start, stop):
        title = match.group("title")
        if _is_sentence(title) or (found and title.count(" ") > _MAX_NEXT_WORDS):
            break
        found.append((match.start("title"), match.end("title")))
        start = match.end()
    return found


def _is_sentence(title: str) -> bool:
    return title.count(" ") > _MAX_TITLE_WORDS or bool(_SENTENCE_WORDS.search(title))
