"""Which mentions of people are of one person: name and context together, never the name alone.

Evidence in bits (log2 of the odds) from a start of -7; 0.9 takes 3.2 bits. A pair merges only
with at least one piece of context: a shared e-mail, telephone, project or organization, or the
same document with a role of the same family. Contradicting contacts, organizations and roles
count against it, so namesakes stay two. Not here: how groups form (`grouping`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.entities.linkage.mentions import PersonMention
from onevice_assets.entertainment.entities.linkage.name_evidence import (
    NEVER,
    NameLikeness,
    compare_names,
    role_family,
)
from onevice_assets.entertainment.entities.linkage.normalise import (
    normal_email,
    normal_phone,
    normal_text,
)
from onevice_assets.entertainment.entities.linkage.organization_names import (
    initials_of,
    same_organization,
)
from onevice_assets.entertainment.entities.linkage.pairs import Group, Judgement, Rules
from onevice_assets.entertainment.entities.linkage.person_names import (
    PersonName,
    parse_person_name,
)
from onevice_assets.entertainment.entities.linkage.prepare import sound

_START: Final = -7.0
_EMAIL: Final = 14.0
_PHONE: Final = 10.0
_PROJECT: Final = 6.0
_ORGANIZATION: Final = 3.5
_DOCUMENT_AND_ROLE: Final = 3.5
_DOCUMENT: Final = 1.5
_ROLE: Final = 1.0
_CALLED_SHORT: Final = 3.0  # "Chen said …" after "Sarah Chen": if nobody else fits, see `grouping`
_OTHER_EMAIL: Final = -3.0
_OTHER_PHONE: Final = -2.0
_OTHER_ORGANIZATION: Final = -2.5
_OTHER_ROLE: Final = -2.0
_OTHER_NAME: Final = Judgement(_START + NEVER.bits, (NEVER.words,), is_forbidden=True)
_OFTEN_ONE: Final = frozenset({"directing", "creative"})  # roles that one person often has


@dataclass(frozen=True)
class _Known:
    """What the mentions of one person say of them."""

    names: tuple[PersonName, ...]
    documents: frozenset[str]
    roles: frozenset[str]
    organizations: frozenset[str]
    projects: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]
    listings: Mapping[str, frozenset[str]]  # contacts by document: two in one list are two people


@dataclass
class _Evidence:
    bits: float
    reasons: list[str]
    pieces: int = 0

    def add(self, bits: float, reason: str, *, is_piece: bool = False) -> None:
        self.bits += bits
        self.reasons.append(reason)
        self.pieces += is_piece


def _describe(group: Group[PersonMention]) -> _Known:
    names = sorted({parse_person_name(one.name) for one in group}, key=str)
    contacts = [(one.document_id, _contacts(one)) for one in group]
    return _Known(
        names=tuple(name for name in names if name),
        documents=frozenset(one.document_id for one in group),
        roles=frozenset(filter(None, (role_family(one.role) for one in group))),
        organizations=frozenset(filter(None, (normal_text(one.organization) for one in group))),
        projects=_folded(project for one in group for project in one.projects),
        emails=frozenset(c for _, found in contacts for c in found if "@" in c),
        phones=frozenset(c for _, found in contacts for c in found if "@" not in c),
        listings=_by_document(contacts),
    )


def _contacts(one: PersonMention) -> list[str]:
    found = (*map(normal_email, one.emails), *map(normal_phone, one.phones))
    return [contact for contact in found if contact]


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in map(normal_text, texts) if text)


def _keys(one: _Known) -> set[str]:
    """Contexts by how the name sounds: only those who share one are looked at, and namesakes.

    A single word, which may be a given name, finds whole names in its own documents only.
    """
    surnames = {sound(name.surname) for name in one.names}
    given = {sound(name.given) for name in one.names if name.given}
    contexts = {*one.documents, *one.projects, *map(initials_of, one.organizations)}
    keys = {f"{heard}|{context}" for heard in surnames for context in contexts}
    keys |= {f"{heard}|{document}" for heard in given for document in one.documents}
    return keys | {f"name|{name.full}" for name in one.names} | {*one.emails, *one.phones}


def _judge(one: _Known, other: _Known) -> Judgement:
    likeness = _compare_all(one.names, other.names)
    if likeness.bits < 0:
        return _OTHER_NAME
    found = _Evidence(_START + likeness.bits, [likeness.words])
    _weigh_contacts(one, other, found)
    _weigh_work(one, other, found)
    if likeness.is_short and one.documents & other.documents:
        found.add(_CALLED_SHORT, "called short in its document")
    return Judgement(
        found.bits,
        tuple(found.reasons),
        has_context=found.pieces > 0,
        is_forbidden=_are_listed_twice(one, other),
        is_short=likeness.is_short,
    )


def _compare_all(one: tuple[PersonName, ...], other: tuple[PersonName, ...]) -> NameLikeness:
    """The best of all names, if no two speak against each other."""
    if len(one) == len(other) == 1:
        return compare_names(one[0], other[0])
    best = NEVER
    for mine in one:
        for yours in other:
            found = compare_names(mine, yours)
            if found.bits < 0:
                return found
            best = max(best, found, key=_bits)
    return best


def _bits(likeness: NameLikeness) -> float:
    return likeness.bits


def _weigh_contacts(one: _Known, other: _Known, found: _Evidence) -> None:
    for mine, yours, same, differ, word in (
        (one.emails, other.emails, _EMAIL, _OTHER_EMAIL, "e-mail"),
        (one.phones, other.phones, _PHONE, _OTHER_PHONE, "telephone"),
    ):
        if mine & yours:
            found.add(same, f"same {word}", is_piece=True)
        elif mine and yours:
            found.add(differ, f"other {word}")


def _weigh_work(one: _Known, other: _Known, found: _Evidence) -> None:
    if one.projects & other.projects:
        found.add(_PROJECT, f"both on {min(one.projects & other.projects)}", is_piece=True)
    if any(same_organization(a, b) for a in one.organizations for b in other.organizations):
        found.add(_ORGANIZATION, "same organization", is_piece=True)
    elif one.organizations and other.organizations:
        found.add(_OTHER_ORGANIZATION, "other organization")
    shares_document = bool(one.documents & other.documents)
    if one.roles & other.roles:
        bits = _DOCUMENT_AND_ROLE if shares_document else _ROLE
        found.add(bits, f"same kind of role ({min(one.roles & other.roles)})",
                  is_piece=shares_document)  # fmt: skip
    else:
        if one.roles and other.roles and not one.roles | other.roles <= _OFTEN_ONE:
            found.add(_OTHER_ROLE, "other kind of role")
        if shares_document:
            is_plain = not (one.roles and other.roles)
            found.add(_DOCUMENT_AND_ROLE if is_plain else _DOCUMENT, "same document",
                      is_piece=is_plain)  # fmt: skip


def _by_document(contacts: Iterable[tuple[str, list[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for document, here in contacts:
        if here:
            found[document] = found.get(document, frozenset()).union(here)
    return found


def _are_listed_twice(one: _Known, other: _Known) -> bool:
    """Whether one document lists both with contacts and none in common: a list of two people."""
    mine, yours = one.listings, other.listings
    return any(mine[document].isdisjoint(yours[document]) for document in mine.keys() & yours)


def _order(one: _Known) -> str:
    return min(f"{name.surname} {name.given}" for name in one.names)


PEOPLE: Final[Rules[PersonMention, _Known]] = Rules(
    "persons", lambda name: parse_person_name(name) is not None, _describe, _keys, _judge, _order
)
