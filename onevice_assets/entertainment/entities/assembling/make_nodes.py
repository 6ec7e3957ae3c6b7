"""Nodes of people, organizations, concepts and unions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from onevice_assets.entertainment.entities.assembling.protect import (
    Protection,
    join_protections,
    read_protection,
)
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.resolving.gather import Gathered, Row
from onevice_assets.entertainment.entities.resolving.resolve import Resolution
from onevice_assets.entertainment.graph.model.known_unions import make_union, union_code
from onevice_assets.entertainment.graph.model.people import ROLE_TYPES
from onevice_assets.entertainment.graph.model.rows import Row as NodeRow
from onevice_assets.entertainment.graph.model.rows import make_node, make_node_id

_UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Sources:
    """What nodes are made of.

    Attributes:
        gathered: what stands.
        resolution: who is one.
    """

    gathered: Gathered
    resolution: Resolution

    @cached_property
    def naming(self) -> Mapping[str, Sequence[Row]]:
        """Documents that name each entity, in the order they came."""
        found: dict[str, dict[str, Row]] = {}
        for row in self.gathered.entities:
            if entity := self.resolution.entity_of.get(row["id"]):
                found.setdefault(entity, {})[row["document_file_id"]] = row
        return {
            entity: [one for one in self.gathered.documents if one["id"] in files]
            for entity, files in found.items()
        }

    @cached_property
    def told(self) -> Mapping[str, Sequence[Row]]:
        """Rows of `document_entities` of each entity."""
        found: dict[str, list[Row]] = {}
        for row in self.gathered.entities:
            if entity := self.resolution.entity_of.get(row["id"]):
                found.setdefault(entity, []).append(row)
        return found

    def protection(self, entity: str) -> Protection:
        """Who may see an entity."""
        return join_protections(read_protection(one) for one in self.naming[entity])

    def times(self, entity: str) -> dict[str, datetime | bool]:
        """When an entity was first and last told of."""
        days = [one["created_at"] for one in self.naming[entity]]
        first = min(one["first_at"] for one in self.naming[entity])
        return {"createdAt": first, "updatedAt": max(days), "isActive": True}

    def node_id(self, kind: str, document_entity: str) -> str | None:
        """Id of the node that a name in a document is of."""
        entity = self.resolution.entity_of.get(document_entity)
        return make_node_id(kind, entity) if entity else None


def make_people(
    sources: Sources,
    stated: Mapping[str, Mapping[str, Any]],
    kinds: Mapping[str, str],
) -> list[NodeRow]:
    """People: what most of their credits say they are, on what, and who may see them.

    Args:
        sources: what they are made of.
        stated: what documents state of each, by entity.
        kinds: type of each project, by its node's id.
    """
    credits = _list_credits(sources)
    return [
        make_node(
            "Person",
            sources.gathered.organization_id,
            one.id,
            name=one.name,
            roleType=_most(kind for kind, _ in credits.get(one.id, ())),
            specializations=_specialize(credits.get(one.id, set()), kinds),
            **{"unionStatus": _UNKNOWN, **stated.get(one.id, {})},
            verificationStatus="unverified",
            visibilityLevel=sources.protection(one.id).alone,
            **sources.times(one.id),
        )
        for one in sources.resolution.linked["Person"].entities
    ]


def _list_credits(sources: Sources) -> dict[str, set[tuple[str, str]]]:
    """Type of role and project's node of every credit, by person; crew counts too."""
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
    found: dict[str, set[tuple[str, str]]] = {}
    for row in sources.gathered.roles:
        person = sources.gathered.by_entity[row["document_entity_id"]]
        entity = sources.resolution.entity_of.get(person["id"])
        file = row["document_file_id"]
        title = titles.get((file, name_key(person["project"] or ""))) or own.get(file, "")
        project = sources.node_id("Project", title) or file
        if entity and not row["is_former"]:
            found.setdefault(entity, set()).add((row["role_type"] or _UNKNOWN, project))
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
            name=one.name,
            type=_tell_type(sources.told[one.id]),
            accessLevel=sources.protection(one.id).alone,
            **sources.times(one.id),
        )
        for one in sources.resolution.linked["Organization"].entities
    ]


def make_concepts(sources: Sources) -> list[NodeRow]:
    """Creative concepts by their words."""
    return [
        make_node(
            "CreativeConcept",
            sources.gathered.organization_id,
            one.id,
            name=one.name,
            category=_tell_type(sources.told[one.id]),
            **sources.times(one.id),
        )
        for one in sources.resolution.linked["CreativeConcept"].entities
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
