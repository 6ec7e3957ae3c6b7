"""Runs of tokens that could be a name: capitals with initials, particles, nicknames and suffixes.

Where a line has no capitals at all, or nothing but capitals, other words tell where a name ends.
What a run is - a person, a company, a place - is weighed in `weigh_names`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from onevice_assets.entertainment.entities.names.weigh_names import (
    HONORIFICS,
    PARTICLES,
    STAGE,
    SUFFIXES,
)
from onevice_assets.entertainment.entities.tokens import Token, glued
from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.known_words import is_given_name
from onevice_assets.words.ordinary_words import is_ordinary

_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'", "(": ")"}
_STOPS = word_list("names", "stops")
_LONGEST = 6
_ELIDED = re.compile(r"(?:d|de|dell|dall|degl|l|n|t|v)['’][^\W\d_a-z]")  # "dell'Acqua", "d'Arcy"


def find_run(
    tokens: Sequence[Token], place: int, free: Sequence[bool], case: str, *, expected: bool = False
) -> int:
    """Number after the last token of the name that begins at `place`; `place` itself for none.

    Args:
        tokens: of the text.
        place: number of the token it would begin with.
        free: per token, whether no role, title or known company has it.
        case: of the line: "mixed", "upper" or "lower".
        expected: a role stands before it, so that an everyday word may begin a name too.
    """
    if not free[place] or not _begins(tokens[place], case, expected):
        return place
    end, words = place + 1, 1
    while end < len(tokens) and free[end] and words < _LONGEST:
        step = _step(tokens, end, case, tokens[place])
        if expected and tokens[end].text == "&":
            break  # "Directors: Petrakis & Wu" are two people
        if not step or not all(free[end : end + step]):
            break
        end += step
        words += 1
    return end


def line_case(tokens: Sequence[Token]) -> str:
    """How a line is written: "upper" and "lower" where every word of it is, else "mixed"."""
    words = [
        token.text for token in tokens if token.kind in ("word", "initials") and len(token.text) > 1
    ]
    if words and not any(letter.isupper() for word in words for letter in word):
        return "lower"
    letters = [word for word in words if any(map(str.isalpha, word))]
    capitals = sum(word.isupper() for word in letters)
    return "upper" if capitals >= 2 and capitals >= 0.7 * len(letters) else "mixed"


def _begins(token: Token, case: str, expected: bool) -> bool:
    if token.kind not in ("word", "initials") or token.text[0].isdigit():
        return False
    if expected and case != "mixed":
        return token.fold not in _STOPS
    if case == "lower":
        return is_given_name(token.fold) or not is_ordinary(token.fold)
    if case == "upper":
        return not is_ordinary(token.fold) or is_given_name(token.fold) or token.kind == "initials"
    return token.is_capital


def _step(tokens: Sequence[Token], place: int, case: str, first: Token) -> int:
    """How many tokens the name goes on with at `place`: 0 where it has ended."""
    if tokens[place].kind not in ("word", "initials"):
        return _step_over_mark(tokens, place, case, first)
    token, before = tokens[place], tokens[place - 1]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.fold in PARTICLES and after is not None:
        small = case == "lower" and token.fold in ("e", "y", "do", "st", "ten", "den")
        if not small and _after_particle(tokens, place, case, first):
            return 1
    ends = after is None or after.kind in ("gap", "mark", "leader")
    known = is_given_name(first.fold) or (case == "upper" and not is_ordinary(first.fold))
    if case != "mixed" and before is first and ends and known:
        return int(token.fold not in _STOPS and token.text[0].isalpha())
    return int(_goes_on(token, case, first))


def _step_over_mark(tokens: Sequence[Token], place: int, case: str, first: Token) -> int:
    """Tokens to step over at a dot, hyphen, quote or comma that belongs to the name."""
    token, before = tokens[place], tokens[place - 1]
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if token.text == "." and glued(before, token) and before.kind == "word":
        return int(before.fold in HONORIFICS | SUFFIXES or len(before.text) <= 1)
    if token.text in "-‐" and glued(before, token) and after is not None and glued(token, after):
        eastern = case == "mixed" and before.is_capital and _is_name_part(after)
        return 2 if eastern or _goes_on(after, case, first) else 0
    if token.text in _QUOTES and (token.text != "(" or _is_short_name(tokens, place)):
        return _nickname(tokens, place, case, first)
    if token.text == "&" and case != "lower":
        company = before is first and before.is_capital and not is_given_name(before.fold)
        return 2 if company and _is_surname(tokens[place + 1 : place + 3]) else 0
    return 2 if token.text == "," and after is not None and after.fold in SUFFIXES else 0


def _is_surname(tokens: Sequence[Token]) -> bool:
    """Whether a name after an "&" is a company's: "Barton & Reed", but not "Barton & Reed Graf"."""
    words = [token.kind in ("word", "initials") and token.is_capital for token in tokens]
    alone = words[1:] != [True] or not is_given_name(tokens[0].fold)
    return words[:1] == [True] and tokens[0].kind == "word" and alone


def _is_name_part(token: Token) -> bool:
    """The small half of a name: Lee Chang-dong, but not "London-based"."""
    return token.kind == "word" and token.text.islower() and not is_ordinary(token.fold)


def _after_particle(tokens: Sequence[Token], place: int, case: str, first: Token) -> bool:
    """Whether the name goes on after a particle, over a second one: Juan de la Cruz."""
    after = tokens[place + 1]
    if after.fold in PARTICLES and place + 2 < len(tokens) and case == "mixed":
        return _goes_on(tokens[place + 2], case, first)
    return _goes_on(after, case, first)


def _goes_on(token: Token, case: str, first: Token) -> bool:
    if token.kind not in ("word", "initials") or token.text[0].isdigit():
        return False
    if case == "mixed":
        return token.is_capital or first.text == "FKA" or _ELIDED.match(token.text) is not None
    if token.fold in SUFFIXES or token.kind == "initials":
        return True
    if not is_ordinary(token.fold) or is_given_name(token.fold):
        return token.fold not in _STOPS
    begun = is_given_name(first.fold) or first.fold in STAGE or first.kind == "initials"
    return case == "upper" and begun and token.fold not in _STOPS


def _is_short_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether brackets behind a first name hold another: Evangeline (Evie) Hart."""
    inner = tokens[place + 1 : place + 3]
    named = place and is_given_name(tokens[place - 1].fold) and len(inner) == 2
    return (
        bool(named)
        and inner[0].is_capital
        and inner[1].text == ")"
        and not (inner[0].text.isupper() and len(inner[0].text) < 4)
    )


def _nickname(tokens: Sequence[Token], place: int, case: str, first: Token) -> int:
    """A nickname in quotes between a first name and another one: Theodora "Teddy" Vasquez."""
    close = _QUOTES[tokens[place].text]
    for width in (2, 3):
        at = place + width
        if at + 1 < len(tokens) and tokens[at].text == close:
            follows = _goes_on(tokens[at + 1], case, first) and tokens[at + 1].kind == "word"
            return width + 1 if follows and glued(tokens[place], tokens[place + 1]) else 0
    return 0
