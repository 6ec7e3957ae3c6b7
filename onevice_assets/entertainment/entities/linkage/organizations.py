"""Which mentions of organizations are of one organization.

One name up to legal forms, signs and blanks is one organization unless their websites differ:
companies are registered so that names differ, people are not. Short forms ("W+K"), added kinds
("Smuggler Films") and typos need context: a shared document, project, person or website.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.entities.linkage.mentions import OrganizationMention
from onevice_assets.entertainment.entities.linkage.normalise import (
    normal_organization,
    normal_text,
    normal_website,
)
from onevice_assets.entertainment.entities.linkage.organization_names import (
    Likeness,
    compare_organizations,
)
from onevice_assets.entertainment.entities.linkage.pairs import Group, Judgement, Rules

_START: Final = -7.0
_NAMES: Final[dict[Likeness, float]] = {"same": 11.0, "initials": 6.0, "part": 6.5, "typo": 6.0}
_WEBSITE: Final = 8.0
_OTHER_WEBSITE: Final = -6.0
_CONTEXTS: Final = (("projects", 5.0), ("people", 5.0), ("documents", 4.5))


@dataclass(frozen=True)
class _Known:
    names: tuple[str, ...]
    documents: frozenset[str]
    projects: frozenset[str]
    people: frozenset[str]
    websites: frozenset[str]


def _describe(group: Group[OrganizationMention]) -> _Known:
    return _Known(
        names=tuple(sorted({one.name for one in group})),
        documents=frozenset(one.document_id for one in group),
        projects=_folded(text for one in group for text in one.projects),
        people=_folded(text for one in group for text in one.people),
        websites=frozenset(
            filter(None, (normal_website(w) for one in group for w in one.websites))
        ),
    )


def _folded(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(normal_text, texts)))


def _keys(one: _Known) -> set[str]:
    """The name without blanks, and contexts by its first letter."""
    norms = {normal_organization(name) or "" for name in one.names}
    contexts = {*one.documents, *one.projects, *one.people, *one.websites}
    keys = {f"{norm[:1]}|{context}" for norm in norms for context in contexts}
    return keys | {f"name|{norm.replace(' ', '')}" for norm in norms}


def _judge(one: _Known, other: _Known) -> Judgement:
    likeness = _compare_all(one.names, other.names)
    if not likeness:
        return Judgement(_START - 30.0, ("names differ",), is_forbidden=True)
    bits = _START + _NAMES[likeness]
    reasons, pieces = [f"name: {likeness}"], int(likeness == "same")
    if one.websites & other.websites:
        bits, pieces = bits + _WEBSITE, pieces + 1
        reasons.append("same website")
    elif one.websites and other.websites:
        bits += _OTHER_WEBSITE
        reasons.append("other website")
    for name, weight in _CONTEXTS:
        shared = getattr(one, name) & getattr(other, name)
        if shared:
            bits, pieces = bits + weight, pieces + 1
            reasons.append(f"shared {name}")
    is_short = likeness == "initials"
    return Judgement(bits, tuple(reasons), has_context=pieces > 0, is_short=is_short)


def _compare_all(one: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    found = [compare_organizations(mine, yours) for mine in one for yours in other]
    return max(found, key=lambda likeness: _NAMES.get(likeness, 0.0))


def _order(one: _Known) -> str:
    return min(normal_organization(name) or "" for name in one.names)


ORGANIZATIONS: Final[Rules[OrganizationMention, _Known]] = Rules(
    "organizations", lambda name: bool(normal_organization(name)), _describe, _keys, _judge, _order
)
