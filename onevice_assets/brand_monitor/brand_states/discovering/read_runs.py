"""Take from an answer the runs of capitalised words that no title opens: prose, cells, labels.

"Brands like Eres, Hunza G, and Zimmermann" names three: each run is taken with what stands before
and behind it and with whether it is one of an enumeration. Languages that capitalise every noun or
nothing are marked, not guessed. Which runs are brands is decided in `discover_brands`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from onevice_assets.brand_monitor.brand_states.discovering.read_titles import Title, TitleKind
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document
from onevice_assets.words.ordinary_words import is_ordinary

_CAPITAL = "A-ZÀ-ÖØ-ÞĀ-ſΑ-ΩА-ЯЁ"
_FIRST = rf"(?:[{_CAPITAL}]|(?<![\w.])[a-z]{{1,2}}(?=[A-Z]))"
_INNER = r"(?:[\w'’&+-]|\.(?=[a-z0-9])|(?<=[\s.(*][A-Z])\.(?=[A-Z]))"
_ONE = rf"{_FIRST}(?:{_INNER}*[\w+])?(?:['’](?=\s[A-Z]))?!?"
_JOINT = rf"(?:&|\+|of|the|de|la|le|du|des|di|da|of the)[ \xa0](?=[{_CAPITAL}])"
_RUN = re.compile(rf"(?<![\w'’&@#/]){_ONE}(?:[ \xa0](?:{_JOINT})?(?:{_ONE}|\d[\w.-]*\w|\d))*")
_PIECE = re.compile(r"\S+")
_GAP = re.compile(
    r"[\]*_)”\"'’s]{0,4}(?:[ \xa0]?\([^()\n]{0,60}\)|\[\d{1,2}\]){0,3}[*_]{0,2}"
    r"(?:\s?(?:,|/|、|\+|&)\s?(?:(?:and|or|und|oder|et|ou|y|o|e|plus|sowie) )?(?:the |also )?|"
    r"\s(?:and|or|vs\.?|versus|und|oder|et|ou|y|o|e|plus|sowie) )"
    r"[\[*_(“\"']{0,4}"
)
_MARKS = " \t\xa0*_[(“\"'‘"
_IN_WORDS = "'’&."
_AFTER = re.compile(r"[\]*_”\"'’]{0,4}(?:['’]s\b)?\s?(\w+|[^\w\s])?")
_TOLD = re.compile(
    r"[^\n:(–—]{0,40}?(?P<bracket>[ \xa0]?\([^()\n]{0,40}\))?[*_\]>]{0,4}\s?(?::|\s[–—-]\s|—)"
    r"[\s*_]{0,4}(?P<word>[^\W_]+)"
)
_SENTENCE_ENDS = ".!?:–—•|>"
_GERMAN = re.compile(r"\b(?:der|die|das|und|für|mit|ist|ein|eine|einen|den|dem|nicht|auf|von)\b")
_GERMAN_SHARE = 12
_PLAIN_WORD = re.compile(r"[A-ZÄÖÜ][a-zäöüß-]+(?:-[A-ZÄÖÜ][a-zäöüß]+)*")
_PRONOUN = re.compile(r"I(?:['’](?:m|d|ve|ll))?")
_REACH = 24
_GAP_REACH = 70
_TOLD_REACH = 60
_PRICE_REACH = 40
_MAX_WORDS = 7
_OPENINGS = frozenset({". ", "! ", "? ", "\n\n", "", ": "})
_ARTICLES = frozenset({"the", "a", "an"})


class Context(NamedTuple):
    """What stands around a run; words are small, '' where nothing does."""

    before: str = ""
    after: str = ""
    is_start: bool = True
    is_enumerated: bool = False
    told: str = ""
    flags: tuple[str, ...] = ()


class Run(NamedTuple):
    """A run of words that may begin with a name: a title with its surroundings."""

    title: Title
    context: Context


def read_runs(document: Document, titles: Sequence[Title]) -> Iterator[Run]:
    """Yield the titles and all other capitalised runs, in reading order."""
    runs = sorted((*titles, *_prose(document, titles)), key=lambda title: title.spans[0])
    text = document.text
    listed = [_is_listed(text, one.spans[-1][1], two.spans[0][0]) for one, two in pairwise(runs)]
    number = 0
    for index, title in enumerate(runs):
        joined = index > 0 and listed[index - 1]
        number += not joined
        is_listed = joined or (index < len(listed) and listed[index])
        if title.kind == "prose" and not is_listed and _only_opens(text, title):
            continue
        context = _context(text, title, is_listed)
        if title.group[0]:
            yield from _split_and(Run(title, context))
        else:
            yield from _split_opening(Run(title._replace(group=("list", number, 0)), context))


def _only_opens(text: str, title: Title) -> bool:
    """Whether a single everyday word has its capital from opening a sentence: "However, …"."""
    start = title.spans[0][0]
    return (
        len(title.words) == 1
        and text[max(0, start - 2) : start] in _OPENINGS
        and is_ordinary(title.words[0].lower())
    )


def _is_listed(text: str, end: int, start: int) -> bool:
    """Whether only a comma, an "and" or the like stands between two runs."""
    return start - end <= _GAP_REACH and _GAP.fullmatch(text, end, start) is not None


def _split_opening(run: Run) -> Iterator[Run]:
    """A run, and what stands behind an everyday word that only opens a sentence: "Try Sony"."""
    yield run
    title, context = run
    first = title.words[0].lower()
    if len(title.words) > 1 and context.is_start and is_ordinary(first):
        rest = title._replace(words=title.words[1:], spans=title.spans[1:])
        yield Run(rest, context._replace(before=first, is_start=False))


def _split_and(run: Run) -> Iterator[Run]:
    """A title, and the second of two names in it: "Nordstrom and Bloomingdale's"."""
    yield run
    title, context = run
    for index in range(1, len(title.words) - 1):
        if title.words[index] in ("and", "&", "or", "+"):
            rest = title._replace(words=title.words[index + 1 :], spans=title.spans[index + 1 :])
            yield Run(rest._replace(kind="piece"), context._replace(before="and"))
            return


def _prose(document: Document, titles: Sequence[Title]) -> Iterator[Title]:
    taken = [(title.spans[0][0], title.spans[-1][1]) for title in titles]
    taken.sort()
    text, blocks = document.text, document.blocks
    at, block = 0, -1
    nouns = _capitalises_nouns(text[: document.end])
    for match in _RUN.finditer(text, 0, document.end):
        start, end = match.span()
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if (at < len(taken) and taken[at][0] < end) or document.is_hidden(start):
            continue
        while block + 1 < len(blocks) and blocks[block + 1].start <= start:
            block += 1
        if block >= 0 and blocks[block].kind == "code":
            continue
        pieces = list(_PIECE.finditer(text, start, end))
        while len(pieces) > 1 and pieces[0].group().lower() in _ARTICLES:
            pieces = pieces[1:]
        if len(pieces) == 1 and (_PLAIN_WORD if nouns else _PRONOUN).fullmatch(pieces[0].group()):
            continue
        words = tuple(piece.group() for piece in pieces[:_MAX_WORDS])
        spans = tuple(piece.span() for piece in pieces[:_MAX_WORDS])
        head = block >= 0 and start < blocks[block].head_end
        row = block >= 0 and blocks[block].kind == "row"
        kind = _kind(text, start, end, is_head=head, is_row=row)
        yield Title(kind, words, spans, len(pieces) <= _MAX_WORDS, False, ("", 0, 0))


def _capitalises_nouns(text: str) -> bool:
    """Whether capitals say little here: a language, German, that writes every noun with one."""
    articles = sum(1 for _ in _GERMAN.finditer(text))
    return articles * _GERMAN_SHARE > text.count(" ") > 0


def _kind(text: str, start: int, end: int, *, is_head: bool, is_row: bool) -> TitleKind:
    if text.startswith(("](", "]["), end) and text.startswith("[", start - 1):
        return "label"
    if text.startswith("**", end) and text.startswith("**", start - 2):
        return "bold"
    return "piece" if is_head and not is_row else "cell" if is_row else "prose"


def _context(text: str, title: Title, is_enumerated: bool) -> Context:
    start, end = title.spans[0][0], title.spans[-1][1]
    before = _word_before(text, start)
    behind = _AFTER.match(text, end, end + _REACH)
    after = (behind.group(1) or "").lower() if behind else ""
    is_start = not before or before[-1] in _SENTENCE_ENDS or before.isdigit()
    told, flags = ("", ()) if title.kind in ("prose", "cell") else _told(text, end)
    return Context(before, after, is_start, is_enumerated, told, flags)


def _word_before(text: str, start: int) -> str:
    """The small word or the sign right before a run on its line, past its opening marks."""
    line = text[max(0, start - _REACH) : start].rpartition("\n")[2].rstrip(_MARKS)
    if not line:
        return ""
    if not (line[-1].isalnum() or line[-1] in _IN_WORDS):
        return line[-1]
    return line.split()[-1].lstrip(_MARKS).lower()


def _told(text: str, end: int) -> tuple[str, tuple[str, ...]]:
    """The word that tells of a title behind its colon or dash, and what stands around it."""
    flags = ["price"] if "$" in text[end : end + _PRICE_REACH] else []
    found = _TOLD.match(text, end, end + _TOLD_REACH)
    if found is None:
        return "", tuple(flags)
    if found.group("bracket"):
        flags.append("bracket")
    return found.group("word").lower(), (*flags, "colon")
