"""Names of people taken apart: titles away, "Smith, John" turned round, initials kept.

Not here: which two names mean one person (`levels` for tables, `name_evidence` for mentions).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from onevice_assets.entertainment.entities.linkage.normalise import fold, words

_TITLES_TEXT: Final = """
mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend hon capt captain col gen
lt maj sgt
"""
_TITLES: Final = frozenset(_TITLES_TEXT.split())
_SUFFIXES_TEXT: Final = """
jr sr ii iii iv junior senior phd md esq mba cbe obe mbe asc bsc dga csa ace cas pga
"""
_SUFFIXES: Final = frozenset(_SUFFIXES_TEXT.split())
_PARTICLES_TEXT: Final = """
van von de der den del della di da la le du dos das bin al st
"""
_PARTICLES: Final = frozenset(_PARTICLES_TEXT.split())


class PersonName(NamedTuple):
    """Folded parts of a name; any may be "" (a single word is taken for the surname's place).

    A tuple, since millions of pairs of names are looked up by their hash (`name_evidence`).

    Attributes:
        given: first given name or initial.
        middle: other given names, by blanks.
        surname: last name with its particles ("van der berg").
    """

    given: str
    middle: str
    surname: str

    @property
    def full(self) -> str:
        """All parts by blanks."""
        return " ".join(part for part in (self.given, self.middle, self.surname) if part)


@lru_cache(maxsize=200_000)
def parse_person_name(text: str) -> PersonName | None:
    """Take a name apart; None where no letter is left.

    Examples:
        >>> parse_person_name("Smith, Dr. John Q.")
        PersonName(given='john', middle='q', surname='smith')
        >>> parse_person_name("JON VAN DER BERG Jr")
        PersonName(given='jon', middle='', surname='van der berg')
    """
    parts = [_plain(part) for part in re.split(r"[,;]", re.sub(r"\(.*?\)|\".*?\"", " ", text))]
    parts = [part for part in parts if part]
    if not parts:
        return None
    if len(parts) > 1 and _is_turned(parts):
        return _named(parts[1], parts[0])
    return _split(parts[0] if len(parts[0]) > 1 or len(parts) == 1 else parts[0] + parts[1])


def _plain(text: str) -> list[str]:
    found = [word for word in words(re.sub(r"(?<=\w)-(?=\w)", "", fold(text))) if word]
    while found and found[0] in _TITLES and len(found) > 1:
        found.pop(0)
    while found and found[-1] in _SUFFIXES and len(found) > 1:
        found.pop()
    return [] if len(found) == 1 and found[0] in _SUFFIXES | _TITLES else found


def _is_turned(parts: list[list[str]]) -> bool:
    """Whether "Surname, Given": one surname (with particles) before the comma, names after."""
    surname = [word for word in parts[0] if word not in _PARTICLES]
    names_follow = len(parts[1]) <= 3 and all(word.isalpha() for word in parts[1])
    return len(surname) == 1 and names_follow


def _named(given: list[str], surname: list[str]) -> PersonName:
    return PersonName(given[0] if given else "", " ".join(given[1:]), " ".join(surname))


def _split(found: list[str]) -> PersonName:
    if len(found) == 1:
        return PersonName("", "", found[0])
    start = len(found) - 1
    while start > 1 and found[start - 1] in _PARTICLES:
        start -= 1
    return _named(found[:start], found[start:])
