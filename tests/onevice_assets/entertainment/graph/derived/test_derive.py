"""What follows from rows: collaborations, related concepts, profiles, tiers, popularity."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.derived.collaborations import (
    CROWD,
    MOST_LEADS,
    derive_collaborations,
    pair_up,
)
from onevice_assets.entertainment.graph.derived.concepts import STRONGEST, derive_relations
from onevice_assets.entertainment.graph.derived.credits import Credit
from onevice_assets.entertainment.graph.derived.derive import derive
from onevice_assets.entertainment.graph.derived.popularity import TimesFound
from onevice_assets.entertainment.graph.derived.projects import (
    day_of,
    last_day_together,
    tell_range,
)
from onevice_assets.entertainment.graph.model.projects import place_in_tier
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from tests.onevice_assets.entertainment.graph.random_rows import graphs

OURS = "organization-1"
TODAY = date(2026, 11, 22)


def node(label: str, name: str, **properties: Any) -> Row:
    return make_node(label, OURS, name, name=name, **properties)


def edge(kind: str, start: Row, end: Row, **properties: Any) -> Row:
    return make_edge(kind, OURS, start["id"], end["id"], **properties)


ANN, BOB, CAT = (node("Person", one) for one in ("ann", "bob", "cat"))
OLD = node("Project", "old", type="Commercial", status="Completed",
           completionDate=date(2019, 5, 1), totalBudget=50_000.0, currency="USD")  # fmt: skip
NEW = node("Project", "new", type="Music Video", status="Cancelled",
           shootEndDate=date(2026, 3, 1), totalBudget=260_500.0, currency="USD")  # fmt: skip
EURO = node("Project", "euro", type="Music Video", status="Planning",
            totalBudget=90_000.0, currency="EUR")  # fmt: skip
NIKE = node("Organization", "nike", type="Client Brand")


def world(**more: list[Row]) -> GraphRows:
    nodes = {"Person": [ANN, BOB, CAT], "Project": [OLD, NEW, EURO], "Organization": [NIKE]}
    edges = {
        "DIRECTED": [edge("DIRECTED", BOB, one) for one in (OLD, NEW)],
        "PRODUCED": [edge("PRODUCED", ANN, one) for one in (OLD, NEW, EURO)],
        "PERFORMED_IN": [edge("PERFORMED_IN", BOB, OLD)],
        "FOR_CLIENT": [edge("FOR_CLIENT", one, NIKE) for one in (OLD, EURO)],
    }
    nodes |= {name: some for name, some in more.items() if not name.isupper()}
    edges |= {name: some for name, some in more.items() if name.isupper()}
    return GraphRows(OURS, nodes, edges)


def facts(rows: GraphRows, label: str, name: str) -> Row:
    return next(one for one in rows.nodes[label] if one["name"] == name)


def test_people_credited_on_the_same_projects_have_collaborated_once_per_pair() -> None:
    (found,) = derive_collaborations(world())
    assert (found["start"], found["end"]) == (ANN["id"], BOB["id"])
    assert found["projects"] == sorted((OLD["id"], NEW["id"]))
    assert found["totalProjects"] == 2
    assert found["relationshipType"] == "Occasional"
    assert found["successRate"] == 0.5
    assert found["lastCollaboration"] == date(2026, 3, 1)
    assert found["preferredRoles"] == ["producer_director", "producer_talent"]


@pytest.mark.parametrize(("size", "leads", "pairs"), [
    (1, 1, 0), (2, 0, 1), (CROWD, 0, CROWD * (CROWD - 1) // 2),
    (CROWD + 1, 0, 0), (300, 2, 2 * 298 + 1),
    (300, 300, MOST_LEADS * (300 - MOST_LEADS) + MOST_LEADS * (MOST_LEADS - 1) // 2),
])  # fmt: skip
def test_a_crowd_does_not_explode(size: int, leads: int, pairs: int) -> None:
    cast = {
        f"p{n:03}": {Credit("director" if n < leads else "talent", n < leads)} for n in range(size)
    }
    found = list(pair_up(cast))
    assert len(found) == len(set(found)) == pairs
    assert all(a < b for a, b in found)


@given(st.sets(st.integers(0, 30), max_size=12))
def test_everybody_of_a_small_project_is_paired(people: set[int]) -> None:
    cast = {f"p{n:02}": {Credit("talent", is_leading=False)} for n in people}
    assert set(pair_up(cast)) == set(combinations(sorted(cast), 2))


def test_people_are_described_by_their_projects() -> None:
    made = derive(world(), TODAY)
    ann, cat = facts(made, "Person", "ann"), facts(made, "Person", "cat")
    assert ann["yearsActive"] == 8
    assert ann["specializations"] == ["Music Video", "Commercial"]
    assert ann["notableClients"] == ["nike"]
    assert ann["budgetRange"] == "$50k-261k"
    nothing: dict[str, object] = {"directedIds": [], "directedFacets": [], "directedGroups": []}
    assert cat == CAT | nothing | {"directedCount": 0}


def test_what_a_source_told_of_a_person_stays() -> None:
    told = ANN | {"yearsActive": 20, "budgetRange": "$1k-2k", "specializations": ["Brand Film"]}
    made = derive(world(Person=[told, BOB, CAT]), TODAY)
    assert facts(made, "Person", "ann") | told == facts(made, "Person", "ann")


def test_an_organization_counts_its_projects_and_its_dollars() -> None:
    nike = facts(derive(world(), TODAY), "Organization", "nike")
    assert (nike["projectCount"], nike["activeProjectCount"], nike["completionRate"]) == (2, 1, 1.0)
    assert (nike["averageBudget"], nike["budgetRange_max"]) == (50_000.0, 50_000.0)
    assert nike["averageProjectDuration"] is None


@pytest.mark.parametrize(("total", "currency", "tier"), [
    (0.0, "USD", "$0-50k"), (49_999.99, "USD", "$0-50k"), (50_000.0, "USD", "$50k-100k"),
    (100_000.0, "USD", "$100k-300k"), (300_000.0, "USD", "$300k+"), (-1.0, "USD", None),
    (50_000.0, "EUR", None), (50_000.0, None, None), (None, "USD", None),
])  # fmt: skip
def test_a_tier_is_of_dollars_alone(total: float, currency: str, tier: str | None) -> None:
    assert place_in_tier(total, currency) == tier


def test_budgets_are_told_as_a_range() -> None:
    assert tell_range([]) is None
    assert tell_range([49_999.0, 250_000.0]) == "$49k-250k"
    assert tell_range([75_000.0]) == "$75k-75k"


def test_a_project_without_dates_has_no_day() -> None:
    assert day_of({}) is None
    assert day_of({"pitchDate": TODAY, "shootEndDate": date(2027, 1, 1)}) == date(2027, 1, 1)


def test_people_worked_together_until_the_last_day_of_shooting() -> None:
    shot = {"shootEndDate": TODAY, "deliveryDate": date(2027, 1, 1)}
    assert last_day_together(shot) == TODAY
    assert last_day_together({"deliveryDate": date(2027, 1, 1)}) == date(2027, 1, 1)
    assert last_day_together({}) is None


def concepts(*names: str, **properties: Any) -> list[Row]:
    return [node("CreativeConcept", one, **properties) for one in names]


def test_concepts_that_say_the_same_are_similar_and_those_used_together_complementary() -> None:
    roof, rooftop, smoke = concepts("urban rooftop night", "urban rooftop dance", "smoke")
    used = [edge("INCORPORATES", film, one) for film in (OLD, NEW) for one in (roof, smoke)]
    rows = world(CreativeConcept=[roof, rooftop, smoke], INCORPORATES=used)
    found = {frozenset((one["start"], one["end"])): one for one in derive_relations(rows)}
    assert found.keys() == {
        frozenset((roof["id"], rooftop["id"])),
        frozenset((roof["id"], smoke["id"])),
    }
    alike = found[frozenset((roof["id"], rooftop["id"]))]
    assert (alike["relationshipType"], alike["contextualSimilarity"]) == ("Similar", 0.5)
    beside = found[frozenset((roof["id"], smoke["id"]))]
    assert (beside["relationshipType"], beside["strength"]) == ("Complementary", 1.0)


def test_a_concept_keeps_its_strongest_relations() -> None:
    many = concepts(*(f"urban rooftop {n:03}" for n in range(30)))
    found = derive_relations(GraphRows(OURS, {"CreativeConcept": many}))
    for one in many:
        assert sum(one["id"] in (row["start"], row["end"]) for row in found) <= STRONGEST


def test_concepts_count_their_uses() -> None:
    (roof,) = concepts("roof")
    used = [edge("INCORPORATES", film, roof) for film in (OLD, NEW)]
    rows = world(CreativeConcept=[roof], INCORPORATES=used)
    made = derive(rows, TODAY)
    roof = facts(made, "CreativeConcept", "roof")
    assert (roof["usageCount"], roof["successRate"], roof["trendScore"]) == (2, 0.5, 0.5)
    assert facts(made, "Project", "old")["concepts"] == ["roof"]


def test_what_was_found_most_ranks_highest() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    found = {
        ANN["id"]: TimesFound(9, noon),
        BOB["id"]: TimesFound(2, noon),
        "gone": TimesFound(99, noon),
    }
    made = derive(world(), TODAY, found)
    ranks = {one["name"]: one["popularityScore"] for one in made.nodes["Person"]}
    assert ranks == {"ann": 1.0, "bob": 0.5, "cat": 0.0}
    assert facts(made, "Person", "ann")["lastQueried"] == noon
    assert facts(made, "Person", "cat")["queryFrequency"] == 0


@settings(max_examples=25)
@given(graphs(OURS))
def test_what_is_derived_keeps_to_the_model_and_is_the_same_again(rows: GraphRows) -> None:
    made = check_rows(derive(rows, TODAY, {}))
    assert check_rows(derive(made, TODAY, {})) == made


@settings(max_examples=25)
@given(graphs(OURS))
def test_the_order_of_rows_does_not_matter(rows: GraphRows) -> None:
    turned = GraphRows(OURS, {k: v[::-1] for k, v in rows.nodes.items()},
                       {k: v[::-1] for k, v in rows.edges.items()})  # fmt: skip

    def sets(made: GraphRows) -> dict[str, dict[str, Row]]:
        return {name: {one["id"]: one for one in some}
                for name, some in {**made.nodes, **made.edges}.items()}  # fmt: skip

    assert sets(derive(turned, TODAY)) == sets(derive(rows, TODAY))
