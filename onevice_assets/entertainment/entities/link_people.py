"""Which project and which organization a person is named with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.find_titles import title_text
from onevice_assets.entertainment.entities.people import Person

_STEPS = {"|": 13, ".": 9, ";": 9, "N": 4, "C": 4}  # how far a chunk lies apart what is beside it
_BELOW = 30  # what stands below a line is rarely meant
_EACH_SIDE = 3  # chunks of the kind looked at on either side of a person
_MENTIONS = 8  # mentions of one person looked from


class Neighbours:
    """Chunks by their kind and the distances between them.

    Lines, sentences and other persons between count as distance; what stands above a line counts
    for it (a company heads its people), what stands below hardly.
    """

    def __init__(self, said: str) -> None:
        """Take the letters of the chunks of a text."""
        self._ways = [0, *accumulate(_STEPS.get(letter, 1) for letter in said)]
        self._lines = [0, *accumulate(int(letter == "|") for letter in said)]
        self._places: dict[str, list[int]] = {}
        for place, letter in enumerate(said):
            self._places.setdefault(letter, []).append(place)

    def nearest(self, places: Sequence[int], letter: str) -> int | None:
        """The chunk of a kind that lies nearest to one of some places; None where there is none."""
        of_kind = self._places.get(letter, [])
        best: tuple[int, int] | None = None
        for place in places[:_MENTIONS]:
            middle = bisect_left(of_kind, place)
            for other in of_kind[max(0, middle - _EACH_SIDE) : middle + _EACH_SIDE]:
                found = (self._distance(place, other), other)
                best = found if best is None else min(best, found)
        return best[1] if best else None

    def _distance(self, place: int, other: int) -> int:
        low, high = sorted((place, other))
        below = other > place and self._lines[high] > self._lines[low + 1]
        return self._ways[high] - self._ways[low + 1] + _BELOW * below


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
    neighbours = Neighbours(said)
    for group, person in zip(groups, people, strict=True):
        places = [place for place in group if place in credited] or list(group)
        title = neighbours.nearest(places, "P")
        company = neighbours.nearest(places, "O")
        person.project = title_text(chunks[title].text) if title is not None else None
        person.organization = chunks[company].text if company is not None else None
