"""Addresses and numbers are of whom their row or block clearly names, and else of nobody."""

from __future__ import annotations

import pytest

from onevice_assets.entertainment.entities.read_document import Page, read_document
from onevice_assets.entertainment.graph.model.people import PERSON

CASES = [
    ("Director\tAva Stone\t310-555-0142\tava@stone.example",
     {"Ava Stone": {"phone": "310-555-0142", "email": "ava@stone.example"}}),
    ("PRODUCER\tTOM REED\tTOM.REED@NIGHT.EXAMPLE\t(212) 555-0199\t6:30A",
     {"Tom Reed": {"phone": "(212) 555-0199", "email": "TOM.REED@NIGHT.EXAMPLE"}}),
    ("Director: Ava Stone, +44 20 7946 0958", {"Ava Stone": {"phone": "+44 20 7946 0958"}}),
    ("DP\tMara Lind\t555-0117", {"Mara Lind": {"phone": "555-0117"}}),
    ("1st AD: Jo Wu (cell 646.555.0123 x12)", {"Jo Wu": {"phone": "646.555.0123 x12"}}),
    ("Director: Ava Stone 310-555-0142 / Producer: Tom Reed 310-555-0143",
     {"Ava Stone": {"phone": "310-555-0142"}, "Tom Reed": {"phone": "310-555-0143"}}),
    ("Best,\nAva Stone\nExecutive Producer\nNight Films\nM: +1 310 555 0142\nava@night.example",
     {"Ava Stone": {"phone": "+1 310 555 0142", "email": "ava@night.example"}}),
    ("Producer: Tom Reed\nt 020 7946 0958 | e tom@night.example",
     {"Tom Reed": {"phone": "020 7946 0958", "email": "tom@night.example"}}),
    ("Director: Ava Stone\nava@stone.example\nProducer: Tom Reed\ntom@reed.example",
     {"Ava Stone": {"email": "ava@stone.example"}, "Tom Reed": {"email": "tom@reed.example"}}),
]  # fmt: skip
NOBODYS = [
    "Director: Ava Stone and Producer: Tom Reed, 310-555-0142",
    "Production office: 310-555-0142\nDirector: Ava Stone",
    "Director: Ava Stone\nProduction office: 310-555-0142",
    "Director: Ava Stone\n\n310-555-0142",
    "Agent for Ava Stone, director: 310-555-0142",
    "Director Ava Stone's agent: 310-555-0142",
    "Director: Ava Stone, c/o Night Films, 310-555-0142",
    "Director: Ava Stone, info@night.example",
    "Director: Ava Stone, fax: 310-555-0142",
    "Director: Ava Stone, tom.reed@night.example\nProducer: Tom Reed",
    "Director: Ava Stone, 2024-03-15",
    "Director: Ava Stone, 15-03-2024",
    "Director: Ava Stone, $120 000 000",
    "Director: Ava Stone, 112 500 000 EUR",
    "Director: Ava Stone, invoice #310-555-0142",
    "Director: Ava Stone, call 7:00, shots 101-1204",
    "Nearest hospital: 310-555-0142, ask for Ava Stone, director",
    "Director: Ava Stone.\n310-555-0142",
]


def contacts(text: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for fact in read_document([Page(1, text)]).facts:
        if fact.property in ("email", "phone"):
            assert text[fact.span.start : fact.span.end] == fact.value
            assert fact.span.page == 1
            found.setdefault(fact.name, {})[fact.property] = fact.value
    return found


@pytest.mark.parametrize(("text", "told"), CASES)
def test_a_row_or_block_says_whose_a_contact_is(text: str, told: dict[str, object]) -> None:
    assert contacts(text) == told


@pytest.mark.parametrize("text", NOBODYS)
def test_what_is_not_clearly_somebodys_is_nobodys(text: str) -> None:
    assert contacts(text) == {}


def test_contacts_are_as_sensitive_as_the_model_says() -> None:
    for name in ("email", "phone"):
        declared = PERSON.find(name)
        assert (declared.level, declared.restriction) == (3, "contact_info")
