"""What a run of capitals is, by its own words and what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onevice_assets.entertainment.entities.chunks import Chunk
from onevice_assets.entertainment.entities.names.find_organizations import is_double_meaning
from onevice_assets.entertainment.entities.names.known_names import (
    known_organizations,
    organization_words,
)
from onevice_assets.entertainment.entities.names.weigh_names import (
    HONORIFICS,
    PERSON,
    STAGE,
    is_organization,
    is_place_name,
    weigh_person,
)
from onevice_assets.entertainment.entities.tokens import Token
from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.known_words import is_given_name
from onevice_assets.words.ordinary_words import is_ordinary

_CREDIT = re.compile(r"(?:R[:-]+|B)(?:[NC][,&/]+)*$")
_UNIONIZED = frozenset(
    {
        "union",
        "production",
        "crew",
        "shoot",
        "project",
        "job",
        "talent",
        "cast",
        "set",
        "commercial",
    }
)  # what may be union or not, and is no company by that
KINDS_OF_DOCUMENT = frozenset(
    {"call sheet", "pitch deck", "callsheet", "treatment", "budget", "storyboard"}
)
_RULED_OUT = (
    ("not",), ("than",), ("instead", "of"), ("replaced",), ("replacing",), ("succeeding",),
    ("succeeded",), ("succeeds",), ("replaces",),
)  # fmt: skip


def trim_run(
    tokens: Sequence[Token], start: int, end: int, case: str, before: Sequence[Chunk]
) -> tuple[int, int]:
    """A run without the everyday word a sentence begins with, and without what ends no name."""
    while end > start and tokens[end - 1].kind == "mark" and tokens[end - 1].text not in '.)”"':
        end -= 1
    opening = not before or before[-1].kind in ".|;:-P("
    if before and before[-1].kind in "(:-" and _is_known(tokens[start:end]):
        return start, end
    while case == "mixed" and start < end and _opens(tokens[start:end], opening=opening):
        start += 1
    end = _without_kind(tokens, start, end)
    if case != "mixed" and end - start == 1 and is_ordinary(tokens[start].fold):
        return start, start
    return start, end


def _without_kind(tokens: Sequence[Token], start: int, end: int) -> int:
    """The end of a run without the kind of document that a heading names: "Acme Call Sheet"."""
    for count in (2, 1):
        said = " ".join(token.fold for token in tokens[end - count : end])
        if end - count > start and said in KINDS_OF_DOCUMENT:
            return end - count
    return end


def _is_known(tokens: Sequence[Token]) -> bool:
    return tuple(token.fold for token in tokens) in known_organizations()


def _opens(run: Sequence[Token], *, opening: bool) -> bool:
    """Whether a run begins with a word that is none of the name: "Actor John Roe"."""
    token, fold = run[0], run[0].fold
    lone = opening and token.kind == "word" and not is_given_name(fold)
    if lone and fold in word_list("names", "openers"):
        return True
    if len(run) > 2 and fold in word_list("names", "titles") and run[1].kind != "mark":
        return True
    if token.kind != "word" or fold in HONORIFICS | STAGE or not is_ordinary(fold):
        return False
    if is_given_name(fold):
        return len(run) == 1 and opening and fold in word_list("names", "sentence")
    if opening and (
        len(run) == 1
        or fold in word_list("names", "openers")
        or (len(fold) > 5 and fold.endswith(("ing", "ed")))
    ):
        return True
    named = len(run) > 2 and run[1].kind != "mark" and len(run[1].fold) > 1
    return named and weigh_person(run[1:]) >= PERSON


def sort_run(tokens: Sequence[Token], before: Sequence[Chunk], after: str) -> str:
    """The letter of a run: N, C, O, L, X or w (see `chunks`).

    Args:
        tokens: of the run.
        before: chunks up to it.
        after: letter of what follows.
    """
    left = before[-1].kind if before else "."
    if _is_nobody(tokens):
        return "w"
    if _is_company(tokens, left, after):
        return "O"
    return _sort_person(tokens, before, left)


def _sort_person(tokens: Sequence[Token], before: Sequence[Chunk], left: str) -> str:
    weight = weigh_person(tokens)
    if is_place_name(tokens) and not (weight >= PERSON and left in "RB:"):
        return "C" if left in "RB" and len(tokens) == 1 and is_given_name(tokens[0].fold) else "L"
    if weight <= -1.0 and not _is_in_credit(tokens, before):
        return "w"
    if _is_ruled_out(before):
        return "X"
    return "N" if weight >= PERSON else "C"


def _is_nobody(tokens: Sequence[Token]) -> bool:
    """Whether a run is a day, a heading of a field or a common noun of companies."""
    words = [token.fold for token in tokens if token.kind == "word"]
    if all(word in word_list("names", "nobody") for word in words):
        return True
    if words[0] in ("union", "non", "nonunion") and {*words[1:]} <= _UNIONIZED:
        return True
    headings = organization_words("fields") | organization_words("roles")
    lone = len(words) == 1 and words[0] in organization_words("last")
    return lone or " ".join(words) in headings


def _is_company(tokens: Sequence[Token], left: str, after: str) -> bool:
    if is_organization(tokens) and not is_double_meaning(tokens):
        return True
    if not _is_known(tokens):
        return False
    person = is_given_name(tokens[0].fold)
    return left == "o" or after == "P" or (not person and (left not in ".|" or after in "'RN"))


def _is_in_credit(tokens: Sequence[Token], before: Sequence[Chunk]) -> bool:
    """Whether words that are no name elsewhere stand as one: "Director: Bo Li"."""
    words = [token for token in tokens if token.kind == "word"]
    if not 1 < len(words) < 4 or not all(word.text.isalpha() for word in words):
        return False
    if any(word.fold in word_list("names", "never") for word in words):
        return False
    return _CREDIT.search("".join(chunk.kind for chunk in before)) is not None


def _is_ruled_out(before: Sequence[Chunk]) -> bool:
    said = [chunk.text.casefold() for chunk in before[-2:]]
    return any(tuple(said[-len(words) :]) == words for words in _RULED_OUT)
