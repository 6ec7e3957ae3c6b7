"""Mentions of one person within one text: "Jane Doe", later "Doe" or "Jane"."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.words.known_words import is_given_name, is_place
from onevice_assets.words.ordinary_words import is_ordinary


def merge_mentions(chunks: Sequence[Chunk], credited: set[int]) -> list[list[int]]:
    """Groups of numbers of chunks, a group per person, in order of appearance.

    A capitalised word that may be a name is one if a role was given to it, or if it is a first name
    and nothing else. A single name joins the one person whose first or last name it is.

    Args:
        chunks: of the text.
        credited: chunks that a role was given to.
    """
    named = [
        place
        for place, chunk in enumerate(chunks)
        if _is_person(chunk, place in credited) or _beside_person(chunks, place)
    ]
    groups: dict[str, list[int]] = {}
    for place in named:
        groups.setdefault(name_key(chunks[place].text), []).append(place)
    full = [key for key in groups if " " in key]
    for place, chunk in enumerate(chunks):
        if chunk.kind in "C" and place not in named and _owners(name_key(chunk.text), full):
            groups.setdefault(name_key(chunk.text), []).append(place)
    for key in list(groups):
        owners = _owners(key, full)
        if len(owners) == 1:
            groups[owners[0]] += groups.pop(key)
    return sorted((sorted(group) for group in groups.values()), key=lambda group: group[0])


def _owners(key: str, full: Sequence[str]) -> list[str]:
    if " " in key:
        return [name for name in full if name.endswith(f" {key}")]
    return [name for name in full if key in (name.split()[0], name.split()[-1])]


def _beside_person(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether a capitalised word is joined to a person: "Björk and Michel Gondry"."""
    if chunks[place].kind != "C" or is_ordinary(name_key(chunks[place].text)):
        return False
    near = [(place + 1, place + 2), (place - 1, place - 2)]
    return any(
        0 <= other < len(chunks) and chunks[mark].kind == "&" and chunks[other].kind == "N"
        for mark, other in near
    )


def _is_person(chunk: Chunk, credited: bool) -> bool:
    if chunk.kind in "NX":
        return bool(name_key(chunk.text))
    if chunk.kind != "C":
        return False
    fold = name_key(chunk.text)
    lone = is_given_name(fold) and not is_ordinary(fold) and not is_place(fold)
    return credited or lone
