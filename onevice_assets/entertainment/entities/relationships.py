"""The seed's relationships as a page says them, each with the words that say so.

Pure derivation from what the readers found. COLLABORATED_WITH and RELATED_TO are derived from the
whole graph elsewhere, DESCRIBES and MENTIONS per document in `read_document`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onevice_assets.entertainment.entities.facts.read_money import MoneyFact
from onevice_assets.entertainment.entities.people import Person, PersonRole, Span
from onevice_assets.entertainment.entities.read_concepts import Concept
from onevice_assets.entertainment.entities.read_mentions import Named

_UNIONS = {
    "directors guild of america": "DGA", "directors guild": "DGA", "sag": "SAG-AFTRA",
    "screen actors guild": "SAG-AFTRA", "aftra": "SAG-AFTRA", "writers guild of america": "WGA",
    "producers guild of america": "PGA", "american federation of musicians": "AFM",
}  # fmt: skip
_PRODUCTION_ROLES = {
    "lead production": "Lead Production", "lead production company": "Lead Production",
    "service company": "Service Production", "production service": "Service Production",
    "service production": "Service Production", "production service company": "Service Production",
    "co production": "Co-Production", "co production company": "Co-Production",
}  # fmt: skip
_PEOPLE_TYPES = {
    "Director": "DIRECTED",
    "Creative Director": "CREATIVE_DIRECTED",
    "Talent": "PERFORMED_IN",
    "Producer": "PRODUCED",
}
_CLIENTS = ("Client Brand", "Record Label")  # a label pays for its artist's video
_SAME_LINE = 120  # characters between a person and their pay


@dataclass(frozen=True, slots=True)
class Relationship:
    """One edge of the graph as a text says it.

    Attributes:
        type: the seed's, e.g. DIRECTED.
        source: kind and name of where it begins: ("Person", "Jane Doe").
        target: kind and name of where it ends; an empty name is the document's own project.
        span: of the words that say so.
        confidence: between 0 and 1.
        properties: by the seed's names, those that the text tells.
    """

    type: str
    source: tuple[str, str]
    target: tuple[str, str]
    span: Span
    confidence: float
    properties: Mapping[str, object] = field(default_factory=dict)


def relate_people(people: Sequence[Person], money: Sequence[MoneyFact]) -> Iterator[Relationship]:
    """DIRECTED, CREATIVE_DIRECTED, PERFORMED_IN, PRODUCED and WORKS_FOR of a page's people.

    A former role is no relationship to the project. `creditOrder` counts the people of one type
    and project in the order of the text.
    """
    order: dict[tuple[str, str | None], int] = {}
    paid = _pay(people, money)
    for person in people:
        for held in person.roles:
            kind = _PEOPLE_TYPES.get(held.role.type, "")
            if kind and not held.former:
                key = (kind, person.project)
                order[key] = order.get(key, 0) + 1
                yield _part(person, held, kind, order[key], paid.get(person.name))
        if person.works_for and person.organization:
            yield _employment(person)


def _part(
    person: Person, held: PersonRole, kind: str, order: int, pay: MoneyFact | None
) -> Relationship:
    properties: dict[str, object] = {"role": held.role.name}
    if kind != "PERFORMED_IN":
        properties["creditOrder"] = order
    if kind == "CREATIVE_DIRECTED" and person.organization and person.works_for:
        properties["agency"] = person.organization
    if person.character and kind == "PERFORMED_IN":
        properties["characterName"] = person.character
    if pay is not None:
        properties |= {"compensation": pay.amount.low, "currency": pay.amount.currency}
    target = ("Project", person.project or "")
    return Relationship(
        kind, ("Person", person.name), target, held.span, held.confidence, properties
    )


def _pay(people: Sequence[Person], money: Sequence[MoneyFact]) -> dict[str, MoneyFact]:
    """The compensation of each person: an amount is of whoever is named last before it."""
    paid: dict[str, MoneyFact] = {}
    for fact in money:
        near = [
            (fact.amount.start - span.end, person.name)
            for person in people
            for span in person.mentions
            if 0 <= fact.amount.start - span.end < _SAME_LINE
        ]
        if fact.purpose == "compensation" and near:
            paid.setdefault(min(near)[1], fact)
    return paid


def _employment(person: Person) -> Relationship:
    """WORKS_FOR; `position` is a title, so not what somebody merely did, and not "client"."""
    titles = [one for one in person.roles if one.is_title and one.role.type != "Client"]
    titles += [one for one in person.roles if one.is_title and one.role.name == "Commissioner"]
    properties: dict[str, object] = {"isCurrent": not any(one.former for one in titles[:1])}
    if titles:
        properties["position"] = titles[0].role.name
    span = person.roles[0].span if person.roles else person.mentions[0]
    target = ("Organization", person.organization or "")
    return Relationship("WORKS_FOR", ("Person", person.name), target, span, 0.8, properties)


def relate_organizations(
    organizations: Sequence[Named], projects: Sequence[Named]
) -> Iterator[Relationship]:
    """FOR_CLIENT, PRODUCED_BY and UNION_PROJECT: each organization with the nearest project.

    A company that stands only behind people is their employer and nothing to the project.
    """
    for one in organizations:
        if one.is_employer and one.type != "Union" and not one.field:
            continue
        project = _nearest(one.mentions[0], projects)
        source = ("Project", project)
        if one.type in _CLIENTS:
            yield _of_project("FOR_CLIENT", source, one, {})
        elif one.type == "Production Company":
            role = _PRODUCTION_ROLES.get(one.field)
            told = {"productionRole": role} if role else {}
            yield _of_project("PRODUCED_BY", source, one, told)
        elif one.type == "Union":
            code = _UNIONS.get(one.name.casefold(), one.name.upper())
            yield _of_project("UNION_PROJECT", source, one, {"unionCode": code})


def _of_project(
    kind: str, source: tuple[str, str], one: Named, properties: Mapping[str, object]
) -> Relationship:
    node = "Union" if kind == "UNION_PROJECT" else "Organization"
    confidence = 0.95 if one.field else 0.7
    return Relationship(kind, source, (node, one.name), one.mentions[0], confidence, properties)


def relate_concepts(
    concepts: Sequence[Concept], projects: Sequence[Named]
) -> Iterator[Relationship]:
    """INCORPORATES: the concepts of a page with the project nearest to each."""
    for concept in concepts:
        confidence = 0.6 if concept.prominence == "Background" else 0.9
        yield Relationship(
            "INCORPORATES",
            ("Project", _nearest(concept.span, projects)),
            ("CreativeConcept", concept.name),
            concept.span,
            confidence,
            {"prominence": concept.prominence, "category": concept.category},
        )


def _nearest(span: Span, projects: Sequence[Named]) -> str:
    near = [
        (abs(one.start - span.start), project.name)
        for project in projects
        for one in project.mentions
        if one.page == span.page
    ]
    return min(near)[1] if near else ""
