"""Which project and which organization a person is named with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.names.find_titles import title_text
from onevice_assets.entertainment.entities.names.known_names import known_organizations
from onevice_assets.entertainment.entities.names.read_fields import field_of
from onevice_assets.entertainment.entities.people import Person
from onevice_assets.entertainment.entities.read_mentions import OWNED, signs_for
from onevice_assets.entertainment.entities.word_lists import word_list

_HEADS = frozenset({"agency", "ad agency", "creative agency"})  # a production hires for one film
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
    owned = {match.start(1): match.start(2) for match in OWNED.finditer(said)}
    shared = "".join("Z" if n in owned.values() else one for n, one in enumerate(said))
    neighbours = Neighbours(_without_unions(chunks, shared))
    everybody = Neighbours(_without_unions(chunks, said))
    for group, person in zip(groups, people, strict=True):
        places = [place for place in group if place in credited] or list(group)
        title = neighbours.nearest(places, "P")
        company = next((owned[place] for place in places if place in owned), None)
        if company is None:
            company = neighbours.nearest(places, "O") or everybody.nearest(places, "O")
        person.project = title_text(chunks[title].text) if title is not None else None
        person.organization = chunks[company].text if company is not None else None
        if company is not None:
            headed = not person.roles or person.roles[0].role.type not in ("Talent", "Client")
            person.works_for = any(
                _employs(chunks, said, place, company, headed=headed) for place in places
            )
        person.character = next((_character(chunks, said, place) for place in places), "")


def _without_unions(chunks: Sequence[Chunk], said: str) -> str:
    """The letters with "U" for unions: nobody works for the guild that is named beside them."""
    known = known_organizations()
    unions = {
        place
        for place, chunk in enumerate(chunks)
        if chunk.kind == "O" and known.get(tuple(token.fold for token in chunk.tokens)) == "Union"
    }
    return "".join("U" if place in unions else letter for place, letter in enumerate(said))


def _employs(chunks: Sequence[Chunk], said: str, place: int, company: int, *, headed: bool) -> bool:
    """Whether it is said at once that the company is the person's, or heads the credit list."""
    low, high = sorted((place, company))
    between = said[low + 1 : high]
    if "|" in between:
        return headed and company < place and field_of(chunks, company) in _HEADS
    if company < place and between == ":" and signs_for(chunks, company):
        return True
    if company < place:
        return re.fullmatch(r"'?[aw]?R?|\)?:?R:", between) is not None
    said_so = re.fullmatch(
        r"\(?(?:R[,o-])?|,?(?:a?R[,o:/-]?|[aw]{0,2})|o|[cvw]{0,4}[asw]{0,2}R?o|:R:", between
    )
    words = {chunk.text.casefold() for chunk in chunks[low + 1 : high]}
    return said_so is not None and not words & {"for", "with"}


def _character(chunks: Sequence[Chunk], said: str, place: int) -> str:
    """Whom the person plays, by "as" and a name behind it, or "plays the father"."""
    if said[place + 1 : place + 3] == "sw" and chunks[place + 2].text[:1].isupper():
        return chunks[place + 2].text
    part = re.match(r"V(a?w{1,2})(?=[,.;|]|$)", said[place + 1 : place + 6])
    if part is None or chunks[place + 1].text.casefold() not in word_list("verbs", "plays"):
        return ""
    words = chunks[place + 2 : place + 1 + part.end()]
    return " ".join(chunk.text for chunk in words)
