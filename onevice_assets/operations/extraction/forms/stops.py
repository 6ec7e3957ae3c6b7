"""Where and when a load is picked up and delivered: towns and times under the words for a stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onevice_assets.operations.extraction.draft import Drafts
from onevice_assets.operations.extraction.forms.labels import load_labels
from onevice_assets.operations.extraction.page import Line, Page
from onevice_assets.operations.extraction.values.read_places import find_lane

_PICKUP = (
    r"pick(?:ed)?[ -]?up|pick(?=[ ]\d)|p/?u\b|shipper|shpr|consignor|load(?:ing)? place|origin"
    r"|loading|collect(?:ed|ion)|ship from|from(?=[ ]*:)"
)
_DELIVERY = (
    r"deliver(?:y|ed)?\b|del\b|dlvr?y?\b|consignee|cnse{1,2}|cnee|receiver|destination|unload(?:ing)?"
    r"|drop(?:[ -]?off)?\b|d/?o\b|so\b|ship to|to(?=[ ]*:)"
)
_NUMBERED = re.compile(r"stop[ ]?#?\d[ ]?[-:–]?[ ]?$", re.IGNORECASE)
_STOP = re.compile(rf"(?<![\w-])(?:(?P<pickup>{_PICKUP})|(?P<delivery>{_DELIVERY}))", re.IGNORECASE)
_MOST_LINES = 5  # of a stop
_WITHIN = ("date.date", "other.none")  # what labels in the lines of a stop may mean


@dataclass(frozen=True, slots=True)
class Stop:
    """A part of the text that tells of one stop: `pickup` or `delivery`, pieces of lines."""

    kind: str
    pieces: tuple[tuple[int, int], ...]


def read_stops(page: Page, drafts: Drafts) -> None:
    """Give places and times of stops to the load they are of; a lane gives both places."""
    loads = drafts.of("Load")
    if len({one.identity for one in loads}) > 1:
        return
    told: set[str] = set()
    for stop in _find_stops(page):
        _read_stop(page, stop, drafts, told)
    lane = find_lane(page.text, list(page.places))
    if lane and not told & {"pickup_place", "delivery_place"}:
        for name, place in zip(("pickup_place", "delivery_place"), lane, strict=True):
            span = page.span(place.start, place.end)
            drafts.wait("Load", name, (place.name, span), 0, 0)


def _read_stop(page: Page, stop: Stop, drafts: Drafts, told: set[str]) -> None:
    place = next(
        (p for s, e in stop.pieces for p in page.places if s <= p.start < e and p.is_sure), None
    )
    moment = next((m for s, e in stop.pieces if (m := page.times.within(s, e))), None)
    if place and f"{stop.kind}_place" not in told:
        told.add(f"{stop.kind}_place")
        span = page.span(place.start, place.end)
        drafts.wait("Load", f"{stop.kind}_place", (place.name, span), 0, 0)
    if moment and f"{stop.kind}_at" not in told:
        told.add(f"{stop.kind}_at")
        span = page.span(moment.start, moment.end)
        drafts.wait("Load", f"{stop.kind}_at", (moment.value, span), 0, 0)


def _find_stops(page: Page) -> Iterator[Stop]:
    """Stops of a document; two on one line are two columns."""
    marked = [(number, _marks(page, line)) for number, line in enumerate(page.lines)]
    marks = [one for one in marked if one[1]]
    for place, (number, here) in enumerate(marks):
        following = marks[place + 1][0] if place + 1 < len(marks) else len(page.lines)
        is_both = len({kind for kind, _ in here}) > 1
        last = number + _MOST_LINES if is_both else min(following, number + _MOST_LINES)
        for at, (kind, start) in enumerate(here):
            end = here[at + 1][1] if at + 1 < len(here) else page.lines[number].end
            below = _below(page, number, last, (start, end) if is_both else None)
            yield Stop(kind, ((start, end), *below))


def _marks(page: Page, line: Line) -> list[tuple[str, int]]:
    """Words for stops that begin a cell, or come with a place or time close behind."""
    found: list[tuple[str, int]] = []
    if line.start < page.body:
        return found
    for match in _STOP.finditer(page.text, line.start, line.end):
        kind = match.lastgroup or ""
        first = any(cell.start == match.start() for cell in line.cells)
        after = match.group().lower() not in ("from", "to") or _is_at_place(page, match.end(), 4)
        is_stop = re.search(
            r"stop[ ]?#?\d[ ]?[-:–]?[ ]?$", page.text[line.start : match.start()], re.I
        )
        if (first and after) or is_stop or _is_close(page, match.end()):
            found.append((kind, match.start()))
    kept: list[tuple[str, int]] = []
    for kind, start in found:
        if not kept or kept[-1][0] != kind:
            kept.append((kind, start))
    return kept


def _is_close(page: Page, at: int) -> bool:
    """Whether a date stands right behind a word, or a town in the rest of a message's sentence."""
    if page.kind == "driver_message" and _is_at_place(page, at, 40):
        return True
    return any(at <= one.start <= at + 5 for one in page.times.moments)


def _is_at_place(page: Page, at: int, most: int) -> bool:
    return any(at <= one.start <= at + most and one.is_sure for one in page.places)


def _below(
    page: Page, number: int, last: int, column: tuple[int, int] | None
) -> Iterator[tuple[int, int]]:
    """Parts of the following lines that belong to a stop."""
    for line in page.lines[number + 1 : last]:
        if not line.cells or (column is None and _is_other(page, line)):
            return
        if column is None:
            yield line.start, line.end
            continue
        left = column[0] - page.lines[number].start
        cells = [cell for cell in line.cells if abs(cell.column - left) <= 6]
        yield from ((cell.start, cell.end) for cell in cells)


def _is_other(page: Page, line: Line) -> bool:
    """Whether a line begins with a label that belongs to no stop."""
    pattern, meanings = load_labels()
    match = pattern.match(page.folded, line.cells[0].start)
    return match is not None and meanings[match.lastgroup or ""] not in _WITHIN
