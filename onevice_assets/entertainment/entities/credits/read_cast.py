"""Cast lists: who performs, and as which character ("Lupita Nyong'o as Nakia")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.credits.read_lines import split_lines
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.roles.vocabulary import roles

_LINE = re.compile(r"(?:^|(?<=\|))[NC]s(?P<c>[NCLw](?:[NCw])?)(?=\||$)")
_IN_LIST = re.compile(r"B[NC](?:sa?[NC](?:(?:,&?|&)[NC])?)+")
_ROW = re.compile(r"(?:M[.):]{0,2})?(?P<n>[NC]):(?P<c>[^:|MR]{1,4}\.?[^:|MR]{0,2})(?=:|$)")
_HEADINGS = frozenset({"cast", "principal cast", "main cast", "performers", "day players"})
_SCENE = re.compile(r"(?i)^(?:int|ext)\b")


def hide_characters(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with the names of characters as plain words: they are nobody."""
    said = "".join(chunk.kind for chunk in chunks)
    hidden = [match.span("c") for match in _LINE.finditer(said)]
    for match in _IN_LIST.finditer(said):
        hidden += [_behind_as(said, n) for n in range(*match.span()) if said[n] == "s"]
    places = {place for start, end in hidden for place in range(start, end)}
    places |= _find_speakers(chunks, said)
    places |= {n for _, _, part in _find_rows(chunks, said) for n in range(*part)}
    return [
        replace(chunk, kind="w") if place in places and chunk.kind in "NC" else chunk
        for place, chunk in enumerate(chunks)
    ]


def _behind_as(said: str, place: int) -> tuple[int, int]:
    """The character behind "as", over an article: "as the Widow"."""
    first = place + 2 if said[place + 1 : place + 2] == "a" else place + 1
    return first, first + 1


def _find_speakers(chunks: Sequence[Chunk], said: str) -> set[int]:
    """Names of a script's characters: in capitals, alone on the line above what they say."""
    lines = list(split_lines(said))
    if not any(start < end and _SCENE.match(chunks[start].text) for start, end in lines):
        return set()
    speakers = {
        name_key(chunks[start].text)
        for start, end in lines
        if end - start == 1 and said[start] in "NC" and chunks[start].text.isupper()
    }
    return {
        n for n, chunk in enumerate(chunks) if said[n] in "NC" and name_key(chunk.text) in speakers
    }


def read_cast(chunks: Sequence[Chunk], said: str) -> Iterator[Credit]:
    """Credits of lines that are an actor "as" a character and nothing else."""
    for match in re.finditer(r"(?:^|(?<=\|))(?P<n>[NC])sw{1,3}(?=\||$)", said):
        place = match.start("n")
        if chunks[place + 2].text[:1].isupper():
            yield Credit(place, roles()["talent"], place + 1, 3)
    for heading, place, _ in _find_rows(chunks, said):
        yield Credit(place, roles()["talent"], heading, 3)


def _find_rows(chunks: Sequence[Chunk], said: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Heading, performer and character of rows below "CAST" up to the next empty line."""
    heading: int | None = None
    for start, end in split_lines(said):
        words = " ".join(chunk.text.casefold() for chunk in chunks[start:end])
        if words in _HEADINGS:
            heading = start
            continue
        row = _ROW.match(said[start:end])
        if row is None or heading is None:
            heading = None
            continue
        first, last = (start + one for one in row.span("c"))
        yield heading, start + row.start("n"), (first, last)
