"""Names in documents as linkage takes them: each with what its own document tells beside it.

A mention's id is that of document and name, the same for all versions of a document, so that a new
version keeps who is who.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
        people: for `resolve_people`.
        organizations: for `resolve_organizations`.
        projects: for `resolve_projects`.
        rows: row of `document_entities` of each mention, by its id; unions and concepts too.
    """

    people: list[PersonMention] = field(default_factory=list)
    organizations: list[OrganizationMention] = field(default_factory=list)
    projects: list[ProjectMention] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)


def make_mentions(gathered: Gathered) -> Mentions:
    """The mentions of everything that stands."""
    made = Mentions()
    around = _Around(gathered)
    for row in gathered.entities:
        document = gathered.by_file[row["document_file_id"]]
        identity = mention_id(document, row)
        made.rows[identity] = row
        own = (identity, row["name"], document["document_id"], document["first_at"].date())
        match row["kind"]:
            case "Person":
                made.people.append(PersonMention(*own, **around.of_person(row)))
            case "Organization":
                made.organizations.append(OrganizationMention(*own, **around.of_company(row)))
            case "Project":
                made.projects.append(ProjectMention(*own, **around.of_project(row)))
    return made


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
            row["document_file_id"]: row["name"]
            for row in gathered.entities
            if row["is_own_project"]
        }
        self._joined: Mapping[tuple[str, str], set[str]] = _join(gathered)
        self._staff: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in gathered.entities:
            if row["organization"]:
                company = (row["document_file_id"], name_key(row["organization"]))
                self._staff[company].add(row["name"])

    def of_person(self, row: Row) -> dict[str, Any]:
        """Role, company and projects of a person."""
        titles = self._tied(row, "to_project") | {row["project"] or self._title(row)}
        return {
            "role": self._roles.get(row["id"], ""),
            "organization": row["organization"] or "",
            "projects": _sorted(titles),
        }

    def of_company(self, row: Row) -> dict[str, Any]:
        """Projects and people that a company is named with."""
        titles = self._tied(row, "of_project") or {self._title(row)}
        people = self._staff[row["document_file_id"], row["name_key"]]
        return {"projects": _sorted(titles), "people": _sorted(people)}

    def of_project(self, row: Row) -> dict[str, Any]:
        """Client and people of a project."""
        clients = _sorted(self._tied(row, "FOR_CLIENT"))
        people = self._tied(row, "of_person")
        return {"client": clients[0] if clients else "", "people": _sorted(people)}

    def _tied(self, row: Row, how: str) -> set[str]:
        return {self._names[one] for one in self._joined.get((row["id"], how), ())}

    def _title(self, row: Row) -> str:
        return self._own.get(row["document_file_id"], "")


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
