"""Cast lists: who performs, and as which character ("Lupita Nyong'o as Nakia")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.roles.vocabulary import roles

_LINE = re.compile(r"(?:^|(?<=\|))[NC]s(?P<c>[NCLw](?:[NCw])?)(?=\||$)")
_IN_LIST = re.compile(r"B[NC](?:s[NC](?:(?:,&?|&)[NC])?)+")


def hide_characters(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with the names of characters as plain words: they are nobody."""
    said = "".join(chunk.kind for chunk in chunks)
    hidden = [match.span("c") for match in _LINE.finditer(said)]
    for match in _IN_LIST.finditer(said):
        hidden += [(n + 1, n + 2) for n in range(*match.span()) if said[n] == "s"]
    places = {place for start, end in hidden for place in range(start, end)}
    return [
        replace(chunk, kind="w") if place in places and chunk.kind in "NC" else chunk
        for place, chunk in enumerate(chunks)
    ]


def read_cast(chunks: Sequence[Chunk], said: str) -> Iterator[Credit]:
    """Credits of lines that are an actor "as" a character and nothing else."""
    for match in re.finditer(r"(?:^|(?<=\|))(?P<n>[NC])sw{1,3}(?=\||$)", said):
        place = match.start("n")
        if chunks[place + 2].text[:1].isupper():
            yield Credit(place, roles()["talent"], place + 1, 3)
