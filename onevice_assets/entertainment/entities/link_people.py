"""Which project and which organization a person is named with."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.find_titles import title_text
from onevice_assets.entertainment.entities.people import Person


def link_people(
    chunks: Sequence[Chunk],
    said: str,
    groups: Sequence[Sequence[int]],
    people: Sequence[Person],
    credits: Sequence[Credit],
) -> None:
    """Set project and organization of every person, from the nearest place that names one.

    Args:
        chunks: of the text.
        said: their letters.
        groups: mentions of each person.
        people: the same persons, changed in place.
        credits: what stands of their roles.
    """
    titles = [place for place, letter in enumerate(said) if letter == "P"]
    companies = [place for place, letter in enumerate(said) if letter == "O"]
    for group, person in zip(groups, people, strict=True):
        if titles:
            nearest = min(titles, key=lambda place: abs(place - group[0]))
            person.project = title_text(chunks[nearest].text)
        if companies:
            nearest = min(companies, key=lambda place: abs(place - group[0]))
            person.organization = chunks[nearest].text
