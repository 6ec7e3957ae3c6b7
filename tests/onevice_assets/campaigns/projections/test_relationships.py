"""Relationships of every sort: between own nodes, from shared ones, several of a type."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.campaigns.memory import statements as cypher
from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.model.check_rows import check_rows
from onevice_assets.campaigns.model.every import RELATIONSHIPS
from onevice_assets.campaigns.model.kinds import SEVERAL, Relationship, amounts
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.write_memory import read_memory, replace_memory
from resources.cypher import Statement
from resources.errors import SchemaError
from resources.graph_store import GraphSession, GraphStore
from tests.graphs import dump

Row = dict[str, Any]
Rows = dict[str, list[Row]]

FITS = Relationship("TEST_FITS", "Platform", "Demographic", amounts(weight="any"))
SHARES = Relationship(
    "TEST_SHARES", "Content", "Campaign", (SEVERAL, *amounts(share="any")), name="TEST_OF_CAMPAIGN"
)
SHARES_ALSO = Relationship(
    "TEST_SHARES", "Content", "Demographic", (SEVERAL, *amounts(share="any")), name="TEST_OF_PEOPLE"
)
BRAND = "b1"


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declarations of every sort, beside those there are."""
    for edge in (FITS, SHARES, SHARES_ALSO):
        monkeypatch.setitem(RELATIONSHIPS, edge.key, edge)
        monkeypatch.setitem(cypher.READ_EDGES, edge.key, cypher.read_edges(edge))
        monkeypatch.setitem(cypher.DELETE_EDGES, edge.key, cypher.delete_edges(edge))
        monkeypatch.setitem(cypher.CREATE_EDGES, edge.key, cypher.create_edges(edge))


@pytest.fixture
def session(graph: GraphStore) -> Iterator[GraphSession]:
    """An open session of a graph without data."""
    with graph.session() as one:
        yield one


@contextmanager
def undisturbed(session: GraphSession, other: str) -> Iterator[None]:
    """Another client in the same graph, which keeps what it has."""
    rows = wanted(["x"], [("TEST_FITS", "tiktok", "x", "", 1.0), ("RAN_IN", "x", "x", "", None)])
    replace_memory(
        BrandMemory(session, other), "o", from_tables(other, to_tables(other, "o", rows))
    )
    before = read_memory(BrandMemory(session, other))
    yield
    assert read_memory(BrandMemory(session, other)) == before


def wanted(names: Sequence[str], ties: Sequence[tuple[str, str, str, str, Any]]) -> Rows:
    """A node of each label for each name, and relationships: key, start, end, id, number."""
    rows: Rows = {
        "Content": [{"id": name, "sort": "Image"} for name in names],
        "Campaign": [{"id": name, "platform": "tiktok"} for name in names],
        "Demographic": [{"id": name, "age_range": "25-34"} for name in names],
        "Performance": [{"id": name, "date": "2026-11-01", "spend": 2.5} for name in names],
    }
    for key, start, end, which, number in ties:
        row: Row = {"start": start, "end": end}
        if RELATIONSHIPS[key].has_several:
            row["id"] = which
        row |= {one.name: number for one in RELATIONSHIPS[key].properties if one.name != "id"}
        rows.setdefault(key, []).append(row)
    return rows


def replace(session: GraphSession, rows: Rows) -> None:
    replace_memory(BrandMemory(session, BRAND), "o", tables_of(rows))


def tables_of(rows: Rows) -> dict[str, list[Row]]:
    return from_tables(BRAND, to_tables(BRAND, "o", rows))


def held(session: GraphSession) -> dict[str, list[Row]]:
    return tables_of(read_memory(BrandMemory(session, BRAND)))


def without_count(session: GraphSession) -> tuple[list[str], list[str]]:
    """The whole graph but the node that counts publishes."""
    nodes, edges = dump(session)
    return [one for one in nodes if "Memory" not in one], edges


