"""What a contract alone tells is seen by who may see contracts: from documents to answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.finding.texts import texts_of
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.entertainment.graph.write_graph import publish
from onevice_assets.entertainment.talent.credits import Profile, describe_person
from onevice_assets.entertainment.talent.discover import Wanted, discover_talent
from onevice_assets.tables import document_entities as tables
from resources.graph_store import GraphStore
from resources.identity import derived_id
from resources.lake import Lake
from tests.onevice_assets.entertainment.stages.test_build import (
    ORGANIZATION,
    batch_at,
    join,
    put,
    read,
    run,
)

OPEN = (
    "Night Drive: a treatment\nProject: Night Drive\nDirector: Ava Stone\n"
    "Client: Acme Motors\nProduction Company: Tidewater Pictures\nProducer: Tomas Reedholm\n"
)
CONTRACT = (
    "Director agreement\nProject: Salt Road\nDirector: Ava Stone, fee $18,000\n"
    "Client: Acme Motors\nProduction Company: Tidewater Pictures\nProducer: Tomas Reedholm\n"
)
PHONE = "+1-555-0123"
TREATMENT_LEVEL, CONTRACT_LEVEL = 4, 2


def tell_phone(lake: Lake, number: int) -> None:
    """A phone number as the contract states it, as a reader of contacts writes it."""
    key, moment = batch_at(number)
    named = lake.read_rows(tables.document_entities, key)
    ava = next(one for one in named if one["name"] == "Ava Stone")
    fact = {
        "id": derived_id(moment, "document_facts", ava["id"], "phone"),
        "document_entity_id": ava["id"],
        "property": "phone",
        "value": json.dumps(PHONE),
        "confidence": 0.95,
        "words": PHONE,
        "page_number": 1,
        "span_start": 0,
        "span_end": 1,
    }
    missing = {name: ava[name] for name in tables.document_facts.column_names if name not in fact}
    rows = lake.read_rows(tables.document_facts, key)
    lake.write(tables.document_facts, key, [*rows, {**missing, **fact}])


@pytest.fixture
def rows(lake: Lake) -> GraphRows:
    """The graph of a treatment everybody of level 4 sees, and of a contract."""
    put(lake, 0, {"drive.txt": (OPEN, TREATMENT_LEVEL)})
    put(lake, 1, {"salt.txt": (CONTRACT, CONTRACT_LEVEL)})
    join(lake, (0, "drive.txt", "drive", 1), (1, "salt.txt", "salt", 1))
    read(lake, 0, 1)
    tell_phone(lake, 1)
    return run(lake)[1]


@pytest.fixture
def published(graph: GraphStore, rows: GraphRows) -> Iterator[GraphStore]:
    with graph.session() as session:
        publish(session, rows)
        yield graph
        publish(session, GraphRows(ORGANIZATION))


def ask(graph: GraphStore, role: str, rows: GraphRows) -> tuple[Profile, Notebook]:
    noted = Notebook()
    door = Door(graph, ask_as(ORGANIZATION, role, name="user:1"), noted)
    (ava,) = (one for one in rows.nodes["Person"] if one["name"] == "Ava Stone")
    return describe_person(door, ava["id"]), noted


SEEN: list[tuple[str, dict[str, Any]]] = [
    ("Leadership", {"Night Drive": None, "Salt Road": 18_000.0, "phone": PHONE}),
    ("Producer", {"Night Drive": None, "Salt Road": None, "phone": PHONE}),
    ("Director", {"Night Drive": None, "Salt Road": None, "phone": PHONE}),
    ("Sales", {"Night Drive": None}),
    ("Creative Director", {"Night Drive": None}),
]


@pytest.mark.parametrize(("role", "seen"), SEEN)
def test_each_role_sees_what_its_documents_tell(
    published: GraphStore, rows: GraphRows, role: str, seen: dict[str, Any]
) -> None:
    profile, noted = ask(published, role, rows)
    told = {one["q"]["name"]: one["r"].get("compensation") for one in profile.credits["DIRECTED"]}
    if profile.person.get("phone"):
        told["phone"] = profile.person["phone"]
    assert told == seen
    read_of = {name for _, _, detail in noted.noted for name in detail["seen"]}
    if role in ("Sales", "Creative Director"):
        assert not read_of
    else:
        # the phone number is of level 3 by itself, and of level 2 as the contract tells it
        assert {"Person.phone", "DIRECTED.*", "Project.*"} <= read_of
    assert ("DIRECTED.compensation" in read_of) == (role == "Leadership")


@pytest.mark.parametrize(("role", "count"), [("Leadership", 2), ("Director", 2), ("Sales", 1)])
def test_a_project_is_counted_for_who_may_see_it_and_its_credit(
    published: GraphStore, role: str, count: int
) -> None:
    noted = Notebook()
    door = Door(published, ask_as(ORGANIZATION, role, name="user:1"), noted)
    (row,) = discover_talent(door, Wanted("Director")).rows
    assert row["projects"] == count
    assert len(row["recent"]) == count
    assert "behind" not in row
    assert bool(noted.noted) == (count == 2)


def test_a_guest_sees_neither_the_person_nor_that_there_is_a_contract(
    published: GraphStore,
) -> None:
    door = Door(published, ask_as(ORGANIZATION, "Guest", name="user:1"), Notebook())
    assert discover_talent(door, Wanted("Director")).rows == ()


def test_what_the_contract_alone_tells_leaves_no_trace_on_what_others_see(
    rows: GraphRows, lake: Lake
) -> None:
    """Words that are searched by, vectors, profiles and times are those of the treatment alone."""
    join(lake, (0, "drive.txt", "drive", 1))
    (ava,) = (one for one in rows.nodes["Person"] if one["name"] == "Ava Stone")
    (alone,) = (one for one in run(lake)[1].nodes["Person"] if one["name"] == "Ava Stone")
    hidden = {"phone", "restrictedProperties", "restrictedLevels", "restrictedGroups"}
    packed = {"directedCount", "directedIds", "directedFacets", "directedGroups"}
    assert {n: v for n, v in ava.items() if n not in hidden | packed} == {
        n: v for n, v in alone.items() if n not in packed
    }
    assert texts_of("Person", ava) == texts_of("Person", alone)
    assert ava["restrictedProperties"] == ["phone"]
    assert ava["restrictedLevels"] == [CONTRACT_LEVEL]
