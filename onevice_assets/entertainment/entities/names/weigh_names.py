"""How much a run of capitalised words looks like a person's name, or an organization's."""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.entertainment.entities.names.known_names import (
    known_organizations,
    organization_words,
)
from onevice_assets.entertainment.entities.tokens import Token
from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.known_words import is_given_name, is_place
from onevice_assets.words.ordinary_words import is_ordinary

PARTICLES = word_list("names", "particles")
HONORIFICS = word_list("names", "honorifics")
SUFFIXES = word_list("names", "suffixes")
STAGE = word_list("names", "stage")
PERSON = 1.5  # a weight from here on makes a run a person without further signs


def weigh_person(tokens: Sequence[Token]) -> float:
    """Signs for a person less signs against: below 0 never one, from `PERSON` on one by itself.

    Args:
        tokens: words of one run of capitals, particles and initials included.
    """
    words = [token for token in tokens if token.kind in ("word", "initials")]
    if words and words[0].fold in HONORIFICS:
        return 3.0 if len(words) > 1 else -1.0
    full = [
        word
        for number, word in enumerate(words)
        if word.fold not in SUFFIXES and (number == 0 or word.fold not in PARTICLES)
    ]
    if len(full) > 1 and any(_is_never(word) for word in full):
        return -1.0
    if not full or len(words) > 6 or any(any(map(str.isdigit, word.text)) for word in full):
        return -1.0
    weight = _weigh_first(full[0]) + 0.5 * (len(full) < len(words))
    if len(full) == 1:
        return min(weight, 1.0) if len(full[0].fold) > 1 else -1.0
    weight += (
        0.7 if not is_ordinary(full[-1].fold) else 0.3 if is_given_name(full[0].fold) else -1.2
    )
    weight += 0.3 * any(word.kind == "initials" for word in full)
    weight -= 0.6 * sum(is_ordinary(w.fold) and not is_given_name(w.fold) for w in full[1:-1])
    return weight - 1.0 * (is_place(" ".join(word.fold for word in words)))


def _is_never(word: Token) -> bool:
    """Whether a word belongs to things and places: "Hugo Award", "County Clare"."""
    return word.fold in word_list("names", "never") and not is_given_name(word.fold)


def _weigh_first(word: Token) -> float:
    if word.kind == "initials":
        return 1.0
    if is_given_name(word.fold):
        return 1.0 if is_ordinary(word.fold) else 1.4
    if is_ordinary(word.fold):
        return -1.0
    return 0.2 if is_place(word.fold) else 0.9


def is_organization(tokens: Sequence[Token]) -> bool:
    """Whether a run is a known organization, or has a word or an "&" that companies have."""
    folds = tuple(token.fold for token in tokens)
    if folds in known_organizations():
        return True
    words = [token.fold for token in tokens if token.kind == "word"]
    if len(words) < 2:
        return False
    if any(token.text == "&" for token in tokens):
        return True
    named = words[-1] in organization_words("last") or bool(
        {*words[1:]} & (organization_words("legal") - {"co"})
    )
    return named and not (len(words) == 2 and is_given_name(words[0]) and _surname(words[-1]))


def _surname(word: str) -> bool:
    """Words of companies that are surnames too: "Adele Post", "Simon House"."""
    return word in word_list("names", "words_that_are_surnames")


def is_place_name(tokens: Sequence[Token]) -> bool:
    """Whether a run is the name of a place, a language or a day."""
    words = [token.fold for token in tokens if token.kind == "word"]
    return bool(words) and is_place(" ".join(words))