def test_several_of_a_type_between_two_nodes_are_told_apart(session: GraphSession) -> None:
    ties = [
        ("TEST_OF_CAMPAIGN", "a", "b", "last_touch", 1.0),
        ("TEST_OF_CAMPAIGN", "a", "b", "position_based", 0.4),
        ("TEST_OF_PEOPLE", "a", "b", "last_touch", 0.5),
        ("TEST_FITS", "tiktok", "a", "", 3.0),
        ("ACHIEVED", "a", "b", "", None),
    ]
    replace(session, wanted("ab", ties))
    found = held(session)
    assert [(one["id"], one["share"]) for one in found["TEST_OF_CAMPAIGN"]] == [
        ("last_touch", 1.0),
        ("position_based", 0.4),
    ]
    assert [(one["id"], one["share"]) for one in found["TEST_OF_PEOPLE"]] == [("last_touch", 0.5)]
    assert [(one["start"], one["end"]) for one in found["TEST_FITS"]] == [("tiktok", "a")]
    assert [(one["start"], one["end"]) for one in found["ACHIEVED"]] == [("a", "b")]
    changed = [(*ties[1][:4], 0.6), *ties[2:]]
    replace(session, wanted("ab", changed))
    assert [(one["id"], one["share"]) for one in held(session)["TEST_OF_CAMPAIGN"]] == [
        ("position_based", 0.6)
    ]


NAMES = st.sampled_from("abc")
TIES = st.lists(
    st.one_of(
        st.tuples(
            st.just("TEST_FITS"), st.sampled_from(("tiktok", "facebook")), NAMES, st.just("")
        ),
        st.tuples(st.sampled_from(("RAN_IN", "TARGETED", "ACHIEVED")), NAMES, NAMES, st.just("")),
        st.tuples(
            st.sampled_from(("TEST_OF_CAMPAIGN", "TEST_OF_PEOPLE")),
            NAMES,
            NAMES,
            st.sampled_from("12"),
        ),
    ),
    unique=True,
    max_size=12,
)
NUMBERED = TIES.flatmap(
    lambda ties: st.tuples(*(st.tuples(*map(st.just, tie), st.integers(0, 2)) for tie in ties))
)
STATES = st.lists(st.tuples(st.sets(NAMES), NUMBERED), min_size=2, max_size=3)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(states=STATES)
def test_whatever_stood_there_before_the_graph_holds_what_is_wanted(
    session: GraphSession, states: list[tuple[set[str], tuple[Any, ...]]]
) -> None:
    with undisturbed(session, "b2"):
        for names, ties in states:
            kept = [
                (key, start, end, which, float(number))
                for key, start, end, which, number in ties
                if end in names and (start in names or key == "TEST_FITS")
            ]
            rows = wanted(sorted(names), kept)
            replace(session, rows)
            assert held(session) == tables_of(rows)
            before = without_count(session)
            replace(session, rows)
            assert without_count(session) == before


@pytest.mark.parametrize(
    "by_hand",
    [
        "MATCH (a)-[r:TEST_SHARES]->(b) SET r.id = null",
        "MATCH (a)-[r:TEST_SHARES {id: 'x'}]->(b) DELETE r",
        "MATCH (a)-[r:TEST_SHARES {id: 'x'}]->(b) CREATE (a)-[s:TEST_SHARES]->(b) "
        "SET s.brand_id = r.brand_id, s.id = r.id",
        "MATCH (a:Campaign)-[r:ACHIEVED]->(b) CREATE (a)-[s:ACHIEVED]->(b) "
        "SET s.brand_id = r.brand_id",
    ],
    ids=["its id taken", "one deleted", "one doubled", "a single one doubled"],
)
def test_relationships_changed_by_hand_are_mended(session: GraphSession, by_hand: str) -> None:
    ties = [("TEST_OF_CAMPAIGN", "a", "b", which, 0.5) for which in "xy"]
    rows = wanted("ab", [*ties, ("ACHIEVED", "a", "a", "", None)])
    replace(session, rows)
    before = without_count(session)
    session.change("by hand", lambda one: one.read(Statement("tests.by_hand", by_hand)))
    assert without_count(session) != before
    replace(session, rows)
    assert without_count(session) == before


WRONG = {
    "no id where there may be several": [("TEST_OF_CAMPAIGN", "a", "a", "", 0.5)],
    "is there twice": [("TEST_OF_CAMPAIGN", "a", "a", "x", 0.5)] * 2,
    "a shared start that is none: an end is not there": [("TEST_FITS", "radio", "a", "", 1.0)],
    "an end is not there": [("RAN_IN", "a", "z", "", None)],
}


@pytest.mark.parametrize("ties", WRONG.values(), ids=WRONG.keys())
def test_ties_that_are_not_as_declared_are_refused(
    ties: list[tuple[str, str, str, str, Any]],
) -> None:
    with pytest.raises(SchemaError, match=r"has no id|is there twice|an end is not there"):
        check_rows(BRAND, wanted("a", ties))
