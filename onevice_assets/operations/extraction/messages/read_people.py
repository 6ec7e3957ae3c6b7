"""Drivers in messages: who writes, who takes over, who is handed over from, who is away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onevice_assets.operations.extraction.draft import Drafts
from onevice_assets.operations.extraction.page import Page
from onevice_assets.operations.extraction.values.read_numbers import read_phone
from onevice_assets.operations.extraction.values.read_times import find_clock
from onevice_assets.operations.extraction.words import list_words
from onevice_assets.words.known_words import is_given_name
from onevice_assets.words.ordinary_words import rank_ordinary_words

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?\.?")
_INTRO = re.compile(r"(?i)\b(?:it'?s|this is|here is|i'?m|i am|my name is|driver)[ ]+(?=[^\W\d_])")
_HERE = re.compile(r"(?i)^[ ]*(?:hey[ ,]+|hi[ ,]+)?(?P<who>[^\W\d_]+(?: [^\W\d_]+)?)[ ]here\b")
_TAKES = re.compile(
    r"(?i)[ ](?:took over|takes over|taking over|takes|took|covers|drives|has|"
    r"will (?:run|take|drive|cover)|is (?:driving|taking|covering|now in))[ ]"
)
_AWAY = re.compile(r"(?i)[ ](?:is|was)[ ](?:off|out|sick|home|on leave|gone)\b")
_FROM = re.compile(r"(?i)\b(?:from|instead of|replac(?:es|ed|ing))[ ](?=[^\W\d_])")
_DASH = re.compile(r"(?:^|[ \n])[-–—~][ ]?(?=[^\W\d_])")
_CHANGE = re.compile(
    r"(?P<first>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*) until (?:then|noon)[ ,]+(?:and )?"
    r"(?P<second>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*) (?:after|from then)"
)
_THANKS = re.compile(r"(?i)\b(?:thx|thanks|thank you|regards|cheers|best|ty)[ ,.!-]+")
_MOST = 3  # words of a name in a message
_LONG = 10_000  # characters of a message in which people are looked for


@dataclass(frozen=True, slots=True)
class _Name:
    said: str
    start: int
    end: int


def read_people(page: Page, drafts: Drafts) -> None:
    """Add the drivers of a free text; a mail's sender is the driver where it is a message."""
    text = page.text[:_LONG]
    if page.kind == "rate_confirmation":
        _read_change(page, drafts)
    if page.kind != "driver_message":
        for match in re.finditer(r"\b[Dd]river (?=[A-Z])", text[page.body :]):
            _add(page, drafts, _name_at(text, page.body + match.end(), capital=True))
        return
    for name in _writers(page, text):
        _add(page, drafts, name)
    _read_changes(page, text, drafts)
    phone = read_phone(text, page.body, len(text))
    if phone and not any(one.name == "phone" for one in drafts.waiting):
        drafts.wait("Driver", "phone", (phone[0], page.span(phone[1], phone[2])), 0, 0)


def _writers(page: Page, text: str) -> Iterator[_Name | None]:
    """Whoever says who they are, signs or is the sender."""
    if page.sender:
        at = page.raw.find(page.sender)
        yield _Name(page.sender, at, at + len(page.sender))
        return
    for match in _INTRO.finditer(text, page.body):
        sure = match.group().strip().lower() in ("driver", "this is", "my name is")
        yield _name_at(text, match.end(), capital=False, known=not sure)
    if here := _HERE.match(text):
        yield _name_at(text, here.start("who"), capital=False)
    yield _signature(text)


def _signature(text: str) -> _Name | None:
    """A name at the very end: after a dash, on a line or in a sentence of its own."""
    plain = text.rstrip(" \n.!")
    starts = [match.end() for match in _DASH.finditer(plain)]
    starts += [match.end() for match in re.finditer(r"\n[ ]*|[.!?][ ]+", plain)]
    starts += [match.end() for match in re.finditer(r"\d[ ]+(?=[A-Z])", plain)]
    starts += [match.end() for match in _THANKS.finditer(plain)]
    for start in sorted(starts, reverse=True)[:3]:
        words = plain[start:].split(" ")
        name = _name_at(plain, start, capital=False)
        if len(words) <= _MOST and name and name.end == len(plain):
            return name
    return None


