"""Which mentions of projects are of one project: its title and its client, never the title alone.

Numbers in titles must agree ("Spot 1" is not "Spot 2"), clients that differ and years apart rule
it out. Where a client is not told, a shared document or person stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.entities.linkage.mentions import ProjectMention
from onevice_assets.entertainment.entities.linkage.normalise import (
    normal_organization,
    normal_text,
    words,
)
from onevice_assets.entertainment.entities.linkage.organization_names import same_organization
from onevice_assets.entertainment.entities.linkage.pairs import Group, Judgement, Rules

_START: Final = -7.0
_SAME_TITLE: Final = 7.0
_LIKE_TITLE: Final = 5.0
_TYPO: Final = 0.92
_CLIENT: Final = 6.0
_DOCUMENT: Final = 4.0
_PEOPLE: Final = 4.0
_KINDS_TEXT: Final = """
the a an campaign spot film commercial project treatment video music tv tvc
"""
_KINDS: Final = frozenset(_KINDS_TEXT.split())


@dataclass(frozen=True)
class _Known:
    titles: tuple[str, ...]
    clients: frozenset[str]
    documents: frozenset[str]
    people: frozenset[str]
    years: frozenset[int]


def normal_title(title: str) -> str:
    """Title without articles and words for what it is: "The 'Rise' campaign" → "rise"."""
    found = words(title)
    return " ".join([word for word in found if word not in _KINDS] or found)


def _describe(group: Group[ProjectMention]) -> _Known:
    return _Known(
        titles=tuple(sorted({normal_title(one.name) for one in group})),
        clients=frozenset(filter(None, (normal_organization(one.client) for one in group))),
        documents=frozenset(one.document_id for one in group),
        people=frozenset(filter(None, (normal_text(p) for one in group for p in one.people))),
        years=frozenset(one.year for one in group if one.year is not None),
    )


def _keys(one: _Known) -> set[str]:
    """The title, and each of its words within a client or document."""
    contexts = {*one.clients, *one.documents}
    return {f"title|{title}" for title in one.titles} | {
        f"{word[:4]}|{context}"
        for title in one.titles
        for word in title.split()
        for context in contexts
    }


def _judge(one: _Known, other: _Known) -> Judgement:
    bits = _title_bits(one.titles, other.titles)
    if not bits:
        return Judgement(_START - 30.0, ("titles differ",), is_forbidden=True)
    reasons, pieces = ["same title" if bits == _SAME_TITLE else "titles alike"], 0
    for is_shared, weight, reason in (
        (_share_client(one, other), _CLIENT, "same client"),
        (bool(one.documents & other.documents), _DOCUMENT, "same document"),
        (bool(one.people & other.people), _PEOPLE, "shared people"),
    ):
        if is_shared:
            bits, pieces = bits + weight, pieces + 1
            reasons.append(reason)
    against = _what_forbids(one, other)
    found = (*reasons, *against)
    return Judgement(_START + bits, found, has_context=pieces > 0, is_forbidden=bool(against))


def _title_bits(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    from rapidfuzz.distance import JaroWinkler

    best = 0.0
    for mine in one:
        for yours in other:
            if {w for w in mine.split() if w.isdigit()} != {
                w for w in yours.split() if w.isdigit()
            }:
                return 0.0
            if mine == yours:
                best = _SAME_TITLE
            elif JaroWinkler.similarity(mine, yours) >= _TYPO:
                best = max(best, _LIKE_TITLE)
    return best


def _share_client(one: _Known, other: _Known) -> bool:
    return any(same_organization(mine, yours) for mine in one.clients for yours in other.clients)


def _what_forbids(one: _Known, other: _Known) -> list[str]:
    found = []
    if one.clients and other.clients and not _share_client(one, other):
        found.append("other client")
    if one.years and other.years and min(abs(a - b) for a in one.years for b in other.years) > 1:
        found.append("years apart")
    return found


def _order(one: _Known) -> str:
    return min(one.titles)


PROJECTS: Final[Rules[ProjectMention, _Known]] = Rules(
    "projects", lambda name: bool(words(name)), _describe, _keys, _judge, _order
)
