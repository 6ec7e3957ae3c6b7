"""What no pattern of letters says: genitives ("Jane Doe's film") and who takes over from whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.roles.vocabulary import roles

_FILM = frozenset(
    [
        "film",
        "video",
        "clip",
        "short",
        "treatment",
        "spot",
        "ad",
        "commercial",
        "direction",
        "movie",
        "documentary",
        "feature",
        "lens",
    ]
)
_IDEA = frozenset(
    {
        "creative vision",
        "creative direction",
        "concept",
        "idea",
        "creative concept",
        "creative leadership",
    }
)


def read_others(chunks: Sequence[Chunk], said: str, found: Sequence[Credit]) -> Iterator[Credit]:
    """Further credits, given those that patterns found.

    Args:
        chunks: of the text.
        said: their letters.
        found: credits so far.
    """
    for place, letter in enumerate(said):
        if letter in "NC" and said[place + 1 : place + 2] == "'":
            yield from _owned(chunks, said, place)
        elif letter in "NC":
            yield from _taking_over(chunks, said, place, found)


def _owned(chunks: Sequence[Chunk], said: str, place: int) -> Iterator[Credit]:
    words: list[str] = []
    for after in range(place + 2, min(place + 6, len(chunks))):
        if said[after] not in "wavR":
            break
        words.append(chunks[after].text.casefold())
        if " ".join(words[-2:]) in _IDEA or words[-1] in _IDEA:
            yield Credit(place, roles()["creative director"], after, 2)
            return
        if words[-1] in _FILM:
            if said[place] == "N":
                yield Credit(place, roles()["director"], after, 1)
            return


def _taking_over(
    chunks: Sequence[Chunk], said: str, place: int, found: Sequence[Credit]
) -> Iterator[Credit]:
    """ "was replaced by Jane Doe", "Jane Doe took over": the role spoken of last."""
    before = [chunk.text.casefold() for chunk in chunks[max(0, place - 2) : place]]
    after = [chunk.text.casefold() for chunk in chunks[place + 1 : place + 3]]
    if before == ["replaced", "by"] or after == ["took", "over"]:
        signs = [n for n in range(place) if said[n] in "RVHB"]
        mention = chunks[signs[-1]].mention if signs else None
        if mention is not None and not any(one.person == place for one in found):
            yield from (Credit(place, role, signs[-1], 2) for role in mention.roles)
