"""What documents get wrong or leave open is told as it is: nothing is guessed, nobody is lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import pytest

from onevice_assets.entertainment.entities.linkage.mentions import Entity, PersonMention
from onevice_assets.entertainment.entities.linkage.people import PEOPLE
from onevice_assets.entertainment.entities.linkage.resolve import resolve as link
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.people import Person
from onevice_assets.entertainment.entities.read_document import (
    DocumentEntities,
    Page,
    read_document,
)

DAY = date(2025, 3, 4)


def read(*texts: str, title: str = "") -> DocumentEntities:
    return read_document([Page(number, text) for number, text in enumerate(texts, 1)], title)


def mention(found: DocumentEntities, document: str, person: Person) -> PersonMention:
    return PersonMention(
        f"{document}/{person.name}",
        person.name,
        document,
        DAY,
        role=person.roles[0].role.name if person.roles else "",
        organization=person.organization or "" if person.works_for else "",
        projects=(name_key(found.project),) if found.project else (),
    )


def resolve(documents: Sequence[str]) -> list[Entity[PersonMention]]:
    return link(PEOPLE, _mentions(documents)).entities


def _mentions(documents: Sequence[str]) -> Iterator[PersonMention]:
    for number, text in enumerate(documents):
        found = read(text)
        yield from (mention(found, f"document {number}", person) for person in found.people)


def test_two_people_of_one_name_stay_two() -> None:
    shot = "Project: Neon Coast\nDirector of Photography: Chris Park\nGaffer: Ana Ruiz\n"
    paid = "Project: Slow Harbor\nClient: Chris Park, Fenwick Outdoors\nDirector: Tom Berg\n"
    people = [one for one in resolve([shot, paid, shot]) if one.name == "Chris Park"]
    assert sorted(len(one.mentions) for one in people) == [1, 2]


def test_two_people_of_one_name_in_one_document_have_their_own_roles_of_its_project() -> None:
    found = read("Project: Neon Coast\nDirector: Sam Lee\nProducer: Sam Lee\n")
    assert [one.name for one in found.people] == ["Sam Lee"]  # nothing says that they are two
    assert [held.role.name for held in found.people[0].roles] == ["Director", "Producer"]


SPELLINGS = [
    "Project: Neon Coast\nDirector: Theodora Vasquez\nProducer: Tom Berg\n",
    "PROJECT: NEON COAST\nDIRECTOR: THEODORA VASQUEZ\nPRODUCER: TOM BERG\n",
    "Project: Neon Coast\nDirector's fee, Vasquez, Theodora: $18,000\n",
    "Project: Neon Coast\nDirector: T. Vasquez\nProducer: Tom Berg\n",
    "Project: Neon Coast\nDirector: Theodora Vasqez\nProducer: Tom Berg\n",
]


def test_one_person_under_five_spellings_is_one() -> None:
    people = resolve(SPELLINGS)
    assert {one.name for one in people} == {"Theodora Vasquez", "Tom Berg"}
    (director,) = [one for one in people if one.name == "Theodora Vasquez"]
    assert len(director.mentions) == 5
    assert {"T. Vasquez", "Theodora Vasqez"} <= set(director.aliases)


@pytest.mark.parametrize(
    "text",
    [
        "Wet asphalt, sodium lamps, and nothing red before the second chorus.",
        "The director wants rain. The creative director disagrees.",
        "Director: TBD\nProducer: to be confirmed\n",
        "NON-UNION PRODUCTION. NO VISITORS ON SET.",
        "\x00\ufffd\n\t|||",
    ],
)
def test_a_document_naming_nobody_names_nobody(text: str) -> None:
    found = read(text, title="Neon Coast: notes")
    assert found.people == []
    assert not [one for one in found.relationships if one.source[0] == "Person"]
    assert found.project == "Neon Coast"


def test_a_budget_in_three_currencies_is_kept_in_them_and_added_to_nothing() -> None:
    found = read(
        "Project: Neon Coast\n\nCosts in Los Angeles:   $48,000\nCosts in London:   £62,500\n"
        "Costs in Lisbon:   35.200 €\nTotal budget:   $168,000\n"
    )
    told = [(fact.amount.low, fact.amount.currency, fact.purpose) for _, fact in found.money]
    assert told == [
        (Decimal(48000), "USD", "lineItem"),
        (Decimal(62500), "GBP", "lineItem"),
        (Decimal(35200), "EUR", "lineItem"),
        (Decimal(168000), "USD", "totalBudget"),
    ]


@pytest.mark.parametrize(
    ("beside", "day"),
    [
        ("", None),
        ("Delivery: 03/29/24", date(2024, 3, 4)),
        ("Delivery: 29/03/24", date(2024, 4, 3)),
        ("Delivery: 03/29/24\nInvoice: 29/03/24", None),  # the document contradicts itself
    ],
)
def test_a_date_of_two_readings_is_decided_by_the_document_or_not_at_all(
    beside: str, day: date | None
) -> None:
    found = read(f"Project: Neon Coast\nShoot date: 03/04/24\n{beside}\n")
    fact = found.dates[0][1]
    assert fact.is_ambiguous
    assert fact.day == day
    if day is None:
        assert set(fact.readings) == {date(2024, 3, 4), date(2024, 4, 3)}
    shoot = [one.value for one in found.facts if one.property == "shootStartDate"]
    assert shoot == ([day] if day else [])


def test_a_role_that_changes_during_the_project_gives_both_parts() -> None:
    first = read("Project: Neon Coast\nAssociate Creative Director: Kim Wu\nDirector: Ana Ruiz\n")
    later = read(
        "Project: Neon Coast\nDirector: Kim Wu\n\nAna Ruiz left the project on May 11, 2025. Kim "
        "Wu, until then associate creative director, took over as director on May 12, 2025.\n"
    )
    told = {
        (one.type, one.source[1], one.properties.get("startDate"), one.properties.get("endDate"))
        for found in (first, later)
        for one in found.relationships
        if one.source[0] == "Person"
    }
    assert told == {
        ("CREATIVE_DIRECTED", "Kim Wu", None, None),
        ("DIRECTED", "Ana Ruiz", None, None),
        ("DIRECTED", "Kim Wu", date(2025, 5, 12), None),
        ("CREATIVE_DIRECTED", "Kim Wu", None, date(2025, 5, 12)),
        ("LEFT", "Ana Ruiz", None, date(2025, 5, 11)),
    }
