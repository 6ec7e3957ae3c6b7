"""Everything a document names, from its pages of text: the stage's one entry.

`read_document` takes pages and gives typed rows with spans and page numbers; who is the same
person across documents is decided in `linkage`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onevice_assets.entertainment.entities.asking.combine import combine_named, combine_people
from onevice_assets.entertainment.entities.asking.read_reply import ModelReading
from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.facts.read_money import MoneyFact, read_money
from onevice_assets.entertainment.entities.names.read_heading import project_of_title
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Person, Span
from onevice_assets.entertainment.entities.read_concepts import Concept, read_concepts
from onevice_assets.entertainment.entities.read_facts import (
    add_changes,
    add_terms,
    read_node_facts,
)
from onevice_assets.entertainment.entities.read_mentions import (
    Named,
    read_locations,
    read_organizations,
    read_projects,
)
from onevice_assets.entertainment.entities.read_people import chunks_of, people_of
from onevice_assets.entertainment.entities.relationships import (
    Relationship,
    relate_concepts,
    relate_organizations,
    relate_people,
)
from onevice_assets.words.read_dates import DateFact, read_dates


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document: its number, from 1, and its text."""

    number: int
    text: str


@dataclass(slots=True)
class DocumentEntities:
    """What a document names.

    Attributes:
        project: title of the document's own project, "" where it names none.
        people: each person once, with the mentions and roles of every page.
        organizations: each once, typed where the text or the gazetteer tells.
        projects: each title once.
        locations: each place once.
        concepts: each creative concept once.
        money: amounts with the page they stand on.
        dates: dates with the page they stand on.
        relationships: the seed's, each with the words that say so, and `read_facts.LEFT`.
        facts: properties of its own project and of its people.
    """

    project: str = ""
    people: list[Person] = field(default_factory=list)
    organizations: list[Named] = field(default_factory=list)
    projects: list[Named] = field(default_factory=list)
    locations: list[Named] = field(default_factory=list)
    concepts: list[Concept] = field(default_factory=list)
    money: list[tuple[int, MoneyFact]] = field(default_factory=list)
    dates: list[tuple[int, DateFact]] = field(default_factory=list)
    relationships: list[Relationship] = field(default_factory=list)
    facts: list[NodeFact] = field(default_factory=list)


_NOTHING = ModelReading()


def read_document(
    pages: Iterable[Page], title: str = "", told: Mapping[int, ModelReading] | None = None
) -> DocumentEntities:
    """Read a document page by page.

    Args:
        pages: in order; a document without text gives empty rows.
        title: of the document, if known; it names its project where no page does.
        told: what a model read, by number of the page; money and dates are the rules' alone.

    Returns:
        Rows whose offsets count within their page. What a page does not tie to a project belongs
        to the document's own: the one named in a field, else the first, else `title`.
    """
    every = list(pages)
    whole = "\n".join(page.text for page in every)
    found = DocumentEntities()
    for page in every:
        _read_page(found, page, whole, (told or {}).get(page.number, _NOTHING))
    found.people = _merge_people(found.people)
    found.project = _own_project(found.projects, title)
    found.relationships = [_settle(one, found.project) for one in found.relationships]
    unions = {name_key(one.name) for one in found.organizations if one.type == "Union"}
    found.relationships = [one for one in found.relationships if _stands(one, unions)]
    found.relationships = _merge_relationships(found.relationships)
    texts = {page.number: page.text for page in every}
    concepts = [one.name for one in found.concepts]
    found.facts = read_node_facts(texts, found.people, concepts, found.money, found.dates)
    related = add_terms(found.relationships, texts, found.people, found.money)
    related = add_changes(related, texts, found.people, found.dates, found.project)
    found.relationships = [*related, *_mentions(found)]
    return found


