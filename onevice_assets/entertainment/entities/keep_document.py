"""What was read of one file as rows of the lake, every one with the place of its words.

Names of one kind that compare the same are one row. What a relationship leads to is a row too, also
where no page names it (a project that only the title tells).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.keep_facts import keep_amounts, keep_dates, keep_stated
from onevice_assets.entertainment.entities.names.write_names import name_key, show_name
from onevice_assets.entertainment.entities.people import Person, Span
from onevice_assets.entertainment.entities.read_document import DocumentEntities
from onevice_assets.entertainment.entities.relationships import Relationship
from resources.identity import derived_id

Row = dict[str, Any]
Rows = dict[str, list[Row]]
"""Rows by name of the table."""

_DOCUMENT = "Document"


@dataclass(frozen=True)
class ReadFile:
    """A file whose pages were read.

    Attributes:
        id: of its row in `documents`.
        organization_id: whose it is.
        batch: partition it belongs to.
        created_at: logical time of its rows.
        pages: text of each page by number.
    """

    id: str
    organization_id: str
    batch: str
    created_at: datetime
    pages: Mapping[int, str]

    def row(self, table: str, *key: object, **columns: Any) -> Row:
        """A row of a table, with the columns that all of them have."""
        own = {
            "id": derived_id(self.created_at, table, self.id, *key),
            "organization_id": self.organization_id,
            "batch": self.batch,
            "document_file_id": self.id,
            "created_at": self.created_at,
        }
        return {**own, **columns}

    def quote(self, span: Span) -> str:
        """The words of a place."""
        return self.pages.get(span.page, "")[span.start : span.end]


def keep_document(file: ReadFile, read: DocumentEntities) -> Rows:
    """Rows of every table of the batch, each sorted by nothing in particular.

    Args:
        file: whose they are.
        read: by `read_document`, of the same pages.
    """
    named = _Named(file, name_key(read.project))
    for person in read.people:
        named.add("Person", person.name, person.mentions, **_tell_person(person))
    for project in read.projects:
        named.add("Project", project.name, project.mentions, field=project.field or None)
    for company in read.organizations:
        kind = "Union" if company.type == "Union" else "Organization"
        told = {"type": company.type or None, "field": company.field or None}
        named.add(kind, company.name, company.mentions, **told)
    for concept in read.concepts:
        named.add("CreativeConcept", concept.name, [concept.span], type=concept.category)
    for place in read.locations:
        named.add("Location", place.name, place.mentions, field=place.field or None)
    relationships = list(_keep_relationships(file, read.relationships, named))
    own = named.find("Project", read.project) if read.project else None

    def find(fact: NodeFact) -> str | None:
        return named.find(fact.label, fact.name) if fact.name else own

    facts = keep_stated(file, read.facts, find)
    return {
        "document_entities": named.rows(),
        "document_mentions": list(named.mentions()),
        "document_roles": list(_keep_roles(file, read.people, named)),
        "document_relationships": relationships,
        "document_amounts": keep_amounts(file, read.money, own),
        "document_dates": keep_dates(file, read.dates),
        "document_facts": facts,
    }


@dataclass
class _Named:
    """Who and what a file names, by kind and compared name."""

    file: ReadFile
    own_project: str
    _known: dict[tuple[str, str], Row] = field(default_factory=dict)
    _places: dict[str, dict[tuple[int, int], tuple[str, Span]]] = field(default_factory=dict)

    def add(self, kind: str, name: str, places: Sequence[Span], **told: Any) -> str:
        """Note a name with its places; what the first one tells stays."""
        key = (kind, name_key(name) or name.casefold())
        row = self._known.get(key)
        if row is None:
            row = self._known[key] = self._make(key, name)
        row |= {column: value for column, value in told.items() if not row[column] and value}
        held = self._places.setdefault(row["id"], {})
        for span in places:
            held[span.page, span.start] = (kind, span)
        identity: str = row["id"]
        return identity

    def find(self, kind: str, name: str) -> str:
        """Id of a name, which is noted without a place where no page names it."""
        return self.add(kind, name, ())

    def rows(self) -> list[Row]:
        """All of them, with what their places tell."""
        for row in self._known.values():
            held = self._places[row["id"]]
            row["mention_count"] = len(held)
            row["page_numbers"] = json.dumps(sorted({page for page, _ in held}))
        return list(self._known.values())

    def mentions(self) -> Iterator[Row]:
        """A row for every place."""
        for identity, held in self._places.items():
            for kind, span in held.values():
                yield self.file.row(
                    "document_mentions",
                    identity,
                    span.page,
                    span.start,
                    document_entity_id=identity,
                    kind=kind,
                    words=self.file.quote(span),
                    **tell_place(span),
                )

    def _make(self, key: tuple[str, str], name: str) -> Row:
        empty = dict.fromkeys(("type", "field", "project", "organization", "character"))
        return self.file.row(
            "document_entities",
            *key,
            kind=key[0],
            name=show_name(name),
            name_key=key[1],
            works_for=False,
            is_own_project=key == ("Project", self.own_project),
            **empty,
        )


def tell_place(span: Span) -> Row:
    """The columns of a place."""
    return {"page_number": span.page, "span_start": span.start, "span_end": span.end}


def _tell_person(person: Person) -> Row:
    return {
        "project": person.project,
        "organization": show_name(person.organization) if person.organization else None,
        "works_for": person.works_for,
        "character": person.character or None,
    }


def _keep_roles(file: ReadFile, people: Sequence[Person], named: _Named) -> Iterator[Row]:
    """A role once a person: the surest reading of it."""
    best: dict[tuple[str, str], Row] = {}
    for person in people:
        identity = named.find("Person", person.name)
        for held in person.roles:
            key = (identity, held.role.name)
            if key in best and best[key]["confidence"] >= held.confidence:
                continue
            best[key] = file.row(
                "document_roles",
                *key,
                document_entity_id=identity,
                role=held.role.name,
                role_type=held.role.type or None,
                confidence=held.confidence,
                is_former=held.former,
                words=file.quote(held.span),
                **tell_place(held.span),
            )
    yield from best.values()


def _keep_relationships(
    file: ReadFile, read: Sequence[Relationship], named: _Named
) -> Iterator[Row]:
    """Each edge once: the first place that says it, with what every place tells of it."""
    merged: dict[tuple[str, str, str], Row] = {}
    for one in read:
        ends = [
            file.id if kind == _DOCUMENT else named.find(kind, name)
            for kind, name in (one.source, one.target)
        ]
        key = (one.type, ends[0], ends[1])
        if key in merged:
            merged[key]["properties"] = {**one.properties, **merged[key]["properties"]}
            continue
        merged[key] = file.row(
            "document_relationships",
            *key,
            type=one.type,
            source_id=ends[0],
            target_id=ends[1],
            confidence=one.confidence,
            properties=dict(one.properties),
            words=file.quote(one.span) or None,
            **tell_place(one.span),
        )
    for row in merged.values():
        told = json.dumps(row["properties"], default=_plain, ensure_ascii=False, sort_keys=True)
        yield {**row, "properties": told}


def _plain(value: object) -> object:
    """Decimals and days as JSON has them."""
    return value.isoformat() if hasattr(value, "isoformat") else float(str(value))
