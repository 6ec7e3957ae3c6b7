"""Nodes of people, organizations, concepts and unions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.entities.assembling.state_facts import Stated
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.resolving.gather import Row
from onevice_assets.entertainment.graph.model.known_unions import make_union, union_code
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    list_restricted,
    protection_of,
    restrict,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.people import ROLE_TYPES
from onevice_assets.entertainment.graph.model.rows import Row as NodeRow
from onevice_assets.entertainment.graph.model.rows import make_node

_UNKNOWN = "Unknown"


def make_people(
    sources: Sources, stated: Mapping[str, Stated], projects: Iterable[NodeRow]
) -> list[NodeRow]:
    """People: what most of their credits say they are, on what, and who may see them.

    Args:
        sources: what they are made of.
        stated: what documents state of each, by entity.
        projects: their types make what somebody is specialized in.
    """
    credits = _list_credits(sources)
    kinds = {one["id"]: (one["type"], _see(one, "type")) for one in projects if one.get("type")}
    made = []
    for one in sources.resolution.linked["Person"].entities:
        own, told = sources.protection("Person", one.id), stated.get(one.id, Stated())
        seen = {credit for credit, by in credits.get(one.id, ()) if own.covers(by)}
        open_kinds = {project: kind for project, (kind, by) in kinds.items() if own.covers(by)}
        made.append(
            make_node(
                "Person",
                sources.gathered.organization_id,
                one.id,
                name=sources.name(one),
                roleType=_most(kind for kind, _ in seen),
                specializations=_specialize(seen, open_kinds),
                **{"unionStatus": _UNKNOWN, **told.values},
                verificationStatus="unverified",
                **tell_protection(own, "visibilityLevel"),
                **restrict(told.seen, own),
                **sources.times("Person", one.id),
            )
        )
    return made


def _see(project: NodeRow, name: str) -> Protection:
    """Who may see a property of a project, if they see the project."""
    return list_restricted(project).get(name, protection_of(project))


def _list_credits(sources: Sources) -> dict[str, set[tuple[tuple[str, str], Protection]]]:
    """Type of role and project's node of every credit, by person, and who may see it."""
    own = {
        row["document_file_id"]: row["id"]
        for row in sources.gathered.entities
        if row["is_own_project"]
    }
    titles = {
        (row["document_file_id"], row["name_key"]): row["id"]
        for row in sources.gathered.entities
        if row["kind"] == "Project"
    }
    found: dict[str, set[tuple[tuple[str, str], Protection]]] = {}
    for row in sources.gathered.roles:
        person = sources.gathered.by_entity[row["document_entity_id"]]
        entity = sources.resolution.entity_of.get(person["id"])
        file = row["document_file_id"]
        title = titles.get((file, name_key(person["project"] or ""))) or own.get(file, "")
        project = sources.node_id("Project", title) or file
        if entity and not row["is_former"]:
            credit = (row["role_type"] or _UNKNOWN, project)
            found.setdefault(entity, set()).add((credit, sources.protection_in(row)))
    return found


def _specialize(credits: Iterable[tuple[str, str]], kinds: Mapping[str, str]) -> list[str]:
    """Types of the projects somebody worked on, the most frequent first; a client has none."""
    every = set(credits)
    if any(role == "Client" for role, _ in every):
        return []
    counted = Counter(kinds[one] for one in {project for _, project in every} if one in kinds)
    return sorted(counted, key=lambda kind: (-counted[kind], kind))


def make_organizations(sources: Sources) -> list[NodeRow]:
    """Companies, with the type that most documents tell; a field's word counts more."""
    return [
        make_node(
            "Organization",
            sources.gathered.organization_id,
            one.id,
            name=sources.name(one),
            type=_tell_type(sources.open_rows(one.id, own)),
            **tell_protection(own, "accessLevel"),
            **sources.times("Organization", one.id),
        )
        for one in sources.resolution.linked["Organization"].entities
        for own in [sources.protection("Organization", one.id)]
    ]


def make_concepts(sources: Sources) -> list[NodeRow]:
    """Creative concepts by their words."""
    return [
        make_node(
            "CreativeConcept",
            sources.gathered.organization_id,
            one.id,
            name=sources.name(one),
            category=_tell_type(sources.open_rows(one.id, own)),
            **tell_protection(own),
            **sources.times("CreativeConcept", one.id),
        )
        for one in sources.resolution.linked["CreativeConcept"].entities
        for own in [sources.protection("CreativeConcept", one.id)]
    ]


def make_union_nodes(sources: Sources) -> list[NodeRow]:
    """Unions by their code, with what is publicly known of them."""
    owner = sources.gathered.organization_id
    return [
        make_union(owner, union_code(one.name), one.name)
        for one in sources.resolution.linked["Union"].entities
    ]


def _most(kinds: Iterable[str]) -> str:
    """The most frequent type; of equals the seed's order, the unknown last."""
    counted = Counter(kinds)
    rank = {kind: place for place, kind in enumerate(ROLE_TYPES)}
    return min(counted, key=lambda one: (-counted[one], rank[one]), default=_UNKNOWN)


def _tell_type(rows: Sequence[Row]) -> Any:
    counted: Counter[str] = Counter()
    for row in rows:
        if row["type"]:
            counted[row["type"]] += 2 if row["field"] else 1
    return min(counted, key=lambda one: (-counted[one], one), default=None)
