"""Who rose from one role to another: "began as copywriter and was promoted to director"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit

_ROSE = frozenset({"promoted to", "elevated to", "upped to", "moved up to", "rose to"})
_REACH = 3  # chunks of the words before the new role, an article with them


def read_moves(chunks: Sequence[Chunk], said: str, found: Sequence[Credit]) -> Iterator[Credit]:
    """The new role of whoever the sentence is about; what it said of them before is denied.

    Args:
        chunks: of the text.
        said: their letters.
        found: credits so far.
    """
    for place, letter in enumerate(said):
        mention = chunks[place].mention
        if letter != "R" or mention is None or not _rose(chunks, said, place):
            continue
        start = max(said.rfind("|", 0, place), said.rfind(".", 0, place), said.rfind(";", 0, place))
        named = [n for n in range(start + 1, place) if said[n] in "NC"]
        if len(named) != 1:
            continue
        before = [one for one in found if one.person == named[0] and one.sign < place]
        yield from (replace(one, denied=True) for one in before if one.role not in mention.roles)
        yield from (Credit(named[0], role, place, 2) for role in mention.roles)


def _rose(chunks: Sequence[Chunk], said: str, place: int) -> bool:
    last = place - 1 if said[place - 1 : place] == "a" else place
    words = [chunk.text.casefold() for chunk in chunks[max(0, last - _REACH) : last]]
    return any(" ".join(words[-count:]) in _ROSE for count in range(1, _REACH + 1))
