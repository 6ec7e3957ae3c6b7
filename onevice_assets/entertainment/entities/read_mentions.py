"""Organizations, projects and locations of a text, with where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.names.find_titles import title_text
from onevice_assets.entertainment.entities.names.known_names import known_organizations
from onevice_assets.entertainment.entities.names.read_fields import field_of, stands_as
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Span

_TYPES = {
    "Production Company": (
        "production company",
        "prod co",
        "prodco",
        "production",
        "production co",
    ),
    "Agency": ("agency", "ad agency", "advertising agency", "creative agency"),
    "Client Brand": ("client", "brand", "advertiser"),
    "Record Label": ("label", "record label"),
}
_TYPE_OF_FIELD = {said: kind for kind, fields in _TYPES.items() for said in fields}
_ENDS = {
    "Production Company": ("films", "pictures", "productions", "filmworks", "studios", "content"),
    "Record Label": ("records", "recordings"),
    "Agency": ("agency", "advertising", "partners"),
}
_TYPE_OF_END = {end: kind for kind, ends in _ENDS.items() for end in ends}
# A company right behind a name is that person's alone: "Jane Doe (Droga5)", "Jane Doe of Droga5".
OWNED = re.compile(r"([NC])(?:\((?:R[,o-]?)?|,(?:a?R[,o:/-]?)?|o)(O)")
_PLACES = ("in", "at", "from", "near", "to", "around", "outside")


@dataclass(slots=True)
class Named:
    """Something that a text names.

    Attributes:
        name: as first written; titles without their quotes.
        type: of an organization, in the seed's words, or "".
        mentions: where it is named.
        field: what it is the value of ("production company"), or "".
        is_employer: of an organization: it stands behind people and nowhere else.
    """

    name: str
    type: str = ""
    mentions: list[Span] = field(default_factory=list)
    field: str = ""
    is_employer: bool = False


def read_organizations(chunks: Sequence[Chunk], page: int = 1) -> list[Named]:
    """Organizations, each once, with their type where the text or the gazetteer tells it.

    Args:
        chunks: of a page.
        page: its number, for the spans.
    """
    places = [place for place, chunk in enumerate(chunks) if chunk.kind == "O"]
    found = _gather(chunks, places, page)
    said = "".join(chunk.kind for chunk in chunks)
    owned = {chunks[match.end() - 1].start for match in OWNED.finditer(said)}
    owned |= {chunks[place].start for place in places if signs_for(chunks, place)}
    for named in found:
        named.type = _type(named)
        named.is_employer = {span.start for span in named.mentions} <= owned
    return found


def signs_for(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether somebody signs for a company: "Signed for Acme: Jo Li", "On behalf of Acme:"."""
    words = [chunk.text.casefold() for chunk in chunks[max(0, place - 3) : place]]
    after = "".join(chunk.kind for chunk in chunks[place + 1 : place + 3])
    signs = words[-2:] == ["signed", "for"] or words == ["on", "behalf", "of"]
    return (signs or words[-2:] == ["behalf", "of"]) and after in (":N", ":C", "|N", "|C")


def read_projects(chunks: Sequence[Chunk], page: int = 1) -> list[Named]:
    """Projects by the titles that are named, each once."""
    places = [place for place, chunk in enumerate(chunks) if chunk.kind == "P"]
    return _gather(chunks, places, page)


def read_locations(chunks: Sequence[Chunk], page: int = 1) -> list[Named]:
    """Places that something happens in: after "in", "at" and the like, or as a field's value."""
    return _gather(chunks, list(_locations(chunks)), page)


def _locations(chunks: Sequence[Chunk]) -> Iterator[int]:
    for place, chunk in enumerate(chunks):
        if chunk.kind != "L" or place == 0:
            continue
        before = chunks[place - 1]
        listed = before.kind in ",&:-(" and field_of(chunks, place).startswith(("locat", "city"))
        beside = before.kind == "," and place > 1 and chunks[place - 2].kind == "L"
        if before.text.casefold() in _PLACES or listed or beside:
            yield place


def _gather(chunks: Sequence[Chunk], places: Sequence[int], page: int) -> list[Named]:
    found: dict[str, Named] = {}
    for place in places:
        name = title_text(chunks[place].text)
        named = found.setdefault(name_key(name), Named(name))
        named.mentions.append(Span(chunks[place].start, chunks[place].end, page))
        named.field = named.field or stands_as(chunks, place)
    return list(found.values())


def _type(named: Named) -> str:
    if named.field in _TYPE_OF_FIELD:
        return _TYPE_OF_FIELD[named.field]
    key = name_key(named.name)
    known = {name_key(" ".join(words)): kind for words, kind in known_organizations().items()}
    return known.get(key) or _TYPE_OF_END.get(key.split()[-1] if key else "", "")
