"""The seed's validator over rows, and what is set aside for it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.quality.formats import read_budget_range
from onevice_assets.entertainment.entities.quality.issues import ROW
from onevice_assets.entertainment.entities.quality.sift import sift, to_table_rows
from onevice_assets.entertainment.entities.quality.validate import Around, validate_entity
from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from onevice_assets.tables.entertainment_graph import quality_issues, quarantine
from resources.lake import Lake
from tests.onevice_assets.entertainment.graph.random_rows import graphs

OURS = "organization-1"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANN = make_node("Person", OURS, "ann", name="Ann", roleType="Producer")
FILM = make_node("Project", OURS, "film", name="Film", type="Commercial", status="Planning")


def issues(label: str, row: Row, around: Around | None = None) -> list[tuple[str, str]]:
    return [(one.field, one.severity) for one in validate_entity(label, row, around).issues]


@pytest.mark.parametrize(("label", "row", "expected"), [
    ("Person", ANN, []),
    ("Project", FILM, []),
    ("Person", ANN | {"name": " "}, [("name", "error")]),
    ("Person", ANN | {"id": ""}, [("id", "error")]),
    ("Person", {"id": "person_1", "organization_id": OURS, "name": "A"}, [("roleType", "info")]),
    ("Person", ANN | {"roleType": "Boss"}, [("roleType", "error")]),
    ("Person", ANN | {"shoeSize": 4}, [("shoeSize", "error")]),
    ("Person", ANN | {"roleType": "Director"}, [("roleType", "warning")]),
    ("Person", ANN | {"roleType": "Director", "bio": "She directed four films"}, []),
    ("Person", ANN | {"roleType": "Director", "bio": "Creative director"},
     [("roleType", "warning")]),
    ("Person", ANN | {"roleType": "Creative Director", "bio": "ECD at Acme"}, []),
    ("Person", ANN | {"unionStatus": "Union"}, [("unionLocal", "error")]),
    ("Person", ANN | {"unionStatus": "Union", "unionLocal": "Local 600"}, []),
    ("Person", ANN | {"unionStatus": "Non-Union", "unionLocal": "Local 600"},
     [("unionStatus", "warning")]),
    ("Person", ANN | {"budgetRange": "$50k-250k"}, []),
    ("Person", ANN | {"budgetRange": "$300k+"}, []),
    ("Person", ANN | {"budgetRange": "around 50k"}, [("budgetRange", "error")]),
    ("Person", ANN | {"budgetRange": "$250k-50k"}, [("budgetRange", "error")]),
    ("Person", ANN | {"dayRate": -5.0}, [("dayRate", "error")]),
    ("Person", ANN | {"dayRate": 900.0, "weeklyRate": 500.0}, [("weeklyRate", "warning")]),
    ("Person", ANN | {"email": "ann at example"}, [("email", "error")]),
    ("Person", ANN | {"email": "ann@example.com", "phone": "+1 (555) 010-0123 x4"}, []),
    ("Person", ANN | {"visibilityLevel": 7}, [("visibilityLevel", "error")]),
    ("Project", FILM | {"totalBudget": -1.0, "currency": "USD"}, [("totalBudget", "error")]),
    ("Project", FILM | {"totalBudget": 9.0}, [("currency", "info")]),
    ("Project", FILM | {"totalBudget": 9.0, "currency": "dollars"},
     [("currency", "error"), ("currency", "info")]),
    ("Project", FILM | {"totalBudget": 9.0, "currency": "USD", "budgetBreakdown_aboveLine": 10.0},
     [("totalBudget", "warning")]),
    ("Project", FILM | {"shootStartDate": date(2026, 3, 2), "shootEndDate": date(2026, 3, 1)},
     [("shootEndDate", "error")]),
    ("Project", FILM | {"awardDate": date(2026, 3, 2), "deliveryDate": date(2026, 3, 1)},
     [("deliveryDate", "warning")]),
    ("Project", FILM | {"pitchDate": date(24, 3, 2)}, [("pitchDate", "error")]),
    ("Project", FILM | {"status": "Completed"}, [("completionDate", "info")]),
    ("Project", FILM | {"totalBudget": "a lot", "currency": "USD"}, [("totalBudget", "error")]),
])  # fmt: skip
def test_a_row_is_judged_by_the_seeds_rules(
    label: str, row: Row, expected: list[tuple[str, str]]
) -> None:
    assert issues(label, row) == expected


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("$50k-250k", (50_000, 250_000)),
        ("$50-250k", (50_000, 250_000)),
        ("$50,000-$250,000", (50_000, 250_000)),
        ("$1.5M+", (1_500_000, None)),
        ("$0-50k", (0, 50_000)),
        ("50k-250k", None),
        ("$50k", None),
        ("$50k to $60k", None),
        ("$-5k", None),
        ("", None),
    ],
)
def test_a_budget_range_is_from_to_or_from_on(text: str, ends: tuple[float, float] | None) -> None:
    assert read_budget_range(text) == ends


@given(st.text())
def test_no_text_breaks_the_reading_of_a_range(text: str) -> None:
    ends = read_budget_range(text)
    assert ends is None or ends[0] >= 0


def test_a_result_counts_by_severity_as_the_seed_does() -> None:
    found = validate_entity("Person", ANN | {"roleType": "Director", "unionStatus": "Union"})
    assert not found.is_valid
    assert found.severity_counts == {"error": 1, "warning": 1, "info": 0}
    assert validate_entity("Person", ANN).is_valid


def graph_of(*people: Row, **edges: list[Row]) -> GraphRows:
    return GraphRows(OURS, {"Person": list(people), "Project": [FILM]}, edges)


def test_a_credit_is_evidence_of_a_role() -> None:
    director = ANN | {"roleType": "Director"}
    credit = make_edge("DIRECTED", OURS, ANN["id"], FILM["id"], role="Director")
    assert sift(graph_of(director, DIRECTED=[credit])).found == ()
    (found,) = sift(graph_of(director)).found
    assert found.issue.message == "Person classified as Director but lacks director indicators"


def test_only_what_is_wrong_of_a_row_is_set_aside() -> None:
    row = ANN | {"unionStatus": "Union", "email": "nowhere", "dayRate": 5.0}
    sifted = sift(graph_of(row))
    assert sifted.rows.nodes["Person"] == [ANN | {"dayRate": 5.0}]
    assert {one.issue.field for one in sifted.quarantined} == {"unionLocal", "email"}


def test_what_dangles_goes_with_what_it_hung_on() -> None:
    nameless = {name: value for name, value in ANN.items() if name != "name"}
    credit = make_edge("DIRECTED", OURS, ANN["id"], FILM["id"])
    sifted = sift(graph_of(nameless, DIRECTED=[credit]))
    assert sifted.rows.count()["Person"] == sifted.rows.count()["DIRECTED"] == 0
    assert sifted.rows.nodes["Project"] == [FILM]
    assert [(one.label, one.issue.sets_aside) for one in sifted.quarantined] == [
        ("Person", (ROW,)),
        ("DIRECTED", (ROW,)),
    ]


@pytest.mark.parametrize(
    ("kind", "properties", "field"),
    [
        ("PRODUCED", {"compensation": -1.0}, "compensation"),
        ("PRODUCED", {"startDate": date(2026, 2, 2), "endDate": date(2026, 1, 1)}, "endDate"),
        ("PRODUCED", {"role": "Boss"}, "role"),
    ],
)
def test_a_relationship_is_judged_too(kind: str, properties: dict[str, Any], field: str) -> None:
    credit = make_edge(kind, OURS, ANN["id"], FILM["id"], **properties)
    sifted = sift(graph_of(ANN, **{kind: [credit]}))
    assert [one.issue.field for one in sifted.quarantined] == [field]
    (kept,) = sifted.rows.edges[kind]
    assert field not in kept


def test_two_rows_of_one_id_are_one_row_and_a_reason() -> None:
    sifted = sift(graph_of(ANN, ANN | {"name": "Anne"}))
    assert sifted.rows.nodes["Person"] == [ANN]
    assert [one.issue.field for one in sifted.quarantined] == ["id"]


@settings(max_examples=25)
@given(graphs(OURS))
def test_what_is_sifted_can_be_published(rows: GraphRows) -> None:
    once = sift(rows).rows
    check_rows(once)
    assert sift(once).quarantined == ()


def test_what_was_set_aside_is_kept_with_its_reason(lake: Lake) -> None:
    row = ANN | {"unionStatus": "Union", "roleType": "Director", "createdAt": NOON}
    found = sift(graph_of(row, row)).found
    errors = [one for one in found if one.issue.severity == "error"]
    others = [one for one in found if one.issue.severity != "error"]
    assert lake.write(quarantine, "acme", to_table_rows(OURS, NOON, errors)).row_count == 2
    assert lake.write(quality_issues, "acme", to_table_rows(OURS, NOON, others)).row_count == 1
    kept = lake.read_rows(quarantine, "acme")
    assert {one["field"] for one in kept} == {"id", "unionLocal"}
    assert json.loads(kept[0]["entity"])["name"] == "Ann"
    assert not lake.write(quarantine, "acme", to_table_rows(OURS, NOON, errors)).changed
