"""Creative concepts of a text: what a field lists ("Mood: dark") and known ones in prose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from onevice_assets.entertainment.entities.people import Span
from onevice_assets.words.known_words import is_place

_LOCATION = re.compile(r"(?i)^[ \t*_>#|-]*location[*_]*\s*[:|][*_]*[ \t]*(?P<value>[^\n|]{3,60})$")
_MOST_WORDS = 5  # a longer part of a field is a description, not the name of a concept


@dataclass(frozen=True, slots=True)
class Concept:
    """A creative concept as a text names it.

    Attributes:
        name: as written, without marks.
        category: the seed's: Visual Style, Narrative, Technical, Thematic or Location.
        span: where it stands.
        prominence: "Primary" for what a field lists first, "Secondary" for the rest of it,
            "Background" in prose.
    """

    name: str
    category: str
    span: Span
    prominence: str


def read_concepts(text: str, page: int = 1) -> list[Concept]:
    """Every concept of a text, each once, in order; a line that lists some holds no others.

    Args:
        text: one page or a short text.
        page: its number, for the spans.
    """
    found: dict[str, Concept] = {}
    for concept in [*_listed(text, page), *_places(text, page), *_mentioned(text, page)]:
        found.setdefault(concept.name.casefold(), concept)
    return sorted(found.values(), key=lambda concept: concept.span.start)


def _listed(text: str, page: int) -> Iterator[Concept]:
    for match in _field_lines().finditer(text):
        category = _category_of_field()[" ".join(match["field"].casefold().split())]
        place = match.start("values")
        for number, part in enumerate(re.split(r"[,;/]| and (?=\w+$)", match["values"])):
            start = text.index(part, place)
            place = start + len(part)
            name = part.strip(' \t.*_"“”')
            if name and len(name.split()) <= _MOST_WORDS and not name[0].isdigit():
                at = text.index(name, start)
                prominence = "Primary" if number == 0 else "Secondary"
                yield Concept(name, category, Span(at, at + len(name), page), prominence)


def _places(text: str, page: int) -> Iterator[Concept]:
    """A "Location:" beside a line that lists concepts is one too, unless it names a real place."""
    lines = [(match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
    listed = [bool(_field_lines().match(text[start:end])) for start, end in lines]
    for number, (start, end) in enumerate(lines):
        match = _LOCATION.match(text[start:end])
        if match is None or not any(listed[max(0, number - 1) : number + 2]):
            continue
        name = match["value"].strip()
        if len(name.split()) <= _MOST_WORDS and not _is_real(name):
            at = start + match.start("value")
            yield Concept(name, "Location", Span(at, at + len(name), page), "Primary")


def _is_real(name: str) -> bool:
    folded = name.casefold()
    return "," in name or any(map(str.isdigit, name)) or is_place(folded)


def _mentioned(text: str, page: int) -> Iterator[Concept]:
    listed = [match.span() for match in _field_lines().finditer(text)]
    for match in _known().finditer(text):
        if any(start <= match.start() < end for start, end in listed):
            continue
        category = _category_of_word()[match.group().casefold()]
        yield Concept(match.group(), category, Span(*match.span(), page), "Background")


@cache
def _field_lines() -> re.Pattern[str]:
    fields = "|".join(
        sorted((re.escape(one) for one in _category_of_field()), key=len, reverse=True)
    )
    return re.compile(
        rf"(?im)^[ \t*_>#|-]*(?P<field>{fields})[*_]*\s*[:|][*_]*[ \t]*(?P<values>[^\n|]{{3,160}})$"
    )


@cache
def _known() -> re.Pattern[str]:
    words = sorted((re.escape(one) for one in _category_of_word()), key=len, reverse=True)
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(words)})(?![\w-])")


@cache
def _category_of_field() -> dict[str, str]:
    return {said: category for category, names in _read()["fields"].items() for said in names}


@cache
def _category_of_word() -> dict[str, str]:
    return {said: category for category, names in _read()["words"].items() for said in names}


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("concepts.toml").read_text(encoding="utf-8"))
