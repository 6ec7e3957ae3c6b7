"""Names with the surname in front, as lists and ledgers have them: "Ellison, Mara"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.words.known_words import is_given_name

_BEFORE = "|:;,-(."
_AFTER = "|:;(-M)"
_SAYS = "Vcvw"  # what a sentence goes on with behind its subject


def turn_names(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks with every "Surname, Given" as one person.

    It stands alone in its cell, or is the subject of a sentence ("Brenner, Hal said"), or has a
    role in brackets behind it. The first word is no given name and the second is one, so that two
    given names of a list stay two people. Where one line of a list is so, lines of its form are
    too. The chunk covers the words as they stand; its text has the name turned.
    """
    listed = any(_is_turned(chunks, place) for place in range(len(chunks)))
    turned: list[Chunk] = []
    place = 0
    while place < len(chunks):
        if _is_turned(chunks, place) or (listed and _is_listed(chunks, place)):
            last, first = chunks[place], chunks[place + 2]
            tokens = (*first.tokens, *last.tokens)
            text = f"{first.text} {last.text}"
            turned.append(replace(last, kind="N", end=first.end, text=text, tokens=tokens))
            place += 3
        else:
            turned.append(chunks[place])
            place += 1
    return turned


def _is_turned(chunks: Sequence[Chunk], place: int) -> bool:
    kinds = "".join(chunk.kind for chunk in chunks[place : place + 4])
    if kinds[:1] not in ("N", "C") or kinds[1:2] != "," or kinds[2:3] not in ("N", "C"):
        return False
    before = chunks[place - 1].kind if place else "|"
    lists = before in _BEFORE and kinds[3:] in {"", *_AFTER}
    tells = before in "|.;" and kinds[3:] in {*_SAYS}
    credited = (
        kinds[3:] == "(" and "".join(one.kind for one in chunks[place + 4 : place + 6]) == "R)"
    )
    if not (lists or tells or credited):
        return False
    surname, given = chunks[place].text, chunks[place + 2]
    if " " in surname or is_given_name(chunks[place].tokens[0].fold):
        return False
    words = given.text.split()
    return len(words) <= 2 and is_given_name(given.tokens[0].fold) and _is_initial(words[1:])


def _is_listed(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether a line begins with "SURNAME, GIVEN -", whatever the given name is."""
    kinds = "".join(chunk.kind for chunk in chunks[place : place + 4])
    begins = place == 0 or chunks[place - 1].kind == "|"
    if not begins or not re.fullmatch(r"[NC],[NC][:(-]", kinds):
        return False
    return all(len(chunks[n].text.split()) == 1 for n in (place, place + 2))


def _is_initial(rest: Sequence[str]) -> bool:
    return all(len(word.rstrip(".")) == 1 for word in rest)
