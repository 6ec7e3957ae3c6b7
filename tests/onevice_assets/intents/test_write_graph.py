"""Publishing an organization's patterns: what is read back, and what is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from onevice_assets.intents.patterns.graph.model import PatternRows, to_graph
from onevice_assets.intents.patterns.graph.read_graph import read_graph
from onevice_assets.intents.patterns.graph.statements import related_at
from onevice_assets.intents.patterns.graph.write_graph import Published, publish
from onevice_assets.intents.patterns.mining.mine import mine
from resources.cypher import Statement
from resources.embedding.static_vectors import MODEL, StaticVectors
from resources.errors import InputError, StoreError
from resources.graph_store import GraphStore
from tests.graphs import dump
from tests.onevice_assets.intents.planted import ORGANIZATION, plant

THEIRS = "019a0000-0000-7000-8000-000000000002"


def dig(users: str = "alice", owner: str = ORGANIZATION, seed: int = 7) -> PatternRows:
    rows = [row for user in users.split() for row in plant(user, seed)]
    mined = mine(rows, owner, MODEL, StaticVectors().embed)
    return to_graph(owner, mined.patterns, mined.relationships)


def by_id(rows: PatternRows) -> dict[str, dict[str, Any]]:
    return {
        name: {one["id"]: one for one in some}
        for name, some in {"nodes": rows.nodes, **rows.edges}.items()
    }


def test_what_is_read_back_is_what_was_published(graph: GraphStore) -> None:
    rows = dig("alice bob")
    assert rows.nodes
    assert rows.edges["LEADS_TO"]
    assert rows.edges["RELATED_TO"]
    with graph.session() as session:
        done = publish(session, rows)
        assert done.patterns_written == len(rows.nodes)
        assert by_id(read_graph(session, ORGANIZATION)) == by_id(rows)


def test_the_same_patterns_again_write_nothing(graph: GraphStore) -> None:
    with graph.session() as session:
        publish(session, dig())
        before = dump(session)
        assert publish(session, dig()) == Published()
        assert dump(session) == before


def test_only_what_changed_is_written_and_what_is_gone_goes(graph: GraphStore) -> None:
    rows = dig()
    less = PatternRows(ORGANIZATION, [{**one} for one in rows.nodes[1:]], {})
    kept = {one["id"] for one in less.nodes}
    for kind, some in rows.edges.items():
        less.edges[kind] = [one for one in some if {one["start"], one["end"]} <= kept]
    less.nodes[0]["support"] = 99
    with graph.session() as session:
        publish(session, rows)
        done = publish(session, less)
        assert (done.patterns_written, done.patterns_deleted) == (1, 1)
        assert by_id(read_graph(session, ORGANIZATION)) == by_id(less)


def test_a_change_by_hand_is_mended(graph: GraphStore) -> None:
    by_hand = Statement(
        "tests.by_hand",
        "MATCH (p:Pattern)-[r:LEADS_TO]->() SET p.label = 'x', p.stray = 1, r.lift = 9.0",
    )
    with graph.session() as session:
        publish(session, dig())
        before = by_id(read_graph(session, ORGANIZATION))
        session.change("by hand", lambda one: one.read(by_hand))
        publish(session, dig())
        assert by_id(read_graph(session, ORGANIZATION)) == before


def test_another_organization_is_neither_read_nor_written(graph: GraphStore) -> None:
    with graph.session() as session:
        publish(session, dig(owner=THEIRS))
        theirs = by_id(read_graph(session, THEIRS))
        publish(session, dig("alice bob"))
        publish(session, PatternRows(ORGANIZATION, [], {kind: [] for kind in dig().edges}))
        assert by_id(read_graph(session, THEIRS)) == theirs
        assert read_graph(session, ORGANIZATION).nodes == []
        stolen = PatternRows(ORGANIZATION, dig(owner=THEIRS).nodes, dig().edges)
        with pytest.raises(StoreError, match=r"merge_nodes wrote 0 of 5"):
            publish(session, stolen)
        assert by_id(read_graph(session, THEIRS)) == theirs


KILLED = """
import os, signal
from resources.graph_store import GraphStore, GraphTransaction
from onevice_assets.intents.patterns.graph.write_graph import publish
from tests.onevice_assets.intents.test_write_graph import dig
write = GraphTransaction.write
def die(self, statement, *rest, **given):
    write(self, statement, *rest, **given)
    if "merge_nodes" in statement.name:
        os.kill(os.getpid(), signal.SIGKILL)
GraphTransaction.write = die
NAMES = ("uri", "user", "password")
given = {name: os.environ.get("ONEVICE_TEST_NEO4J_" + name.upper(), "") for name in NAMES}
with GraphStore(**given).session() as session:
    publish(session, dig("bob"))
"""


def test_a_publish_that_is_killed_leaves_the_old_patterns_and_the_next_one_finishes(
    graph: GraphStore,
) -> None:
    with graph.session() as session:
        publish(session, dig("alice"))
        before = dump(session)
        done = subprocess.run([sys.executable, "-c", KILLED], env=os.environ, check=False)
        assert done.returncode == -signal.SIGKILL
        assert dump(session) == before
        publish(session, dig("bob"))
        assert by_id(read_graph(session, ORGANIZATION)) == by_id(dig("bob"))


def test_two_publishes_at_once_leave_one_of_the_two(graph: GraphStore) -> None:
    def write(rows: PatternRows) -> None:
        with graph.session() as session:
            publish(session, rows)

    first, second = dig("alice"), dig("bob")
    with graph.session() as session:
        publish(session, dig("carol"))
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(write, (first, second)))
        assert by_id(read_graph(session, ORGANIZATION)) in (by_id(first), by_id(second))


@pytest.mark.parametrize("depth", [0, 6, -1, "1..3", "3", 2.0, True, None, "1]-() DETACH DELETE p"])
def test_a_depth_that_is_none_is_refused_before_any_graph_sees_it(depth: object) -> None:
    with pytest.raises(InputError, match="whole number from 1 to 5"):
        related_at(depth)


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5])
def test_each_depth_has_a_statement_of_its_own(depth: int) -> None:
    assert f"[:RELATED_TO*1..{depth}]" in related_at(depth).text
