"""Where a project is shot, by the fields that say so: "Location: Pier 70, Seattle, WA"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.names.write_names import show_name
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.known_words import is_place

_FIELD = re.compile(
    r"(?im)^[ \t*_>#|-]*(?:(?:shoot(?:ing)?|filming|main|primary) )?locations?[*_]*\s*[:|][*_]*"
    r"[ \t]*(?P<value>[^\n|;]{2,100}?)[ \t|]*$"
)


def read_places(text: str, page: int, concepts: Collection[str]) -> Iterator[NodeFact]:
    """`primaryLocation` (the city) and `shootLocations` (what stands before it).

    Args:
        text: of a page.
        page: its number.
        concepts: names of its creative concepts, which are no places.
    """
    for match in _FIELD.finditer(text):
        value = match["value"].strip(" .*_")
        if value in concepts:
            continue
        span = Span(match.start("value"), match.end("value"), page)
        site, city = split_place(value)
        if city:
            yield NodeFact("Project", "", "primaryLocation", city, span)
        if site:
            yield NodeFact("Project", "", "shootLocations", site, span)


def split_place(value: str) -> tuple[str, str]:
    """A place as the site, "" for none, and the city with its state, "" for none.

    "Pier 70, Seattle, WA" is Pier 70 in Seattle, WA; "Bend, OR" is a city; "the old mill" a site.
    """
    parts = [show_name(part.strip()) for part in value.split(",") if part.strip()]
    if len(parts) > 1 and parts[-1].casefold().rstrip(".") in word_list("places", "states"):
        return ", ".join(parts[:-2]), ", ".join(parts[-2:])
    if len(parts) > 1 or (parts and is_place(parts[0].casefold())):
        return ", ".join(parts[:-1]), parts[-1]
    return ", ".join(parts), ""
