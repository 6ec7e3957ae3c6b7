"""Which project and which organization a person is named with."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.find_titles import title_text
from onevice_assets.entertainment.entities.people import Person

_LINE, _SENTENCE, _PERSON, _MARK = 12, 8, 3, 1
_BELOW = 30  # what stands below a line is rarely meant


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
        credits: what stands of their roles; the mention that has one is looked from first.
    """
    credited = {credit.person for credit in credits}
    for group, person in zip(groups, people, strict=True):
        places = [place for place in group if place in credited] or list(group)
        title = nearest(said, places, "P")
        company = nearest(said, places, "O")
        person.project = title_text(chunks[title].text) if title is not None else None
        person.organization = chunks[company].text if company is not None else None


def nearest(said: str, places: Sequence[int], letter: str) -> int | None:
    """The chunk of a kind that stands nearest to one of some places, None where there is none.

    Lines, sentences and other persons between count as distance; what stands above a line counts
    for it (a company heads its people), what stands below hardly.
    """
    found = [place for place, kind in enumerate(said) if kind == letter]
    if not found:
        return None
    return min(found, key=lambda one: min(_distance(said, place, one) for place in places))


def _distance(said: str, place: int, other: int) -> int:
    low, high = sorted((place, other))
    between = said[low + 1 : high]
    distance = _MARK * len(between) + _PERSON * sum(map(between.count, "NC"))
    distance += _SENTENCE * (between.count(".") + between.count(";")) + _LINE * between.count("|")
    return distance + (_BELOW if other > place and "|" in between else 0)
