"""The text of a document made ready to read: mended, its lines and cells, who sent it when.

Every form of the text has the same length, so an offset in one is an offset in all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from onevice_assets.operations.extraction.extracted import Kind, Span, page_of
from onevice_assets.operations.extraction.forms.labels import fold_looks
from onevice_assets.operations.extraction.kinds import tell_kind
from onevice_assets.operations.extraction.values.mend import mend_digits
from onevice_assets.operations.extraction.values.read_money import find_currency
from onevice_assets.operations.extraction.values.read_places import Place, find_places
from onevice_assets.operations.extraction.values.read_times import (
    Times,
    find_times,
    is_american,
    read_mail_date,
)

MOST_CHARACTERS = 50_000
"""Of a document; the rest is not read and `issues` says so."""
_HEADER = re.compile(r"(?im)^(?P<name>from|to|cc|date|sent|subject):[ \t]*(?P<value>.*)$")
_CELL = re.compile(r"[^\s|](?:[^\s|]|[ ](?=[^\s|]))*")
_PIECE = re.compile(r"[^\n]{1,1000}(?:\n|$)|[^\n]{1,1000}(?=[ ])|[^\n]{1,1000}|\n")
_QUOTE = re.compile(r"(?m)^[ ]?(?:>[ ]?)+")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words on one line without two spaces, a tab or a bar between them."""

    start: int
    end: int
    column: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its offsets and cells."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document.

    Attributes:
        raw: as it came, without what is beyond `MOST_CHARACTERS`.
        text: digits mended, form feeds as newlines, the marks of quoted mail as spaces.
        folded: to compare labels with.
        kind: of document.
        lines: in order.
        times, places: of the whole text.
        currency: the one that the text shows or its American towns imply, "" for none.
        said_on: the day it was sent.
        sender: the name in a mail's From, "" for none.
        body: where the text begins after a mail's headers.
        breaks: offsets of form feeds.
    """

    raw: str
    text: str
    folded: str
    kind: Kind
    lines: tuple[Line, ...]
    times: Times
    places: tuple[Place, ...]
    currency: str
    said_on: date | None
    sender: str
    body: int
    breaks: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """A place of the text with its page."""
        return Span(start, end, page_of(self.breaks, start))


def open_page(text: str, said_on: date | None) -> Page:
    """Make a text ready.

    Args:
        text: of the document, form feeds between pages.
        said_on: when it was sent, if that is known; a mail's own header says it better.
    """
    raw = text[:MOST_CHARACTERS]
    plain = _QUOTE.sub(lambda match: " " * len(match.group()), raw)
    plain = re.sub(r"[\f\v\r\x00]", "\n", plain).replace("\u00a0", " ")
    headers, body = _read_headers(plain)
    sent = read_mail_date(headers.get("date", "")) or said_on
    mended = mend_digits(plain)
    if sent is None and "sent" in headers:
        sent = _day_of(headers["sent"])
    places = tuple(find_places(mended))
    american = is_american(mended)
    if american is None and any(place.is_american for place in places):
        american = True
    currency = find_currency(mended) or ("USD" if american and not _has_other(mended) else "")
    return Page(
        raw,
        mended,
        fold_looks(plain),
        tell_kind(plain),
        tuple(_read_lines(mended)),
        find_times(mended, sent, american=american),
        places,
        currency,
        sent,
        _name_of(headers.get("from", "")),
        body,
        tuple(match.start() for match in re.finditer("\f", raw)),
    )


def _has_other(text: str) -> bool:
    return bool(re.search(r"[€£]|(?<![A-Za-z])(?:EUR|GBP|CAD|MXN)(?![A-Za-z])", text))


def _read_headers(text: str) -> tuple[dict[str, str], int]:
    """Headers of a mail at the very beginning, and where they end; none unless it has a From."""
    headers: dict[str, str] = {}
    at = 0
    for match in _HEADER.finditer(text):
        if text[at : match.start()].strip():
            break
        headers.setdefault(match["name"].lower(), match["value"])
        at = match.end()
    return (headers, at) if "from" in headers and "@" in headers["from"] else ({}, 0)


def _day_of(said: str) -> date | None:
    found = find_times(said, None).moments
    return date.fromisoformat(found[0].day) if found else None


def _name_of(said: str) -> str:
    """The name of "Wei Chen <wei.chen@example>"; an address alone has none."""
    name = said.partition("<")[0].strip(" \"'") if "<" in said else ""
    return name if name and "@" not in name else ""


def _read_lines(text: str) -> list[Line]:
    """Lines, long ones in parts, so that the time to read grows with the length of a text."""
    lines, at = list[Line](), 0
    for said in (piece.rstrip("\n") for piece in _PIECE.findall(text)):
        cells = tuple(
            Cell(at + match.start(), at + match.end(), match.start())
            for match in _CELL.finditer(said)
        )
        lines.append(Line(at, at + len(said), cells))
        at += len(said) + (text[at + len(said) : at + len(said) + 1] == "\n")
    return lines
