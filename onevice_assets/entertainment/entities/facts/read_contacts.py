"""Whose an address of mail or a telephone number is: only where its row or block says so.

A row that names one person, a row in which every person's own stands behind them, or lines of
nothing but contacts below a name, as in a signature.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Person, Span

_EMAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w@])")
_PHONE = re.compile(
    r"(?<![\w$€£¥#+,./:(-])(?:\+\d{9,14}|(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,5}\)[ .-]?|\d{2,5}[ .-])"
    r"(?:\d{2,4}[ .-]){0,3}\d{3,4})(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w%:/,-])"
)
_DAY = re.compile(r"(?:19|20)\d\d[.-]\d\d[.-]\d\d|\d\d[.-]\d\d[.-](?:19|20)\d\d")
_MONEY = re.compile(r"(?:USD|EUR|GBP|CAD|AUD|[$€£¥])\s?$|^\s?(?:USD|EUR|GBP|CAD|AUD|[$€£¥%])")
_SHARED = re.compile(
    r"(?:admin|bookings?|casting|contact|crew|hello|help|hi|info|jobs|mail|noreply|office|post"
    r"|press|productions?|sales|studio|support|team)(?:[.+_-]|$)"
)
_NOT_THEIRS = re.compile(
    r"(?i)\b(?:c/o|care of|on behalf of|assistant to|office of|emergency|hospital|agency"
    r"|(?:rep|agent|manager|contact|assistant|call|calls|ask|via|through|office|repped|managed)"
    r" (?:for|to|by))\b"
    r"|['’]s (?:agent|rep|manager|office|assistant|mother|father|guardian)\b"
)
_LABEL = (
    r"(?:tel(?:ephone)?|phone|ph|cell(?:phone)?|mobile|mob|direct|work|home|e-?mail|mail|e|m|t|p|c)"
)
_FAX = re.compile(r"(?i)\b(?:f|fax)\s*[.:]?\s*$")
_LABELLED = re.compile(rf"(?i)(?:^|[^\w]){_LABEL}\s*[.:#]?\s*$")
_ONLY_CONTACTS = re.compile(rf"(?i)(?:\b{_LABEL}\b|[\s.:,;|/()•·*_–—-])*")
_TITLE = re.compile(r"[^:\d@]{2,60}")
_LINES_BETWEEN = 2  # title and company between a name and its numbers
_SHORT, _SHORTEST, _LONGEST = 7, 9, 15  # digits: of a number without its area, of a whole one


@dataclass(frozen=True, slots=True)
class _Contact:
    """An address or number: of which property, and where it stands."""

    property: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page with the people it names, in order, and its contacts."""

    text: str
    start: int
    people: tuple[tuple[int, Person], ...]
    contacts: tuple[_Contact, ...]


def read_contacts(text: str, page: int, people: Sequence[Person]) -> Iterator[NodeFact]:
    """`email` and `phone` of people, each with the characters of the address or number.

    A shared address (info@), a fax, an agent's or an office's number is nobody's.

    Args:
        text: of the page.
        page: its number.
        people: of the document.
    """
    lines = list(_read_lines(text, page, people))
    for number, line in enumerate(lines):
        owners = _own_row(line) if line.people else _own_block(lines, number)
        told: set[tuple[int, str]] = set()
        for person, contact in owners:
            if (id(person), contact.property) in told or _is_anothers(contact, person, people):
                continue
            told.add((id(person), contact.property))
            span = Span(contact.start, contact.end, page)
            yield NodeFact("Person", person.name, contact.property, contact.value, span)


def _read_lines(text: str, page: int, people: Sequence[Person]) -> Iterator[_Line]:
    named = [(span, person) for person in people for span in person.mentions if span.page == page]
    for match in re.finditer(r"[^\n]*\n?", text):
        if not match.group():
            continue
        start, end = match.span()
        here = sorted(
            ((span.start, person) for span, person in named if start <= span.start < end),
            key=lambda one: one[0],
        )
        contacts = tuple(sorted(_find(match.group(), start), key=lambda one: one.start))
        yield _Line(match.group(), start, tuple(here), contacts)


def _find(line: str, start: int) -> Iterator[_Contact]:
    for match in _EMAIL.finditer(line):
        if not _SHARED.match(match.group().casefold().split("@")[0]):
            yield _Contact("email", match.group(), start + match.start(), start + match.end())
    bare = _EMAIL.sub(lambda match: " " * len(match.group()), line)
    for match in _PHONE.finditer(bare):
        if _is_phone(match.group(), bare[: match.start()], bare[match.end() :]):
            yield _Contact("phone", match.group(), start + match.start(), start + match.end())


def _is_phone(said: str, before: str, after: str) -> bool:
    """Whether digits are a telephone number and no day, sum, time or number of something."""
    plain = re.split(r"(?i)\s?(?:x|ext)", said)[0]
    digits = sum(map(str.isdigit, plain))
    if _DAY.search(plain) or _FAX.search(before):
        return False
    if _MONEY.search(before) or _MONEY.search(after):
        return False
    labelled = _LABELLED.search(before) is not None
    if digits == _SHORT:
        return bool(re.fullmatch(r"\d{3}[.-]\d{4}", plain)) and (labelled or "\t" in before)
    spaced = plain[0] not in "+0(" and not re.search(r"[.-]", plain)
    return _SHORTEST <= digits <= _LONGEST and (labelled or not spaced)


def _own_row(line: _Line) -> Iterator[tuple[Person, _Contact]]:
    """Contacts of a line that names people: behind one alone, or behind each their own."""
    if _NOT_THEIRS.search(line.text):
        return
    owned: dict[int, list[_Contact]] = {place: [] for place, _ in line.people}
    for contact in line.contacts:
        before = [place for place in owned if place < contact.start]
        if before:
            owned[max(before)].append(contact)
    persons = {id(person) for _, person in line.people}
    if len(persons) > 1 and not all(owned.values()):
        return
    for place, person in line.people:
        yield from ((person, contact) for contact in owned[place])


def _own_block(lines: Sequence[_Line], number: int) -> Iterator[tuple[Person, _Contact]]:
    """Contacts of a line of nothing else, of the one person that the lines above it name."""
    line = lines[number]
    if not line.contacts or not _holds_contacts_alone(line):
        return
    between = 0
    for above in reversed(lines[:number]):
        if len({id(person) for _, person in above.people}) == 1:
            if not _NOT_THEIRS.search(above.text) and not above.text.rstrip().endswith((".", ":")):
                yield from ((above.people[0][1], contact) for contact in line.contacts)
            return
        if above.people or not above.text.strip():
            return
        if not (above.contacts and _holds_contacts_alone(above)):
            between += 1
            if between > _LINES_BETWEEN or not _TITLE.fullmatch(above.text.strip()):
                return


def _holds_contacts_alone(line: _Line) -> bool:
    rest = line.text
    for contact in reversed(line.contacts):
        first, last = contact.start - line.start, contact.end - line.start
        rest = f"{rest[:first]} {rest[last:]}"
    return _ONLY_CONTACTS.fullmatch(rest) is not None


def _is_anothers(contact: _Contact, person: Person, people: Sequence[Person]) -> bool:
    """Whether an address is written with the surname of somebody else of the document."""
    if contact.property != "email":
        return False
    local = re.sub(r"[^a-z]", "", contact.value.casefold().split("@")[0])
    own = name_key(person.name).split()
    if any(len(word) > 1 and word in local for word in own):
        return False
    others = (name_key(one.name).split()[-1:] for one in people if one is not person)
    return any(len(word) > 2 and word in local for words in others for word in words)