def _read_changes(page: Page, text: str, drafts: Drafts) -> None:
    for match in _TAKES.finditer(text, page.body):
        name = _name_before(text, match.start())
        if name is None:
            continue
        _add(page, drafts, name)
        end = text.find("\n", match.end())
        day = page.said_on.isoformat() if page.said_on else ""
        clock = find_clock(text, match.start(), len(text) if end < 0 else end)
        drafts.changes[name.said] = f"{day}T{clock}" if day and clock else day
        for other in _FROM.finditer(text, match.end(), match.end() + 80):
            _leave(page, drafts, _name_at(text, other.end(), capital=False))
    for match in re.finditer(r"(?i)\bfrom (?=[a-z])", text[page.body :]):
        name = _name_at(text, page.body + match.end(), capital=False)
        _leave(page, drafts, name)
    for match in _AWAY.finditer(text, page.body):
        _leave(page, drafts, _name_before(text, match.start()))


def _leave(page: Page, drafts: Drafts, name: _Name | None) -> None:
    if name is not None:
        _add(page, drafts, name)
        drafts.apart.add(name.said)


def _read_change(page: Page, drafts: Drafts) -> None:
    """One driver "until then", another one "after", at the moment before them on the line."""
    for match in _CHANGE.finditer(page.text[:_LONG]):
        line = page.text.rfind("\n", 0, match.start()) + 1
        moment = page.times.within(line, match.start())
        for part in ("first", "second"):
            drafts.add("Driver", match[part], page.span(*match.span(part)))
        drafts.changes[match["second"]] = moment.value if moment else ""


def _add(page: Page, drafts: Drafts, name: _Name | None) -> None:
    if name is None:
        return
    known = [d for d in drafts.of("Driver") if d.key.casefold().startswith(name.said.casefold())]
    key = known[0].key if known else name.said
    drafts.add("Driver", key, page.span(name.start, name.end))


def _name_at(text: str, start: int, *, capital: bool, known: bool = True) -> _Name | None:
    """A name that begins at a place: a first name, then words that are no everyday ones."""
    kept: list[str] = []
    at = start
    while len(kept) < _MOST and (match := _WORD.match(text, at)):
        word = match.group()
        if not _continues(word, kept, capital=capital, known=known):
            break
        kept.append(word)
        at = match.end() + 1
        if text[match.end() : at] != " " or (word.endswith(".") and len(word) > 2):
            break
    said = " ".join(kept).rstrip(".")
    return _Name(said, start, start + len(said)) if len(said) > 1 else None


def _continues(word: str, before: list[str], *, capital: bool, known: bool) -> bool:
    plain = word.strip(".").casefold()
    if not before:
        is_name = is_given_name(plain) and (word[0].isupper() or not _is_common(plain))
        strange = not _is_common(plain) and plain not in _JARGON
        return is_name or (strange and (not known or (capital and word[0].isupper())))
    if len(plain) == 1:
        return plain not in ("a", "i")
    if _is_common(plain) or plain in _JARGON:
        return False
    return word[0].isupper() == before[0][0].isupper()


_COMMON = 6_000  # of the list by frequency
_JARGON = frozenset(list_words("names", "jargon"))


def _is_common(word: str) -> bool:
    return rank_ordinary_words().get(word, _COMMON + 1) <= _COMMON


def _name_before(text: str, end: int) -> _Name | None:
    """The name right before a place: up to three words, from the left-most first name."""
    words = list(_WORD.finditer(text, max(0, end - 60), end))[-_MOST:]
    for match in words:
        name = _name_at(text, match.start(), capital=True)
        if name is not None and name.end == end:
            return name
    return None
