"""Companies that only their place in the text tells: "Agency: Mother", "the CMO of Sprite"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.names.known_names import organization_words
from onevice_assets.entertainment.entities.roles.vocabulary import phrase_key
from onevice_assets.words.known_words import is_given_name

_AT = frozenset({"at", "from", "of", "@"})


def settle_companies(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with every capitalised word that stands where a company stands as one (letter O).

    That is after "Agency:" and the like, after "Client:" unless it is a person's name, and after
    "at", "of" or "from" behind a role or a person.
    """
    settled = list(chunks)
    for place, chunk in enumerate(chunks):
        if chunk.kind == "C" and (_in_field(settled, place) or _behind_role(settled, place)):
            settled[place] = replace(chunk, kind="O")
    return settled


def field_of(chunks: Sequence[Chunk], place: int) -> str:
    """The field that a chunk is the value of ("production company"), folded; "" for none."""
    if place < 2 or chunks[place - 1].kind not in ":-":
        return ""
    words: list[str] = []
    for before in range(place - 2, max(-1, place - 6), -1):
        if chunks[before].kind in "|:;.-":
            break
        words.insert(0, chunks[before].text)
    return phrase_key(" ".join(words))


def _in_field(chunks: Sequence[Chunk], place: int) -> bool:
    field = field_of(chunks, place)
    if field in ("client", "brand", "advertiser"):
        first = chunks[place].tokens[0].fold
        return not is_given_name(first)
    return field in organization_words("roles") - {"music", "sound", "edit", "color", "grade"}


def _behind_role(chunks: Sequence[Chunk], place: int) -> bool:
    if place < 2 or chunks[place - 1].text.casefold() not in _AT:
        return False
    before, name = chunks[place - 2].kind, chunks[place].text
    if before == "R":
        return not is_given_name(chunks[place].tokens[0].fold)
    return (
        before in "NC"
        and len(name.split()) == 1
        and not is_given_name(chunks[place].tokens[0].fold)
    )
