"""Terms of contracts, contacts of clients and employers are read where words say them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from onevice_assets.entertainment.entities.read_document import Page, read_document
from onevice_assets.entertainment.entities.read_facts import LEFT

CONTRACT = """Production Services Agreement

This agreement is made on August 1, 2024 between Barrow Pictures ("Production Company") and
Fenwick Motors ("Client") for the commercial Neon Coast.

1. Contract price. The Client pays a fixed price of $495,000.
2. Payment schedule. 50% upfront, 50% on delivery.
3. Revisions. Three revision rounds are included.
4. Client contact: Ana Ruiz.

Signed for Barrow Pictures: Tom Berg, Executive Producer
Signed for Fenwick Motors: Ana Ruiz, Head of Brand
"""


def edges(text: str, title: str = "Neon Coast") -> dict[tuple[str, str, str], dict[str, object]]:
    found = read_document([Page(1, text)], title).relationships
    return {
        (one.type, one.source[1], one.target[1]): dict(one.properties)
        for one in found
        if one.type not in ("MENTIONS", "DESCRIBES")
    }


def test_a_contract_tells_who_pays_whom_how_much_for_what() -> None:
    found = edges(CONTRACT, "Production Services Agreement")
    assert found == {
        ("FOR_CLIENT", "Neon Coast", "Fenwick Motors"): {
            "contractValue": Decimal(495000),
            "contractType": "Fixed Price",
            "paymentSchedule": "50% upfront, 50% on delivery",
            "revisionRounds": 3,
            "clientContact": "Ana Ruiz",
        },
        ("PRODUCED_BY", "Neon Coast", "Barrow Pictures"): {},
        ("PRODUCED", "Tom Berg", "Neon Coast"): {"role": "Executive Producer", "creditOrder": 1},
        ("WORKS_FOR", "Tom Berg", "Barrow Pictures"): {
            "isCurrent": True,
            "position": "Executive Producer",
        },
        ("WORKS_FOR", "Ana Ruiz", "Fenwick Motors"): {
            "isCurrent": True,
            "position": "Head of Brand",
        },
    }


def test_terms_of_one_of_two_clients_are_nobodys() -> None:
    text = "Client: Fenwick Motors\nClient: Barrow Foods\nA fixed price of $495,000."
    told = [props for key, props in edges(text).items() if key[0] == "FOR_CLIENT"]
    assert told == [{}, {}]


@pytest.mark.parametrize(
    ("text", "employed"),
    [
        ("Client: Ana Ruiz, Fenwick Outdoors", [("Ana Ruiz", "Fenwick Outdoors")]),
        ("Prepared by Tom Berg, Producer, Barrow Pictures", [("Tom Berg", "Barrow Pictures")]),
        ("Produced by Tom Berg of Barrow Pictures", [("Tom Berg", "Barrow Pictures")]),
        ("On behalf of Barrow Pictures: Tom Berg", [("Tom Berg", "Barrow Pictures")]),
        ("Production Company: Barrow Pictures\nProducer: Tom Berg", []),
        ("Barrow Pictures made it. Tom Berg directed.", []),
    ],
)
def test_who_works_for_whom_needs_words(text: str, employed: list[tuple[str, str]]) -> None:
    assert [key[1:] for key in edges(text) if key[0] == "WORKS_FOR"] == employed


def test_an_employer_is_not_the_producer_of_the_project() -> None:
    found = edges("Directed by Ana Ruiz of Barrow Pictures.\n")
    assert not [key for key in found if key[0] == "PRODUCED_BY"]


def test_a_production_role_is_told_only_where_it_is_stated() -> None:
    found = edges("Production Company: Barrow Pictures\nProduction Service: Fenwick Films\n")
    assert found["PRODUCED_BY", "Neon Coast", "Barrow Pictures"] == {}
    assert found["PRODUCED_BY", "Neon Coast", "Fenwick Films"] == {
        "productionRole": "Service Production"
    }


def test_union_costs_belong_to_the_union_of_their_row() -> None:
    found = edges(
        "A union production under the DGA and IATSE agreements. Signatory: Barrow Pictures.\n"
        "| Union | Total union costs |\n| DGA | $38,500 |\n| IATSE | $121,000 |\n"
    )
    assert found["UNION_PROJECT", "Neon Coast", "DGA"] == {
        "unionCode": "DGA",
        "signatory": "Barrow Pictures",
        "totalUnionCosts": Decimal(38500),
    }
    assert found["UNION_PROJECT", "Neon Coast", "IATSE"]["totalUnionCosts"] == Decimal(121000)


@pytest.mark.parametrize(
    "line", ["Director's fee, Ana Ruiz: $18,000", "Director's fee, Ruiz, Ana: $18,000"]
)
def test_a_fee_is_of_whom_its_line_names(line: str) -> None:
    found = edges(f"Producer: Tom Berg\n{line}\n")
    assert found["DIRECTED", "Ana Ruiz", "Neon Coast"]["compensation"] == Decimal(18000)
    assert "compensation" not in found["PRODUCED", "Tom Berg", "Neon Coast"]


def test_a_role_that_changes_on_the_way_begins_and_ends_on_its_day() -> None:
    found = edges(
        "Ana Ruiz left the project on May 11, 2025. Tom Berg, until then associate creative "
        "director, took over as director on May 12, 2025.\n\nDirector: Tom Berg\n"
    )
    assert found["DIRECTED", "Tom Berg", "Neon Coast"]["startDate"] == date(2025, 5, 12)
    earlier = found["CREATIVE_DIRECTED", "Tom Berg", "Neon Coast"]
    assert earlier["role"] == "Associate Creative Director"
    assert earlier["endDate"] == date(2025, 5, 12)
    assert found[LEFT, "Ana Ruiz", "Neon Coast"] == {"endDate": date(2025, 5, 11)}


def test_who_leaves_and_has_a_role_here_has_the_day_on_it() -> None:
    found = edges("Director: Ana Ruiz\nAna Ruiz left the project on May 11, 2025.\n")
    assert found["DIRECTED", "Ana Ruiz", "Neon Coast"]["endDate"] == date(2025, 5, 11)
    assert not [key for key in found if key[0] == LEFT]


def test_a_change_on_an_undecided_day_is_told_without_a_day() -> None:
    found = edges("Director: Ana Ruiz\nAna Ruiz left the project on 03/04/25.\n")
    assert "endDate" not in found["DIRECTED", "Ana Ruiz", "Neon Coast"]


def test_a_former_role_elsewhere_is_no_part_of_this_project() -> None:
    found = edges("Former creative director Ana Ruiz directed the spot.\n")
    assert [key[0] for key in found] == ["DIRECTED"]
