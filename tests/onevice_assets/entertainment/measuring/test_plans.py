"""How a real Neo4j answers each kind of question over a tenth of the bench's graph: its plans.

Wall times tell of the machine; that a question looks at no more than it must does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.model.kinds import VECTOR_DIMENSIONS
from onevice_assets.entertainment.measuring.bench_talent import SMALL, embedding, list_kinds
from onevice_assets.entertainment.measuring.load_graph import fill_neo4j, take_away
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp
from onevice_assets.entertainment.talent.nearest import GraphFinder
from resources.cypher import Statement
from resources.graph_driver import to_native
from resources.graph_store import GraphSession, GraphStore
from resources.identity import new_id
from resources.migrations.neo4j.runner import ensure_current

pytestmark = [pytest.mark.server("ONEVICE_TEST_NEO4J_URI"), pytest.mark.timeout(900)]

Plan = dict[str, Any]
VECTORS = {"Person": 1_000, "Project": 2_000}
MOST_HITS = {
    "similar_projects": 60_000, "similar_talent": 60_000, "discover": 40_000, "list": 10_000,
    "unions": 100, "words": 1_000, "hybrid": 5_000,
}  # fmt: skip
"""Of the store in one statement; reading every person and project once would be 40,000 and more."""


@pytest.fixture(scope="module")
def made(graph_server: GraphStore) -> Iterator[MadeUp]:
    """A tenth of the graph that the bench asks, with fewer vectors."""
    made = MadeUp(new_id(), SMALL.size)
    with graph_server.session() as session:
        ensure_current(session)
        fill_neo4j(session, made, VECTORS)
        yield made
        take_away(session, made.organization_id)


@pytest.fixture(scope="module")
def plans(graph_server: GraphStore, made: MadeUp) -> dict[str, list[Plan]]:
    """Plans of the statements that five questions of each kind send."""
    sent: list[Plan] = []

    def read(session: GraphSession, statement: Statement, **parameters: Any) -> list[Plan]:
        with session._driver.session(database="neo4j") as driven:
            answer = driven.run(f"PROFILE {statement.text}", parameters)
            rows = [one.data() for one in answer]
            sent.append(answer.consume().profile)
        return to_native(rows)

    door = Door(graph_server, ask_as(made.organization_id, "Director", name="tests"), Notebook())
    finder = GraphFinder(embedding(made, VECTOR_DIMENSIONS))
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GraphSession, "read", read)
        for kind, ask in list_kinds(door, finder, random.Random(3)).items():
            for _ in range(5):
                ask()
            found[kind] = sent.copy()
            sent.clear()
    return found


def walk(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan.get("children", ()):
        yield from walk(child)


@pytest.mark.parametrize("kind", MOST_HITS)
def test_no_question_reads_more_of_the_graph_than_it_must(
    plans: dict[str, list[Plan]], kind: str
) -> None:
    for plan in plans[kind]:
        steps = list(walk(plan))
        names = [one["operatorType"].partition("@")[0] for one in steps]
        assert not [one for one in names if one.endswith(("LabelScan", "AllNodesScan"))]
        assert sum(one["args"].get("DbHits", 0) for one in steps) <= MOST_HITS[kind]


@pytest.mark.parametrize("kind", ["similar_projects", "similar_talent", "words", "hybrid"])
def test_what_an_index_finds_is_filtered_where_it_was_found(
    plans: dict[str, list[Plan]], kind: str
) -> None:
    found = []
    for plan in plans[kind]:
        calls = [one for one in walk(plan) if "ProcedureCall" in one["operatorType"]]
        found += [one["args"]["Rows"] for one in calls]
        assert not calls or plan["args"]["Rows"] <= 20, "no more than is shown leaves the server"
    assert max(found) > 20


def test_who_directed_most_comes_from_an_index_in_order(plans: dict[str, list[Plan]]) -> None:
    for plan in plans["discover"]:
        seek = next(one for one in walk(plan) if "IndexSeek" in one["operatorType"])
        assert "directedCount" in seek["args"]["Details"]
        assert seek["args"]["Rows"] < SMALL.size.people / 4, "it stops when it has enough"
