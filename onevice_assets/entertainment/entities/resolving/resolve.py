"""Entities of an organization, and whose each name in a document is.

People, companies and projects are linked by name and context together (`linkage`); companies and
projects first, for they are the context of people. A union is its
code and a concept its words: their names are what they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onevice_assets.entertainment.entities.linkage.mentions import (
    Decision,
    Entity,
    Mention,
    Merge,
    Review,
)
from onevice_assets.entertainment.entities.linkage.organizations import ORGANIZATIONS
from onevice_assets.entertainment.entities.linkage.people import PEOPLE
from onevice_assets.entertainment.entities.linkage.projects import PROJECTS
from onevice_assets.entertainment.entities.linkage.resolve import resolve as link
from onevice_assets.entertainment.entities.resolving.gather import Gathered, Row
from onevice_assets.entertainment.entities.resolving.make_mentions import (
    Mentions,
    make_mentions,
    make_people,
)
from onevice_assets.entertainment.graph.model.known_unions import union_code, union_uuid
from resources.identity import derived_id

_EPOCH = date(1970, 1, 1)  # a concept is itself by its words, whenever it was first named


@dataclass(frozen=True)
class Linked:
    """What was found of one kind.

    Attributes:
        kind: label of the graph.
        entities: with their mentions.
        merges: in the order they happened.
        reviews: pairs that somebody should look at.
    """

    kind: str
    entities: Collection[Entity[Any]]
    merges: Collection[Merge] = ()
    reviews: Collection[Review] = ()


@dataclass(frozen=True)
class Resolution:
    """Who is one.

    Attributes:
        linked: by kind: people, projects, organizations, unions, concepts.
        rows: row of `document_entities` of each mention, by the mention's id.
        entity_of: entity of each row of `document_entities`, by its id.
    """

    linked: Mapping[str, Linked]
    rows: Mapping[str, Row]
    entity_of: Mapping[str, str]


def resolve(
    gathered: Gathered,
    decisions: Mapping[str, Collection[Decision]],
    known: Mapping[str, str],
) -> Resolution:
    """Tell who is one.

    Args:
        gathered: what stands.
        decisions: what people decided, by kind.
        known: entity of each mention in the former run, so that ids stay.

    Raises:
        InputError: decisions contradict one another.
    """
    made = make_mentions(gathered)
    of_companies, of_projects, of_people = (
        decisions.get(kind, ()) for kind in ("Organization", "Project", "Person")
    )
    companies = link(ORGANIZATIONS, made.organizations, decisions=of_companies, known=known)
    projects = link(PROJECTS, made.projects, decisions=of_projects, known=known)
    linked = [
        Linked("Organization", companies.entities, companies.merges, companies.reviews),
        Linked("Project", projects.entities, projects.merges, projects.reviews),
    ]
    named = make_people(gathered, _list_entities(made, linked))
    people = link(PEOPLE, named, decisions=of_people, known=known)
    linked = [
        Linked("Person", people.entities, people.merges, people.reviews),
        *linked,
        *_take_by_name(gathered, made),
    ]
    return Resolution({one.kind: one for one in linked}, made.rows, _list_entities(made, linked))


def _list_entities(made: Mentions, linked: Iterable[Linked]) -> dict[str, str]:
    """Entity of each row of `document_entities`."""
    return {
        made.rows[mention.id]["id"]: entity.id
        for one in linked
        for entity in one.entities
        for mention in entity.mentions
    }


def _take_by_name(gathered: Gathered, made: Mentions) -> Iterable[Linked]:
    """Unions by their code, concepts by their words."""
    for kind in ("Union", "CreativeConcept"):
        groups: dict[str, list[Mention]] = {}
        for identity, row in made.rows.items():
            if row["kind"] == kind:
                document = gathered.by_file[row["document_file_id"]]
                day = document["first_at"].date()
                mention = Mention(identity, row["name"], document["document_id"], day)
                groups.setdefault(_name(kind, row), []).append(mention)
        owner = gathered.organization_id
        yield Linked(kind, [_to_entity(kind, owner, key, groups[key]) for key in sorted(groups)])


def _name(kind: str, row: Row) -> str:
    return union_code(row["name"]) if kind == "Union" else str(row["name_key"])


def _to_entity(kind: str, owner: str, key: str, found: list[Mention]) -> Entity[Mention]:
    ordered = sorted(found, key=lambda one: (one.day, one.id))
    spelled = sorted({one.name for one in ordered}, key=lambda name: (name.isupper(), name))
    identity = union_uuid(owner, key) if kind == "Union" else _concept_uuid(owner, key)
    return Entity(identity, spelled[0], tuple(spelled[1:]), tuple(ordered))


def _concept_uuid(owner: str, key: str) -> str:
    return derived_id(_EPOCH, "creative_concepts", owner, key)
