"""Read who did what from sentences, by the patterns of `patterns`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.credit import Credit
from onevice_assets.entertainment.entities.prose.fit_words import BUT, fits
from onevice_assets.entertainment.entities.prose.patterns import PATTERNS, Pattern
from onevice_assets.entertainment.entities.word_lists import word_list

_NEAREST = frozenset({"apposition", "after a dash", "as"})
_FIRST = frozenset({"before the name", "role, name"})
_ENDED = (["until", "then"], ["till", "then"], ["until", "now"], ["so", "far"])
_REFUSALS = (["passed", "on"], ["turned", "down"], ["walked", "from"], ["backed", "out"])


def read_prose(chunks: Sequence[Chunk], said: str, used: set[int]) -> list[Credit]:
    """Every credit that sentences give.

    Args:
        chunks: of the text.
        said: their letters.
        used: signs that lines and tables have taken; not read again.
    """
    taken = set(used)
    credits: list[Credit] = []
    for pattern in PATTERNS:
        place = 0
        while match := pattern.shape.search(said, place):
            place = match.start() + 1
            sign = match.start("r")
            if sign in taken or not fits(pattern.name, chunks, match):
                continue
            credits += _credits(pattern, chunks, said, match)
            if not pattern.reuse:
                taken.add(sign)
            if pattern.name == "owned":
                taken |= {n for n in range(*match.span()) if said[n] == "B"}
    return credits


def _credits(
    pattern: Pattern, chunks: Sequence[Chunk], said: str, match: re.Match[str]
) -> Iterator[Credit]:
    sign = match.start("r")
    mention = chunks[sign].mention
    if mention is None:
        return
    people = _people(pattern, chunks, said, match)
    denied = _is_denied(pattern, chunks, said, match)
    former = _is_former(pattern, chunks, sign, match)
    strength = 1 if mention.weak else 2
    for person in people:
        for role in mention.roles:
            yield Credit(person, role, sign, strength, former, denied)


def _people(
    pattern: Pattern, chunks: Sequence[Chunk], said: str, match: re.Match[str]
) -> list[int]:
    start, end = match.span("n")
    people = [
        place
        for place in range(start, end)
        if said[place] in "NC"
        and (place == start or said[place - 1] != "o")
        and not _bracketed(said, start, place)
    ]
    sign = chunks[match.start("r")].mention
    plural = sign is not None and (sign.plural or sign.kind != "noun")
    if len(people) > 1 and said[people[-1] - 1] == "," and said[end : end + 1] in {*"Vcv"}:
        people = people[:-1] if match.start("r") < start else people
    if pattern.name in _FIRST and not plural:
        return people[:1]
    if pattern.name in _NEAREST and not plural:
        return people[-1:]
    if pattern.name == "does" and "&" not in match.group("n"):
        return people[-1:]
    return people


def _bracketed(said: str, start: int, place: int) -> bool:
    return said.count("(", start, place) > said.count(")", start, place)


def _is_denied(pattern: Pattern, chunks: Sequence[Chunk], said: str, match: re.Match[str]) -> bool:
    if pattern.name in BUT:
        return False
    sign = match.start("r")
    if [chunk.text.casefold() for chunk in chunks[max(0, sign - 2) : sign]] in _REFUSALS:
        return True
    before = said[max(0, sign - 3) : sign]
    low, high = sorted((match.start("n"), sign))
    between = re.split(r"[.;]", said[low:high].replace("nX", ""))[-1]
    return "n" in re.split(r"[.;,]", before)[-1] or "n" in between


def _is_former(pattern: Pattern, chunks: Sequence[Chunk], sign: int, match: re.Match[str]) -> bool:
    before = [chunk.text.casefold().rstrip("-") for chunk in chunks[max(0, sign - 3) : sign]]
    near = [word for word in before[-2:] if word not in ("a", "an", "the", "-")]
    between = [chunk.text.casefold() for chunk in chunks[match.end("n") : sign]]
    if before[-2:] in _ENDED:
        return False  # it ended on this project, by the change that the sentence tells
    if any(word in word_list("verbs", "former") for word in near[-1:]):
        return True
    if {"formerly", "previously", "once"} & {*before, *between}:
        return True
    if pattern.name == "as, in front":
        first = max(0, match.start() - 4)
        return any(
            chunk.text.casefold() in word_list("verbs", "once")
            for chunk in chunks[first : match.start()]
        )
    return False
