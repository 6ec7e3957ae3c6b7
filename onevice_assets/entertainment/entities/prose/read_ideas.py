"""Whose the idea is, which the seed takes for a sign of the creative director."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.roles.vocabulary import roles
from onevice_assets.entertainment.entities.word_lists import word_list

_CLAUSE = 9  # chunks around a name in which its clause is looked for
_AFTER = re.compile(r"[^NCX.;|,yBR]*")
_BEFORE = re.compile(r"[^NCX.;|,BRV]*$")
_PASSIVE = frozenset({"by", "from", "of", "to"})


def read_idea(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    """A credit for "devised the concept" after a name, or "the idea came from" before it.

    Args:
        chunks: of the text.
        said: their letters.
        place: number of the chunk that is the name.
    """
    ahead = _AFTER.match(said[place + 1 : place + 1 + _CLAUSE])
    behind = _BEFORE.search(said[max(0, place - _CLAUSE) : place])
    after = len(ahead.group()) if ahead else 0
    before = len(behind.group()) if behind else 0
    sign = _active(chunks, place + 1, place + 1 + after)
    span = (place + 1, place + 1 + after)
    if sign is None:
        sign, span = _passive(chunks, place - before, place), (place - before, place)
    if sign is not None:
        denied = "n" in said[span[0] : span[1]]
        yield Credit(place, roles()["creative director"], sign, 2, denied=denied)


def _active(chunks: Sequence[Chunk], start: int, end: int) -> int | None:
    verbs, ideas = _verbs(chunks, start, end), _ideas(chunks, start, end)
    if ideas and ideas[0] <= start + 2 and chunks[start].text.casefold() in ("on", "for"):
        return ideas[0]
    return ideas[-1] if verbs and ideas and verbs[0] < ideas[-1] else None


def _passive(chunks: Sequence[Chunk], start: int, end: int) -> int | None:
    if end <= start or chunks[end - 1].text.casefold() not in _PASSIVE:
        return None
    verbs, ideas = _verbs(chunks, start, end), _ideas(chunks, start, end)
    is_of = ideas and {chunk.kind for chunk in chunks[ideas[-1] + 1 : end - 1]} == {"c"}
    return ideas[-1] if ideas and (is_of or (verbs and verbs[-1] > ideas[-1])) else None


def _verbs(chunks: Sequence[Chunk], start: int, end: int) -> list[int]:
    invented = word_list("verbs", "invented")
    return [n for n in range(start, end) if chunks[n].text.casefold() in invented]


def _ideas(chunks: Sequence[Chunk], start: int, end: int) -> list[int]:
    """Chunks that name an idea: "concept", "creative direction"."""
    found = []
    for number in range(start, end):
        word, before = chunks[number].text.casefold(), chunks[number - 1].text.casefold()
        if word in word_list("verbs", "idea") or (word == "direction" and before == "creative"):
            found.append(number)
    return found
