"""Towns with their state or country: "Dallas, TX 75201", "Hamburg DE", "Kolding, DK"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from onevice_assets.operations.extraction.words import list_words

_STATES = list_words("places", "states")
_COUNTRIES = list_words("places", "countries")
_CODE = "|".join(sorted({*_STATES, *_COUNTRIES}))
_PART = r"(?:[A-ZÀ-ÖØ-Þ][\w'’]*\.?(?:-[^\W\d_][\w'’]*)?)"
_TOWN = rf"(?:{_PART}[ ]){{0,3}}{_PART}"
_PLACE = re.compile(
    rf"(?<![\w-])(?P<town>{_TOWN})(?P<gap>,[ ]{{0,2}}|[ ])(?P<code>{_CODE})(?![\w'’&-]|\.\w)"
)
_BETWEEN = re.compile(r"[ ]{0,3}(?:\d{5}(?:-\d{4})?)?[ ]{0,3}(?:->|→|–|—|-|to|TO|>)[ ]{1,3}")
_NOT_TOWN = frozenset(list_words("places", "not_towns"))
_AMERICAN = frozenset(_STATES) - frozenset(_COUNTRIES)


@dataclass(frozen=True, slots=True)
class Place:
    """A town: as "Town, XX", with its offsets, and whether a comma parts it from its state."""

    name: str
    start: int
    end: int
    is_sure: bool

    @property
    def is_american(self) -> bool:
        """Of a state or province; "Hamburg, DE" and "Newark, DE" may be either."""
        return self.is_sure and self.name[-2:] in _AMERICAN


def find_places(text: str) -> list[Place]:
    """Every town with a state or country in a text, in order."""
    return [place for match in _PLACE.finditer(text) if (place := _read(match)) is not None]


def _read(match: re.Match[str]) -> Place | None:
    """The capitalised words right before the code; "at 7:00 in Wichita, KS" is Wichita."""
    kept: list[str] = []
    for word in reversed(match["town"].split(" ")):
        if not word[:1].isupper() or word.lower().strip(".") in _NOT_TOWN:
            break
        kept.insert(0, word)
    if not kept:
        return None
    town = " ".join(kept)
    shown = town.title() if town.isupper() else town
    start = match.start("town") + len(match["town"]) - len(town)
    return Place(f"{shown}, {match['code']}", start, match.end("code"), "," in match["gap"])


def find_lane(text: str, places: list[Place]) -> tuple[Place, Place] | None:
    """The first two places with "to", "-" or an arrow between them, on one line."""
    for first, second in pairwise(places):
        if _BETWEEN.fullmatch(text, first.end, second.start):
            return first, second
    return None
