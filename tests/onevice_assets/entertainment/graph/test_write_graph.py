"""Publishing an organization's graph: what is read back, and what is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from onevice_assets.entertainment.graph.read_graph import read_graph, read_revision
from onevice_assets.entertainment.graph.write_graph import Published, publish
from resources.cypher import Statement
from resources.errors import SchemaError, StoreError
from resources.graph_store import GraphSession, GraphStore, GraphTransaction
from resources.migrations.neo4j.runner import ensure_current
from tests.graphs import dump
from tests.onevice_assets.entertainment.graph.random_rows import graphs

OURS, THEIRS = "organization-1", "organization-2"
FOREIGN = Statement(
    "tests.foreign",
    "MERGE (b:Brand {id: 'brand-1'}) MERGE (p:LLMProvider {id: 'x:y'}) "
    "MERGE (p)-[r:RECOMMENDS {id: 'r-1'}]->(b) SET b.name = 'Aino', r.count = 3",
)


def by_id(rows: GraphRows) -> dict[str, dict[str, Row]]:
    return {
        name: {one["id"]: one for one in some}
        for name, some in {**rows.nodes, **rows.edges}.items()
        if some
    }


def person(number: int, organization: str = OURS, **properties: Any) -> Row:
    return make_node("Person", organization, f"{organization}-{number}", **properties)


def project(number: int, organization: str = OURS, **properties: Any) -> Row:
    return make_node("Project", organization, f"{organization}-{number}", **properties)


def small(organization: str = OURS) -> GraphRows:
    people = [person(n, organization, name=f"Person {n}", dayRate=100.0 * n) for n in range(3)]
    films = [project(n, organization, name=f"Film {n}") for n in range(2)]
    directed = [
        make_edge("DIRECTED", organization, one["id"], films[0]["id"], role="Director")
        for one in people[:2]
    ]
    return GraphRows(organization, {"Person": people, "Project": films}, {"DIRECTED": directed})


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=graphs(OURS), second=graphs(OURS), theirs=st.just(small(THEIRS)))
def test_what_is_read_back_is_what_was_published_whatever_stood_there(
    graph: GraphStore, first: GraphRows, second: GraphRows, theirs: GraphRows
) -> None:
    with graph.session() as session:
        publish(session, theirs)
        others = by_id(read_graph(session, THEIRS))
        for rows in (first, second):
            publish(session, rows)
            assert by_id(read_graph(session, OURS)) == by_id(rows)
        assert publish(session, second) == Published()
        assert by_id(read_graph(session, THEIRS)) == others


def test_the_same_rows_again_change_nothing(graph: GraphStore) -> None:
    with graph.session() as session:
        assert publish(session, small()) == Published(nodes_written=5, edges_written=2)
        before = dump(session)
        assert publish(session, small()) == Published()
        assert dump(session) == before
        assert read_revision(session, OURS) == 1


def test_only_what_changed_is_written(graph: GraphStore) -> None:
    rows = small()
    rows.nodes["Person"][0]["name"] = "Another"
    rows.edges["DIRECTED"][1]["role"] = "Co-Director"
    fewer = GraphRows(OURS, {"Person": rows.nodes["Person"], "Project": rows.nodes["Project"][:1]},
                      rows.edges)  # fmt: skip
    with graph.session() as session:
        publish(session, small())
        assert publish(session, fewer) == Published(1, 1, 1, 1)
        assert by_id(read_graph(session, OURS)) == by_id(fewer)
        assert read_revision(session, OURS) == 2


def test_a_change_by_hand_is_mended(graph: GraphStore) -> None:
    by_hand = Statement(
        "tests.by_hand",
        "MATCH (p:Person)-[r:DIRECTED]->() "
        "SET p.name = 'x', p.stray = 1, p.dayRate = null, r.role = 'y'",
    )
    with graph.session() as session:
        publish(session, small())
        before = dump(session)
        session.change("by hand", lambda one: one.read(by_hand))
        assert publish(session, small()) == Published(2, 0, 2, 2)
        nodes, edges = dump(session)
        assert edges == before[1]
        assert [one for one in nodes if "Publication" not in one] == [
            one for one in before[0] if "Publication" not in one
        ]


def test_other_organizations_and_other_systems_are_left_alone(graph: GraphStore) -> None:
    with graph.session() as session:
        ensure_current(session)
        session.change("foreign", lambda one: one.read(FOREIGN))
        publish(session, small(THEIRS))
        before = dump(session)
        publish(session, small())
        publish(session, GraphRows(OURS))
        nodes, edges = dump(session)
        assert [one for one in nodes if OURS not in one] == before[0]
        assert edges == before[1]
        assert by_id(read_graph(session, OURS)) == {}


def test_a_node_of_another_organization_is_never_taken_over(graph: GraphStore) -> None:
    stolen = make_node("Person", OURS, f"{THEIRS}-0", name="Thief")
    with graph.session() as session:
        publish(session, small(THEIRS))
        before = dump(session)
        with pytest.raises(StoreError, match=r"merge_nodes\.Person wrote 0 of 1"):
            publish(session, GraphRows(OURS, {"Person": [stolen]}))
        assert dump(session) == before


def test_what_fails_halfway_leaves_the_old_graph(
    graph: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = GraphTransaction.write

    def refuse(self: GraphTransaction, statement: Statement, *rest: Any, **given: Any) -> None:
        write(self, statement, *rest, **given)
        if "create_edges" in statement.name:
            raise StoreError("cut off")

    with graph.session() as session:
        publish(session, small())
        before = dump(session)
        changed = small()
        changed.nodes["Person"][0]["name"] = "Another"
        changed.edges["DIRECTED"][0]["role"] = "Co-Director"
        monkeypatch.setattr(GraphTransaction, "write", refuse)
        with pytest.raises(StoreError, match="cut off"):
            publish(session, changed)
        assert dump(session) == before


KILLED = """
import os, signal, sys
from resources.graph_store import GraphStore, GraphTransaction
from onevice_assets.entertainment.graph.write_graph import publish
from tests.onevice_assets.entertainment.graph.test_write_graph import GraphRows, OURS, person
write = GraphTransaction.write
def die(self, statement, *rest, **given):
    write(self, statement, *rest, **given)
    os.kill(os.getpid(), signal.SIGKILL)
