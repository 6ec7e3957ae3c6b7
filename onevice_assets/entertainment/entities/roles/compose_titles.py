"""Titles that no table lists, composed of the trade's words: "Senior Account Manager"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from onevice_assets.entertainment.entities.roles.vocabulary import Role, phrases, words

_SMALL = frozenset({"of", "and", "the", "to", "for"})
_CAPITALS = frozenset({"vp", "svp", "evp", "vfx", "pr", "ux", "tv", "hr", "dit"})


class _Word(Protocol):
    @property
    def lemma(self) -> str: ...


def compose_title(run: Sequence[_Word]) -> tuple[Role, int] | None:
    """A role that begins with the first word of a run, and how many words it takes.

    Three shapes: a kind, rank or second with a head ("Associate Producer", "Location Scout"); a
    leader of an office ("Head of Marketing"); a "VP Marketing". None where no shape fits.
    """
    lemmas = [word.lemma for word in run]
    office = _compose_office(lemmas)
    if office:
        return office
    before = 0
    while before < len(lemmas) and _is_before(lemmas, before):
        before += 1
    for count in range(min(before + 1, len(lemmas)), 1, -1):
        role = _compose_head(lemmas[:count])
        if role:
            return role, count
    return None


def _is_before(lemmas: list[str], place: int) -> bool:
    word = lemmas[place]
    pair = " ".join(lemmas[place : place + 2])
    return any(
        word in words(name) or pair in words(name) for name in ("kinds", "ranks", "seconds")
    ) or (place > 0 and " ".join(lemmas[place - 1 : place + 1]) in words("kinds") | words("ranks"))


def _compose_head(lemmas: list[str]) -> Role | None:
    if lemmas[-1] not in words("heads"):
        return None
    for start in range(1, len(lemmas)):
        rest = " ".join(lemmas[start:])
        nouns = [phrase.role for phrase in phrases().get(rest, ()) if phrase.kind == "noun"]
        if nouns and " ".join(lemmas[:start]) in words("ranks"):
            return Role(_title([*lemmas[:start], nouns[0].name]), nouns[0].type, nouns[0].name)
    kind = "Producer" if lemmas[-1] == "producer" else ""
    return Role(_title(lemmas), kind)


def _compose_office(lemmas: list[str]) -> tuple[Role, int] | None:
    for start in (1, 2, 3):
        if " ".join(lemmas[max(0, start - 1) : start]) not in words("leaders"):
            continue
        rest = start + (lemmas[start : start + 1] == ["of"])
        if rest == start and lemmas[start - 1] not in ("vp", "svp", "evp"):
            continue
        if start > 1 and not all(
            word in words("ranks") | words("seconds") for word in lemmas[: start - 1]
        ):
            continue
        for count in (3, 2, 1):
            office = lemmas[rest : rest + count]
            if len(office) == count and " ".join(office) in words("offices"):
                return Role(_title(lemmas[: rest + count])), rest + count
    return None


def _title(lemmas: Sequence[str]) -> str:
    return " ".join(
        word
        if word in _SMALL
        else word.upper()
        if word in _CAPITALS
        else word[:1].upper() + word[1:]
        for word in lemmas
    )
