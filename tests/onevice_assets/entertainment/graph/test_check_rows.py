"""Rows that the model does not allow are refused with all that is wrong; flat and nested agree."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.flatten import flatten, nest
from onevice_assets.entertainment.graph.model.rows import GraphRows, make_edge, make_node, uuid_of
from resources.errors import SchemaError
from tests.onevice_assets.entertainment.graph.random_rows import graphs

OURS = "organization-1"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def person(**properties: Any) -> dict[str, Any]:
    return make_node("Person", OURS, "uuid-1", **properties)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (person(shoeSize=44), "has no property 'shoeSize'"),
        (person(name=7), "name '7' is no String"),
        (person(name="\ud800"), "lone surrogate"),
        (person(dayRate="a lot"), "dayRate 'a lot' is no Float"),
        (person(dayRate=float("nan")), "dayRate 'nan' is no Float"),
        (person(dayRate=True), "is no Float"),
        (person(yearsActive=1.5), "is no Integer"),
        (person(yearsActive=True), "is no Integer"),
        (person(yearsActive=2**63), "is no Integer"),
        (person(isActive=1), "is no Boolean"),
        (person(languages="English"), r"is no \[String\]"),
        (person(languages=["English", None]), "is no String"),
        (person(name=["a"]), "is no String"),
        (person(createdAt=date(2026, 1, 1)), "is no DateTime"),
        (person(createdAt=datetime(2026, 1, 1)), "has no time zone"),  # noqa: DTZ001
        (person(roleType="Boss"), "is none of Director, Creative Director"),
        (person() | {"id": "proj_1"}, "does not begin with person_"),
        (person() | {"id": ""}, "it has no id"),
        (person() | {"organization_id": "another"}, "belongs to organization 'another'"),
    ],
)
def test_a_wrong_row_is_refused_with_what_is_wrong(row: dict[str, Any], told: str) -> None:
    with pytest.raises(SchemaError, match=told):
        check_rows(GraphRows(OURS, {"Person": [row]}))


def test_a_date_takes_no_moment() -> None:
    row = make_node("Project", OURS, "1", shootStartDate=NOON)
    with pytest.raises(SchemaError, match="is no Date"):
        check_rows(GraphRows(OURS, {"Project": [row]}))


def test_unknown_names_twice_the_same_id_and_loose_ends_are_refused() -> None:
    film = make_node("Project", OURS, "1")
    loose = make_edge("DIRECTED", OURS, "person_nobody", film["id"])
    rows = GraphRows(OURS, {"Project": [film, film], "Robot": []}, {"DIRECTED": [loose]})
    with pytest.raises(SchemaError) as refused:
        check_rows(rows)
    for told in ("there is no Robot", "its id is there twice", "'person_nobody' is no Person"):
        assert told in str(refused.value)


def test_ten_faults_are_named_and_the_others_counted() -> None:
    rows = [make_node("Person", OURS, f"{n}", name=n) for n in range(25)]
    with pytest.raises(SchemaError, match=r"\(and 15 more\)"):
        check_rows(GraphRows(OURS, {"Person": rows}))


def test_nobody_owns_no_graph() -> None:
    with pytest.raises(SchemaError, match="belongs to no organization"):
        check_rows(GraphRows(""))


def test_values_become_what_a_graph_gives_back() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=2)))
    row = person(dayRate=100, name=None, languages=("English",), createdAt=east)
    (clean,) = check_rows(GraphRows(OURS, {"Person": [row]})).nodes["Person"]
    assert clean == person(dayRate=100.0, languages=["English"], createdAt=NOON)
    assert isinstance(clean["dayRate"], float)
    assert clean["createdAt"].tzinfo is UTC


@settings(max_examples=25)
@given(graphs(OURS))
def test_what_keeps_to_the_model_is_taken_as_it_is(rows: GraphRows) -> None:
    assert check_rows(rows) == rows


def test_two_credits_of_one_person_on_one_project_are_two_relationships() -> None:
    ends = ("person_1", "proj_1")
    first = make_edge("DIRECTED", OURS, *ends, "Director", role="Director")
    second = make_edge("DIRECTED", OURS, *ends, "Co-Director", role="Co-Director")
    assert first["id"] != second["id"]
    assert first == make_edge("DIRECTED", OURS, *ends, "Director", role="Director")


def test_an_id_keeps_its_uuid() -> None:
    assert {uuid_of(make_node(label, OURS, "a-b-c")["id"]) for label in NODES} == {"a-b-c"}


def test_a_budget_is_flat_in_a_graph_and_a_map_outside() -> None:
    nested = {"organization_id": OURS, "budgetBreakdown": {"aboveLine": 1.0, "belowLine": 2.0}}
    flat = {
        "organization_id": OURS,
        "budgetBreakdown_aboveLine": 1.0,
        "budgetBreakdown_belowLine": 2.0,
    }
    assert flatten(nested) == flat
    assert nest(flat) == nested


def test_the_same_name_nested_and_flat_is_refused() -> None:
    with pytest.raises(ValueError, match="a_b stands there twice"):
        flatten({"a": {"b": 1}, "a_b": 2})


@settings(max_examples=25)
@pytest.mark.parametrize(
    "what",
    [*NODES.values(), *RELATIONSHIPS.values()],
    ids=lambda one: getattr(one, "label", "") or one.type,
)
@given(data=st.data())
def test_flat_is_the_way_back_from_nested(what: Any, data: st.DataObject) -> None:
    names = [one.name for one in what.properties]
    flat = dict.fromkeys(data.draw(st.lists(st.sampled_from(names), unique=True)), 1)
    assert flatten(nest(flat)) == flat