GraphTransaction.write = die
env = os.environ
NAMES = ("uri", "user", "password")
given = {name: env.get("ONEVICE_TEST_NEO4J_" + name.upper(), "") for name in NAMES}
graph = GraphStore(**given)
with graph.session() as session:
    publish(session, GraphRows(OURS, {"Person": [person(9, name="Late")]}))
"""


def test_a_killed_publish_leaves_the_old_graph(graph: GraphStore) -> None:
    with graph.session() as session:
        publish(session, small())
        before = dump(session)
        done = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, check=False)
        assert done.returncode == -signal.SIGKILL
        assert dump(session) == before
        assert publish(session, GraphRows(OURS)).nodes_deleted == 5


def test_rows_that_are_wrong_reach_no_graph() -> None:
    class NoGraph:
        """A session that nothing may be asked of."""

    with pytest.raises(SchemaError):
        publish(NoGraph(), GraphRows(OURS, {"Person": [{"id": "x"}]}))  # type: ignore[arg-type]


def test_two_publishes_at_once_leave_one_of_the_two_graphs(graph: GraphStore) -> None:
    from concurrent.futures import ThreadPoolExecutor

    other = small()
    for one in other.nodes["Person"]:
        one["name"] = "Other"

    def write(rows: GraphRows) -> None:
        with graph.session() as session:
            publish(session, rows)

    with graph.session() as session:
        publish(session, GraphRows(OURS, {"Person": [person(7)]}))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (small(), other)))
    with graph.session() as session:
        found: GraphSession = session
        assert by_id(read_graph(found, OURS)) in (by_id(small()), by_id(other))
