"""Who came to a project and who left it, and on which day: a role that changes on the way.

"Jo Li left the project on May 11, 2025. Sam Wu, until then associate creative director, took over
as director on May 12, 2025." A day that can be read in two ways is no day.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from onevice_assets.entertainment.entities.people import Person
from onevice_assets.entertainment.entities.roles.find_roles import find_roles
from onevice_assets.entertainment.entities.tokens import tokenize
from onevice_assets.words.read_dates import DateFact

_LEAVES = re.compile(
    r"(?i)\b(?:left|leaves|departed|quit|exited|(?:stepped|steps) (?:down|away|back)|dropped out"
    r"|(?:was|is|were) (?:replaced|let go)|until|through)\b"
)
_COMES = re.compile(
    r"(?i)\b(?:took over|takes over|taking over|joined|joins|came on(?: board)?|comes on(?: board)?"
    r"|became|becomes|stepped in|steps in|replaced|replaces|replacing|started|starts|begins|began"
    r"|(?:was|is) (?:appointed|named|hired|promoted)|since|from|as of)\b"
)
_EARLIER = re.compile(r"(?i)\b(?:until|till|up to) (?:then|now)\s*(?:the |an? )?$")
_LONGEST = 500  # characters of a sentence before the day that it tells
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Þ])|\n")


@dataclass(frozen=True, slots=True)
class Change:
    """One person's part in a project that begins or ends.

    Attributes:
        person: as the document shows the name.
        role: name of the role that begins or ends; "" for whatever they were.
        start: first day, if it begins.
        end: last day, if it ends.
    """

    person: str
    role: str = ""
    start: date | None = None
    end: date | None = None


def read_changes(
    text: str, page: int, people: Sequence[Person], dates: Iterable[DateFact]
) -> Iterator[Change]:
    """Changes that the sentences of a page tell with a day.

    Args:
        text: of the page.
        page: its number.
        people: everybody it names, with their roles.
        dates: of the page.
    """
    named = sorted(
        (mention.start, person.name)
        for person in people
        for mention in person.mentions
        if mention.page == page
    )
    for fact in dates:
        if fact.day is not None and fact.precision == "day":
            first = max(0, fact.start - _LONGEST)
            ends = [match.end() for match in _SENTENCE.finditer(text, first, fact.start)]
            span = (max(ends, default=first), fact.start)
            yield from _read_sentence(text, span, named, fact.day)


def _read_sentence(
    text: str, span: tuple[int, int], named: Sequence[tuple[int, str]], day: date
) -> Iterator[Change]:
    verbs = [
        (match.start(), match.end(), kind)
        for kind, words in (("ends", _LEAVES), ("begins", _COMES))
        for match in words.finditer(text, *span)
    ]
    verbs = [one for one in verbs if not _EARLIER.search(text[span[0] : one[1]] + " then")]
    who = _before(named, span[0], max(verbs)[0]) if verbs else ""
    if not who:
        return
    at, _, kind = max(verbs)
    said = list(_roles(text, span))
    earlier = {role for role, place in said if _EARLIER.search(text[span[0] : place])}
    later = {role for role, place in said if place > at} - earlier
    if kind == "ends":
        ended = sorted({role for role, _ in said} - earlier) or [""]
        yield from (Change(who, role, end=day) for role in ended)
        return
    yield from (Change(who, role, start=day) for role in sorted(later))
    yield from (Change(who, role, end=day) for role in sorted(earlier))


def _roles(text: str, span: tuple[int, int]) -> Iterator[tuple[str, int]]:
    """Roles that a sentence names, as titles or by what is done, with their places."""
    tokens = tokenize(text[slice(*span)])
    for mention in find_roles(tokens):
        if mention.kind in ("noun", "does"):
            place = span[0] + tokens[mention.first].start
            yield from ((role.name, place) for role in mention.roles)


def _before(named: Sequence[tuple[int, str]], start: int, end: int) -> str:
    """Whoever is named last before a verb in its sentence, "" for nobody."""
    place = bisect_left(named, (end, "")) - 1
    return named[place][1] if place >= 0 and named[place][0] >= start else ""
