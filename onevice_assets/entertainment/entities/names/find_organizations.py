"""Find organizations that the gazetteer knows, and persons' names that look like a role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onevice_assets.entertainment.entities.names.known_names import (
    known_organizations,
    longest_organization,
)
from onevice_assets.entertainment.entities.tokens import Token, glued
from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.known_words import is_given_name, is_place
from onevice_assets.words.ordinary_words import is_ordinary


def find_organizations(tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Known organizations as (first token, after the last one, "O"), the longest at each place.

    A name that is an everyday word or a person's ("Mother", "Ford") is left to its surroundings.
    "Director X" and the like, which are persons, come as "N".
    """
    place = 0
    lower = not any(token.is_capital for token in tokens)
    while place < len(tokens):
        last = _stage_name(tokens, place)
        if last:
            yield place, last, "N"
        elif _is_prize(tokens, place):
            last = place + 1
            yield place, last, "L"
        else:
            last = _known(tokens, place, lower)
            if last:
                last = _with_city(tokens, last)
                yield place, last, "O"
        place = last or place + 1


def _is_prize(tokens: Sequence[Token], place: int) -> bool:
    """Whether it is the prize of a winner: "Oscar nominee", "Grammy-winning"."""
    if tokens[place].fold not in word_list("names", "prizes"):
        return False
    return any(
        token.fold.startswith(("nomin", "winn", "award")) for token in tokens[place + 1 : place + 3]
    )


def is_double_meaning(tokens: Sequence[Token]) -> bool:
    """Whether one known organization's name alone says too little: "Mother", "Ford", "David"."""
    words = [token for token in tokens if token.kind == "word"]
    if len(words) != 1 or len(tokens) != 1 or (words[0].text.isupper() and len(words[0].text) <= 4):
        return False
    fold = words[0].fold
    return (
        is_ordinary(fold)
        or is_given_name(fold)
        or is_place(fold)
        or fold in word_list("names", "surnames_of_companies")
    )


def _known(tokens: Sequence[Token], place: int, lower: bool) -> int:
    if not (
        lower
        or tokens[place].is_capital
        or not tokens[place].text[0].isalpha()
        or tokens[place].text[0].isdigit()
    ):
        return 0
    for count in range(min(longest_organization(), len(tokens) - place), 0, -1):
        own = tokens[place : place + count]
        if tuple(token.fold for token in own) in known_organizations():
            return (
                0
                if is_double_meaning(own) or _in_longer_name(tokens, place, count)
                else place + count
            )
    return 0


def _in_longer_name(tokens: Sequence[Token], place: int, count: int) -> bool:
    """Whether a hyphen or a first name before it makes it part of another name."""
    before = tokens[place - 1] if place else None
    return (
        count == 1
        and before is not None
        and before.kind == "word"
        and (before.is_capital and is_given_name(before.fold) and not is_ordinary(before.fold))
    )


def _with_city(tokens: Sequence[Token], last: int) -> int:
    """The end of the name with the city of an office: "BBDO New York"."""
    for count in (2, 1):
        own = tokens[last : last + count]
        name = " ".join(token.fold for token in own)
        capital = all(token.kind == "word" and token.is_capital for token in own)
        if len(own) == count and capital and (is_place(name) or name in _CITIES):
            return last + count
    return last


_CITIES = {
    "new york",
    "portland",
    "los angeles",
    "san francisco",
    "chicago",
    "london",
    "amsterdam",
    "shanghai",
    "la",
    "nyc",
    "miami",
    "detroit",
    "atlanta",
    "boston",
    "seattle",
    "austin",
}


def _stage_name(tokens: Sequence[Token], place: int) -> int:
    """The end of "Director X" and names of that form, 0 for none."""
    if tokens[place].fold not in ("director", "dj") or place + 1 >= len(tokens):
        return 0
    after = tokens[place + 1]
    follows = tokens[place + 2] if place + 2 < len(tokens) else None
    if tokens[place].fold == "dj":
        return place + 2 if after.is_capital and after.kind == "word" else 0
    dotted = (
        follows is not None
        and follows.text == "."
        and glued(after, follows)
        and place + 3 < len(tokens)
    )
    named = follows is not None and follows.kind == "word" and follows.is_capital
    lone = (
        after.text in ("X", "x")
        and not named
        and not (dotted and tokens[place + 3].is_capital and False)
    )
    return place + 2 if lone and after.kind in ("word", "initials") else 0
