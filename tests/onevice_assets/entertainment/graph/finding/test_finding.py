"""Vectors and texts of nodes: what they are made of, where they lie, and when they are made."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.graph.finding.copy_vectors import (
    collection_of,
    copy_vectors,
)
from onevice_assets.entertainment.graph.finding.ensure_indexes import (
    ensure_indexes,
    is_in_graph,
)
from onevice_assets.entertainment.graph.finding.texts import PARTS, texts_of
from onevice_assets.entertainment.graph.finding.write_vectors import write_vectors
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.levels import LISTS
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_node, uuid_of
from onevice_assets.entertainment.graph.read_graph import read_graph
from onevice_assets.entertainment.graph.write_graph import Published, publish
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.embedding.embedder import SEED_DIMENSIONS, SEED_MODEL
from resources.embedding.static_vectors import StaticVectors
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.vectors import VectorMigrations
from resources.vector_index.resource import VectorStore
from resources.vector_index.vector_index import Within
from tests.graphs import dump
from tests.onevice_assets.entertainment.graph.random_rows import TEXT

OURS = str(uuid4())
NEO4J = "ONEVICE_TEST_NEO4J_URI"
NEAREST = Statement(
    "tests.nearest",
    "CALL db.index.vector.queryNodes('person_profile_vector', 2, $vector) YIELD node, score "
    "RETURN node.name AS name, score",
)
WORDS = Statement(
    "tests.words",
    "CALL db.index.fulltext.queryNodes('person_search_index', $text) YIELD node "
    "RETURN node.name AS name",
)
AWAIT = Statement("tests.await", "CALL db.awaitIndexes(60)")


class Counting:
    """A model of the seed's length whose vectors follow from the first letter of a text."""

    model, dimensions = SEED_MODEL, SEED_DIMENSIONS

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked += texts
        made = np.zeros((len(texts), SEED_DIMENSIONS), np.float32)
        for row, text in zip(made, texts, strict=True):
            row[ord(text[0].lower()) % SEED_DIMENSIONS] = 1
        return made


def person(name: str, **properties: Any) -> Row:
    return make_node("Person", OURS, new_id(), name=name, **properties)


def rows() -> GraphRows:
    people = [
        person("Ann", bio="Directs films of horses", visibilityLevel=6),
        person("Bob", bio="Bakes bread"),
    ]
    return GraphRows(OURS, {"Person": people, "Document": [make_node("Document", OURS, new_id())]})


def test_every_vector_index_has_its_text_and_no_other() -> None:
    assert PARTS.keys() == {index for node in NODES.values() for index in node.vectors}


@pytest.mark.parametrize("label", NODES)
def test_no_vector_is_made_of_what_only_some_may_see(label: str) -> None:
    everything = {
        one.name: f"secret {one.name}" for one in NODES[label].properties if one.name not in LISTS
    }
    said = " ".join(texts_of(label, everything).values())
    assert not [
        one for one in NODES[label].properties if one.level < 6 and one.name in said.split()
    ]


@given(st.dictionaries(st.sampled_from([one for some in PARTS.values() for one in some]), TEXT))
def test_a_text_that_is_made_is_never_blank(row: dict[str, str]) -> None:
    for label in NODES:
        assert all(text.strip() for text in texts_of(label, row).values())


def test_a_node_that_says_nothing_has_no_vector() -> None:
    assert texts_of("Person", {"name": " ", "specializations": [], "dayRate": 5.0}) == {}


def test_vectors_are_written_once_and_a_publish_leaves_them(graph: GraphStore) -> None:
    ours, model = rows(), Counting()
    with graph.session() as session:
        publish(session, ours)
        assert write_vectors(session, model, ours) == 3
        before, asked = dump(session), len(model.asked)
        assert asked == 2  # no roles: profiles alone
        assert write_vectors(session, model, ours) == 0
        assert publish(session, ours) == Published()
        assert (dump(session), len(model.asked)) == (before, asked)
        ours.nodes["Person"][0]["bio"] = "Directs films of cats"
        assert publish(session, ours) == Published(nodes_written=1)
        assert write_vectors(session, model, ours) == 1
        assert len(model.asked) == asked + 1
        found = read_graph(session, OURS)
    assert {one["id"]: one for one in found.nodes["Person"]} == {
        one["id"]: one for one in ours.nodes["Person"]
    }


def test_the_embedded_graph_keeps_no_index_of_texts_and_vectors(graph: GraphStore) -> None:
    with graph.session() as session:
        assert ensure_indexes(session) == session.is_neo4j == bool(os.environ.get(NEO4J))
        assert is_in_graph(session, SEED_MODEL) == session.is_neo4j
        assert not is_in_graph(session, "wordllama-256")


@pytest.mark.server(NEO4J)
def test_neo4j_finds_people_by_meaning_and_by_words(graph: GraphStore) -> None:
    ours, model = rows(), Counting()
    with graph.session() as session:
        publish(session, ours)
        write_vectors(session, model, ours)
        assert ensure_indexes(session)
        assert ensure_indexes(session)
        session.read(AWAIT)
        (vector,) = model.embed(["b"]).tolist()
        near = session.read(NEAREST, vector=vector)
        assert [one["name"] for one in near] == ["Bob", "Ann"]
        assert near[0]["score"] == pytest.approx(1)
        assert [one["name"] for one in session.read(WORDS, text="horses")] == ["Ann"]
    assert GraphMigrations(graph).check() == []


def test_the_platforms_store_holds_them_for_any_other_model(control: ControlPlane) -> None:
    ours, model = rows(), StaticVectors()
    with VectorStore(database_url=control.url).open() as store:
        VectorMigrations(store, model.model, model.dimensions).up()
        done = copy_vectors(store, model, ours)
        assert done["person_profile_vector"].embedded_count == 2
        again = copy_vectors(store, model, ours)
        assert {one.sent_count + one.deleted_count for one in again.values()} == {0}
        (vector,) = model.embed(["a film director"])
        where = collection_of("person_profile_vector", model)
        near = store.find_nearest(where, vector, Within(OURS, where={"level": ["6"]}), 1)
        assert near[0].id == uuid_of(ours.nodes["Person"][0]["id"])
        assert store.find_nearest(where, vector, Within(str(uuid4())), 1) == []
        assert store.count(where, Within(OURS, where={"level": ["1"]})) == 1, "Bob's is not known"
        copy_vectors(store, model, GraphRows(OURS))
        assert store.count(where, Within(OURS)) == 0