def _read_page(found: DocumentEntities, page: Page, whole: str, told: ModelReading) -> None:
    chunks = chunks_of(page.text)
    people = combine_people(people_of(chunks, page.number), told)
    organizations = combine_named(read_organizations(chunks, page.number), told.organizations)
    projects = combine_named(read_projects(chunks, page.number), told.projects)
    locations = combine_named(read_locations(chunks, page.number), told.locations)
    concepts = [*read_concepts(page.text, page.number), *told.concepts]
    concepts = [one for one in _merge_concepts(concepts) if _is_free(one, projects)]
    money = list(read_money(page.text))
    found.people += people
    found.organizations = _merge_named([*found.organizations, *organizations])
    found.projects = _merge_named([*found.projects, *projects])
    found.locations = _merge_named([*found.locations, *locations])
    known = {concept.name.casefold() for concept in found.concepts}
    found.concepts += [one for one in concepts if one.name.casefold() not in known]
    found.money += [(page.number, fact) for fact in money]
    found.dates += [(page.number, fact) for fact in read_dates(page.text, whole)]
    found.relationships += relate_people(people, money)
    found.relationships += relate_organizations(organizations, projects)
    found.relationships += relate_concepts(concepts, projects)


def _merge_concepts(concepts: Sequence[Concept]) -> list[Concept]:
    found: dict[str, Concept] = {}
    for concept in concepts:
        found.setdefault(concept.name.casefold(), concept)
    return list(found.values())


def _is_free(concept: Concept, projects: Sequence[Named]) -> bool:
    """Whether a concept stands outside of every title: "Neon Coast" is no neon."""
    return not any(
        span.start <= concept.span.start and concept.span.end <= span.end
        for project in projects
        for span in project.mentions
    )


def _merge_people(people: Sequence[Person]) -> list[Person]:
    """One row per name: mentions and roles of all pages, project and company of the first page."""
    merged: dict[str, Person] = {}
    for person in people:
        first = merged.setdefault(name_key(person.name), person)
        if first is person:
            continue
        first.mentions += person.mentions
        held = {one.role for one in first.roles}
        first.roles += [one for one in person.roles if one.role not in held]
        first.project = first.project or person.project
        if not first.works_for and person.organization:
            first.organization, first.works_for = person.organization, person.works_for
    return list(merged.values())


def _merge_named(rows: Sequence[Named]) -> list[Named]:
    merged: dict[str, Named] = {}
    for row in rows:
        first = merged.setdefault(name_key(row.name), row)
        if first is not row:
            first.mentions += row.mentions
            first.type, first.field = first.type or row.type, first.field or row.field
    return list(merged.values())


def _own_project(projects: Sequence[Named], title: str) -> str:
    named = [project for project in projects if project.field]
    chosen = named or projects
    return chosen[0].name if chosen else project_of_title(title)


def _settle(one: Relationship, project: str) -> Relationship:
    """A relationship with the document's own project where its page named none."""
    if one.source == ("Project", ""):
        one = replace(one, source=("Project", project))
    return replace(one, target=("Project", project)) if one.target == ("Project", "") else one


def _stands(one: Relationship, unions: set[str]) -> bool:
    """Whether both ends are named; a member of a union does not work for it."""
    member = one.type == "WORKS_FOR" and name_key(one.target[1]) in unions
    return bool(one.source[1] and one.target[1]) and not member


def _merge_relationships(rows: Sequence[Relationship]) -> list[Relationship]:
    """Each edge once: the first place that says it, with what every place tells of it."""
    merged: dict[tuple[object, ...], Relationship] = {}
    for row in rows:
        key = (row.type, row.source, row.target)
        first = merged.get(key, row)
        merged[key] = replace(first, properties={**row.properties, **first.properties})
    return list(merged.values())


def _mentions(found: DocumentEntities) -> list[Relationship]:
    """DESCRIBES and MENTIONS of the document itself, named "" here."""
    document = ("Document", "")
    rows = [
        Relationship(
            "MENTIONS",
            document,
            ("Person", person.name),
            person.mentions[0],
            0.9,
            {
                "mentionCount": len(person.mentions),
                "pageNumbers": sorted({span.page for span in person.mentions}),
            },
        )
        for person in found.people
    ]
    for project in found.projects:
        main = project.name == found.project
        span: Span = project.mentions[0]
        told = {"isMainDocument": main}
        rows.append(Relationship("DESCRIBES", document, ("Project", project.name), span, 0.9, told))
    return rows
