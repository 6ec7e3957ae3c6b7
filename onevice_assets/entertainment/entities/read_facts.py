"""What a document states of its project, its people and the terms between them.

The last step of `read_document`: it sees everybody and everything that was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.facts.read_changes import Change, read_changes
from onevice_assets.entertainment.entities.facts.read_contacts import read_contacts
from onevice_assets.entertainment.entities.facts.read_memberships import read_memberships
from onevice_assets.entertainment.entities.facts.read_milestones import read_milestones
from onevice_assets.entertainment.entities.facts.read_money import MoneyFact
from onevice_assets.entertainment.entities.facts.read_places import read_places
from onevice_assets.entertainment.entities.facts.read_project import read_project_facts
from onevice_assets.entertainment.entities.facts.read_terms import (
    find_contact,
    read_contract,
    read_signatory,
    read_union_costs,
)
from onevice_assets.entertainment.entities.people import Person, Span
from onevice_assets.entertainment.entities.relationships import Relationship
from onevice_assets.entertainment.graph.model.projects import place_in_tier
from onevice_assets.words.read_dates import DateFact

LEFT = "LEFT"
"""Type of what is no edge of the graph: the day of it ends every credit of the two."""
_CREDITS = ("DIRECTED", "CREATIVE_DIRECTED", "PERFORMED_IN", "PRODUCED")


def read_node_facts(
    texts: Mapping[int, str],
    people: Sequence[Person],
    concepts: Iterable[str],
    money: Sequence[tuple[int, MoneyFact]],
    dates: Sequence[tuple[int, DateFact]],
) -> list[NodeFact]:
    """Properties of the document's own project and of its people.

    Args:
        texts: of the pages by number.
        people: of the document.
        concepts: names of its creative concepts.
        money: its amounts with their pages.
        dates: its dates with their pages.
    """
    known = {*concepts}
    facts = list(read_project_facts(texts.items()))
    facts += read_milestones(texts, dates)
    for page, text in texts.items():
        facts += read_places(text, page, known)
        facts += read_memberships(text, page, people)
        facts += read_contacts(text, page, people)
    for page, fact in money:
        facts += _tell_tier(page, fact)
    return facts


def _tell_tier(page: int, fact: MoneyFact) -> list[NodeFact]:
    """The tier of a range of budgets, if both ends are of one; a range is no total."""
    amount = fact.amount
    if fact.purpose != "totalBudget" or amount.high is None or amount.low == amount.high:
        return []
    tiers = {place_in_tier(float(end), amount.currency) for end in (amount.low, amount.high)}
    span = Span(amount.start, amount.end, page)
    currency = NodeFact("Project", "", "currency", amount.currency, span)
    named = [NodeFact("Project", "", "budgetTier", tier, span) for tier in tiers if tier]
    return [currency, *named] if len(tiers) == 1 else [currency]


def add_terms(
    relationships: Sequence[Relationship],
    texts: Mapping[int, str],
    people: Sequence[Person],
    money: Sequence[tuple[int, MoneyFact]],
) -> list[Relationship]:
    """The relationships with what contracts and union agreements state of them.

    Terms of a contract belong to the client if the document has one alone.
    """
    clients = {one.target for one in relationships if one.type == "FOR_CLIENT"}
    unions = [one.target[1] for one in relationships if one.type == "UNION_PROJECT"]
    contract: dict[str, object] = {}
    agreement: dict[str, object] = {}
    costs: dict[str, object] = {}
    for page, text in texts.items():
        own = [fact for number, fact in money if number == page]
        contract = {**read_contract(text, own), **contract}
        costs = {**read_union_costs(text, own, unions), **costs}
        if signatory := read_signatory(text):
            agreement = {"signatory": signatory, **agreement}
    if contact := find_contact(people):
        contract["clientContact"] = contact
    told: dict[str, Callable[[Relationship], Mapping[str, object]]] = {
        "FOR_CLIENT": lambda _: contract if len(clients) == 1 else {},
        "UNION_PROJECT": lambda one: agreement | _cost(costs, one.target[1]),
    }
    return [
        replace(one, properties={**told[one.type](one), **one.properties})
        if one.type in told
        else one
        for one in relationships
    ]


def _cost(costs: Mapping[str, object], union: str) -> dict[str, object]:
    return {"totalUnionCosts": costs[union]} if union in costs else {}


def add_changes(
    relationships: Sequence[Relationship],
    texts: Mapping[int, str],
    people: Sequence[Person],
    dates: Sequence[tuple[int, DateFact]],
    project: str,
) -> list[Relationship]:
    """The relationships with the days on which somebody's part began or ended.

    Whoever is said to have left, and has no role in this document, gives a row of type `LEFT`:
    what other documents credit them with ends on its day.
    """
    changed = list(relationships)
    for page, text in texts.items():
        own = [fact for number, fact in dates if number == page]
        for change in read_changes(text, page, people, own):
            changed = _apply(changed, change, project, _place(people, change, page))
    return changed


def _apply(
    relationships: list[Relationship], change: Change, project: str, span: Span
) -> list[Relationship]:
    days: dict[str, date | None] = {"startDate": change.start, "endDate": change.end}
    told = {name: day for name, day in days.items() if day is not None}
    meant = [
        number
        for number, one in enumerate(relationships)
        if one.type in _CREDITS
        and one.source[1] == change.person
        and change.role in ("", one.properties.get("role"))
    ]
    for number in meant:
        one = relationships[number]
        relationships[number] = replace(one, properties={**one.properties, **told})
    if meant or change.role or not project or change.end is None:
        return relationships
    ends = (("Person", change.person), ("Project", project))
    return [*relationships, Relationship(LEFT, *ends, span, 0.85, told)]


def _place(people: Sequence[Person], change: Change, page: int) -> Span:
    spans = [
        span
        for person in people
        if person.name == change.person
        for span in person.mentions
        if span.page == page
    ]
    return spans[0]
