"""Take from an answer the titles that may begin with a brand: items, headings, cards, rows, labels.

A title is cut into words with their offsets, up to the first break ("Helix Midnight – Best Value"
gives Helix, Midnight). Which of the words are a brand's name is decided in `discover_brands`, over
all answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from onevice_assets.brand_monitor.brand_states.reading.option_sections import is_options_section
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Block, Document
from onevice_assets.words.ordinary_words import is_ordinary

TitleKind = Literal[
    "item", "heading", "card", "row", "citation", "label", "bold", "piece", "cell", "prose"
]

_WORD = re.compile(r"&|\+(?=\s)|[^\W_](?:[\w'’.&+!-]*[\w+!])?(?:['’](?=\s[A-Z]))?")
_BREAK = re.compile(
    r"[:(\[|/,;•:(、,。;「」【】《》]|\s[–—-]\s|—|\s(?:vs\.?|by|from|with|for|in|at)\s|\]|\*\*|__"
)
_LEAD = re.compile(
    r"[^\w]*(?:(?:19|20)\d\d\s+|\d{1,2}[.)]\s+|(?:(?:All-)?New(?=\s+20\d\d)|(?:Wo)?[Mm]en['’]s|Kids['’]|"
    r"Restored|Refurbished|Renewed|Pre-[Oo]wned)\s+(?=[A-Z0-9]))?"
)
_CITATION = re.compile(
    r"\[(?P<label>[^\[\]\n]{2,60})\]\[\d{1,3}\]|\(\[(?P<linked>[^\[\]\n]{2,60})\]\(http"
)
_SMALL = frozenset(
    {"&", "+", "and", "of", "the", "de", "la", "le", "du", "des", "to", "a", "on", "s"}
)
_MAX_WORDS = 7


class Title(NamedTuple):
    """The opening words of a title.

    Attributes:
        words: as written, capitalised from the first on.
        spans: their offsets in the answer.
        is_whole: the words are all there is before a break.
        is_option: it stands where options stand (not under "Things to consider", not nested).
        group: titles of one answer with the same group stand side by side.
    """

    kind: TitleKind
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    is_whole: bool
    is_option: bool
    group: tuple[str, int, int]


def read_titles(document: Document) -> Iterator[Title]:
    """Yield the titles of a document in reading order, then its citations' labels."""
    for block in document.blocks:
        if block.head_end > block.body and block.kind in ("item", "heading", "card", "row"):
            title = _title(document, block)
            if title is not None:
                yield title
    for match in _CITATION.finditer(document.text, 0, document.end):
        label = "label" if match.group("label") else "linked"
        words, spans, whole = _words(document.text, match.start(label), match.end(label))
        if words and whole:
            yield Title("citation", words, spans, True, True, ("citation", 0, -1))


def _title(document: Document, block: Block) -> Title | None:
    words, spans, whole = _words(document.text, block.body, block.head_end)
    if not words or document.is_hidden(spans[0][0]):
        return None
    kind: TitleKind = block.kind  # type: ignore[assignment]  # narrowed by the caller
    section = -1 if kind in ("heading", "card") else block.section
    group = (kind, block.depth, section)
    return Title(kind, words, spans, whole, _is_option(document, block), group)


def _is_option(document: Document, block: Block) -> bool:
    if block.kind == "card":
        return True
    if block.kind == "item" and (block.depth > 0 or _is_below_option(document, block)):
        return False
    return is_options_section(document, block)


def _is_below_option(document: Document, block: Block) -> bool:
    """Whether the section is itself an option ("### 1. Sony"), so that its items are features."""
    return block.section >= 0 and document.blocks[block.section].number is not None


def _words(
    text: str, start: int, end: int
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...], bool]:
    lead = _LEAD.match(text, start, end)
    start = lead.end() if lead else start
    stop = _BREAK.search(text, start, end)
    whole_end = stop.start() if stop else end
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text, start, whole_end):
        word = match.group()
        if not _is_capital(word) and not (
            word.lower() in _SMALL if words else _may_open(text, match)
        ):
            break
        words.append(word)
        spans.append(match.span())
        if len(words) == _MAX_WORDS:
            break
    while words and words[-1].lower() in _SMALL:
        words.pop()
        spans.pop()
    return tuple(words), tuple(spans), bool(spans) and whole_end - spans[-1][1] <= 1


def _may_open(text: str, match: re.Match[str]) -> bool:
    """Whether a word without a capital may be a name nevertheless: "eero 6", "n8n"."""
    word = match.group()
    marked = text[match.start() - 1 : match.start()] in ("*", "[", "`", "_")
    return marked and len(word) > 2 and not is_ordinary(word.casefold())


def _is_capital(word: str) -> bool:
    """Whether a word may be part of a name: a capital anywhere, a digit, or no Latin letter."""
    return word[0].isdigit() or word.lower() != word or word.upper() == word
