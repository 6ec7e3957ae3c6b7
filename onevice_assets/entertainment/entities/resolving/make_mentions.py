"""Names in documents as linkage takes them: each with what its own document tells beside it.

A mention's id is that of document and name, the same for all versions of a document, so that a new
version keeps who is who.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onevice_assets.entertainment.entities.linkage.mentions import (
    OrganizationMention,
    PersonMention,
    ProjectMention,
)
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.resolving.gather import Gathered, Row
from resources.identity import derived_id


@dataclass(frozen=True)
class Mentions:
    """Names by what they are of.

    Attributes:
        organizations: for `linkage.resolve` of companies.
        projects: for `linkage.resolve` of projects.
        rows: row of `document_entities` of each mention, by its id; people, unions and concepts
            too.
    """

    organizations: list[OrganizationMention] = field(default_factory=list)
    projects: list[ProjectMention] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)


def make_mentions(gathered: Gathered) -> Mentions:
    """The mentions of companies and projects, and the rows of everything that stands."""
    made = Mentions()
    around = _Around(gathered)
    for row in gathered.entities:
        own = _own(gathered, row)
        made.rows[own[0]] = row
        match row["kind"]:
            case "Organization":
                made.organizations.append(OrganizationMention(*own, **around.of_company(row)))
            case "Project":
                made.projects.append(ProjectMention(*own, **around.of_project(row)))
    return made


def make_people(gathered: Gathered, entity_of: Mapping[str, str]) -> list[PersonMention]:
    """The mentions of people, once companies and projects are told.

    Args:
        gathered: what stands.
        entity_of: company or project of each row of `document_entities` that is of one.
    """
    around = _Around(gathered)
    makers = _find_makers(gathered, entity_of)
    return [
        PersonMention(*_own(gathered, row), **around.of_person(row, entity_of, makers))
        for row in gathered.entities
        if row["kind"] == "Person"
    ]


def _own(gathered: Gathered, row: Row) -> tuple[str, str, str, date]:
    """What every mention has: id, name, document and its day."""
    document = gathered.by_file[row["document_file_id"]]
    day: date = document["first_at"].date()
    return mention_id(document, row), row["name"], document["document_id"], day


def _find_makers(gathered: Gathered, entity_of: Mapping[str, str]) -> dict[str, str]:
    """The company that makes each project, by the project's entity: that most documents name.

    A company that a document calls a service production counts if there is no other.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    serving: set[tuple[str, str]] = set()
    names: dict[str, str] = {}
    for row in gathered.relationships:
        project, company = entity_of.get(row["source_id"]), entity_of.get(row["target_id"])
        if row["type"] == "PRODUCED_BY" and project and company:
            found[project][company] += 1
            names.setdefault(company, gathered.by_entity[row["target_id"]]["name"])
            if "Service Production" in row["properties"]:
                serving.add((project, company))
    return {
        project: names[min(of, key=lambda one: ((project, one) in serving, -of[one], names[one]))]
        for project, of in found.items()
    }


def mention_id(document: Row, entity: Row) -> str:
    """Id of a name in a document, whatever its version."""
    key = (document["document_id"], entity["kind"], entity["name_key"])
    return derived_id(document["first_at"], "resolved_identities", *key)


class _Around:
    """What the relationships of a file say beside a name."""

    def __init__(self, gathered: Gathered) -> None:
        self._names = {row["id"]: row["name"] for row in gathered.entities}
        self._roles = _choose_roles(gathered.roles)
        self._own = {
            row["document_file_id"]: row for row in gathered.entities if row["is_own_project"]
        }
        self._unions = {
            (row["document_file_id"], row["name_key"])
            for row in gathered.entities
            if row["kind"] == "Union"
        }
        self._people: dict[str, set[str]] = defaultdict(set)
        self._joined: Mapping[tuple[str, str], set[str]] = _join(gathered)
        self._staff: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in gathered.entities:
            if row["kind"] == "Person":
                self._people[row["document_file_id"]].add(row["name"])
            if row["organization"]:
                company = (row["document_file_id"], name_key(row["organization"]))
                self._staff[company].add(row["name"])

    def of_person(
        self, row: Row, entity_of: Mapping[str, str], makers: Mapping[str, str]
    ) -> dict[str, Any]:
        """Role, company and projects of a person.

        Whoever works on a project works with the company that makes it, unless the text names
        another employer; a client does not.
        """
        role = self._roles.get(row["id"], "")
        titles = self._tied(row, "to_project") | {row["project"] or self._title(row)}
        union = (row["document_file_id"], name_key(row["organization"] or "")) in self._unions
        company = row["organization"] if row["works_for"] and not union else ""
        if not company and role and role != "Client":
            tied = self._joined.get((row["id"], "to_project"), set()) | self._own_project(row)
            made_by = {makers.get(entity_of.get(one, ""), "") for one in tied} - {""}
            company = min(made_by, default="")
        return {"role": role, "organization": company or "", "projects": _sorted(titles)}

    def of_company(self, row: Row) -> dict[str, Any]:
        """Projects and people that a company is named with."""
        titles = self._tied(row, "of_project") or {self._title(row)}
        people = self._staff[row["document_file_id"], row["name_key"]]
        return {"projects": _sorted(titles), "people": _sorted(people)}

    def of_project(self, row: Row) -> dict[str, Any]:
        """Client of a project, and who and what else is named with it."""
        clients = _sorted(self._tied(row, "FOR_CLIENT"))
        beside = self._tied(row, "of_person") | self._tied(row, "of_concept")
        if row["is_own_project"]:
            beside |= self._people[row["document_file_id"]]
        return {"client": clients[0] if clients else "", "people": _sorted(beside)}

    def _tied(self, row: Row, how: str) -> set[str]:
        return {self._names[one] for one in self._joined.get((row["id"], how), ())}

    def _title(self, row: Row) -> str:
        own = self._own.get(row["document_file_id"])
        return str(own["name"]) if own else ""

    def _own_project(self, row: Row) -> set[str]:
        own = self._own.get(row["document_file_id"])
        return {own["id"]} if own else set()


def _join(gathered: Gathered) -> dict[tuple[str, str], set[str]]:
    """What each name is tied to, by how: the other end's id."""
    kinds = {row["id"]: row["kind"] for row in gathered.entities}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in gathered.relationships:
        source, target = row["source_id"], row["target_id"]
        match (kinds.get(source), kinds.get(target)):
            case ("Person", "Project"):
                found[source, "to_project"].add(target)
                found[target, "of_person"].add(source)
            case ("Project", "CreativeConcept"):
                found[source, "of_concept"].add(target)
            case ("Project", "Organization"):
                found[target, "of_project"].add(source)
                found[source, row["type"]].add(target)
    return found


def _choose_roles(roles: Iterable[Row]) -> dict[str, str]:
    """The surest role of each person that still holds; of equals the seed's own first."""
    best: dict[str, tuple[bool, float, bool, str]] = {}
    for row in roles:
        told = (row["is_former"], -row["confidence"], not row["role_type"], row["role"])
        person = row["document_entity_id"]
        best[person] = min(best.get(person, told), told)
    return {person: told[-1] for person, told in best.items()}


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(one for one in names if one))
