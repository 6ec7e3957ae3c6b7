"""Searches over what was published, with the same functions on the embedded graph and on Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.finding.make_findable import FindingStores, make_findable
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from onevice_assets.entertainment.graph.write_graph import publish
from onevice_assets.entertainment.talent.find import find_by_words, find_hybrid
from onevice_assets.entertainment.talent.nearest import Finder
from onevice_assets.entertainment.talent.open_finder import open_finder
from onevice_assets.entertainment.talent.similar import (
    Like,
    find_similar_projects,
    find_similar_talent,
)
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.embedding.resource import Embeddings
from resources.errors import MissingDataError
from resources.graph_store import GraphStore
from resources.identity import derived_id
from resources.object_store import Objects
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore

OURS = derived_id(date(2026, 1, 1), "tests", "finders")
THEIRS = derived_id(date(2026, 1, 1), "tests", "others")
AWAIT = Statement("tests.finders.await", "CALL db.awaitIndexes(60)")

PEOPLE = {
    "Ann": {"bio": "Directs films of wild horses", "specializations": ["Music Video"]},
    "Bob": {"bio": "Directs films of tame horses", "specializations": ["Commercial"]},
    "Cleo": {"bio": "Secretly rides horses", "visibilityLevel": 2},
    "Eve": {"bio": "Trains horses", "visibilityLevel": None},
    "Dan": {"bio": "Bakes bread", "roleType": "Producer"},
}
PROJECTS = {
    "Gallop": {"mood": ["Wild"], "concepts": ["horses at night"], "type": "Music Video"},
    "Trot": {"mood": ["Warm"], "concepts": ["horses at dawn"], "type": "Music Video"},
    "Loaf": {"mood": ["Warm"], "concepts": ["bread in ovens"], "type": "Commercial"},
}
CREDITS = (("Ann", "Gallop"), ("Bob", "Trot"), ("Ann", "Loaf"))
CONCEPTS = {"Animals": ("Gallop", "Trot"), "Food": ("Loaf",)}


def rows_of(owner: str) -> GraphRows:
    """The same graph for whoever owns it; ids differ."""

    def node(label: str, name: str, **properties: object) -> Row:
        uuid = derived_id(date(2026, 1, 1), "tests", owner, label, name)
        return make_node(label, owner, uuid, name=name, **properties)

    def edge(kind: str, start: Row, end: Row, *which: str) -> Row:
        return make_edge(kind, owner, start["id"], end["id"], *which, sensitivityLevel=6)

    given = {"roleType": "Director", "unionStatus": "Union", "visibilityLevel": 6}
    people = {name: node("Person", name, **given | own) for name, own in PEOPLE.items()}
    projects = {
        name: node("Project", name, sensitivityLevel=6, **own) for name, own in PROJECTS.items()
    }
    concepts = {name: node("CreativeConcept", name, sensitivityLevel=6) for name in CONCEPTS}
    script = node("Document", "x", title="Night ride", fullTextContent="They gallop by moonlight.")
    del script["name"]
    nodes = {
        "Person": list(people.values()),
        "Project": list(projects.values()),
        "CreativeConcept": list(concepts.values()),
        "Document": [script | {"sensitivityLevel": 3}],
    }
    edges = {
        "DIRECTED": [
            edge("DIRECTED", people[who], projects[what], "Director") for who, what in CREDITS
        ],
        "INCORPORATES": [
            edge("INCORPORATES", projects[one], concepts[name])
            for name, some in CONCEPTS.items()
            for one in some
        ],
    }
    return GraphRows(owner, nodes, edges)


@pytest.fixture(scope="module")
def published(
    graph_server: GraphStore, session_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FindingStores]:
    """Two organizations' graphs, published and made findable."""
    folder: Path = tmp_path_factory.mktemp("objects")
    stores = FindingStores(
        graph_server,
        VectorStore(database_url=session_database),
        SearchStore(database_url=session_database, prefix="finders"),
        Embeddings(kind="local"),
        ControlPlane(url=session_database),
        Objects(url=folder.as_uri()),
    )
    with graph_server.session() as session:
        for owner in (OURS, THEIRS):
            publish(session, rows_of(owner))
            make_findable(stores, rows_of(owner))
        if session.is_neo4j:
            session.read(AWAIT)
        yield stores
        for owner in (OURS, THEIRS):
            publish(session, GraphRows(owner))
            make_findable(stores, GraphRows(owner))


@pytest.fixture
def ask(published: FindingStores) -> Iterator[tuple[Door, Finder]]:
    asker = ask_as(OURS, "Director", name="tests")
    with open_finder(published, asker) as finder:
        yield Door(published.graph, asker, Notebook()), finder


@pytest.mark.parametrize(
    ("label", "text", "found"),
    [
        ("Person", "horses", {"Ann", "Bob", "Cleo"}),
        ("Person", "wild horses", {"Ann"}),
        ("Person", "horses -wild -secretly", {"Bob"}),
        ("Person", '"films of tame"', {"Bob"}),
        ("Person", "Dan or ann", {"Ann", "Dan"}),
        ("Person", "commercial", {"Bob"}),
        ("Person", "zebra", set()),
        ("Project", "night", {"Gallop"}),
        ("Project", "warm", {"Trot", "Loaf"}),
    ],
)
def test_words_are_found_in_the_texts_of_ones_own_organization(
    ask: tuple[Door, Finder], label: str, text: str, found: set[str]
) -> None:
    hits = find_by_words(*ask, label, text).hits
    assert {one.node["name"] for one in hits} == found
    ours = {row["id"] for row in rows_of(OURS).nodes[label]}
    assert {one.node["id"] for one in hits} <= ours


def test_a_document_is_found_by_its_text(ask: tuple[Door, Finder]) -> None:
    (hit,) = find_by_words(*ask, "Document", "moonlight").hits
    assert hit.node["title"] == "Night ride"


def test_what_is_too_sensitive_is_found_by_nobody_else(published: FindingStores) -> None:
    guest = ask_as(OURS, "Guest", name="tests")
    with open_finder(published, guest) as finder:
        door = Door(published.graph, guest, Notebook())
        for find in (find_by_words, find_hybrid):
            names = {one.node["name"] for one in find(door, finder, "Person", "horses").hits}
            assert names >= {"Ann", "Bob"}
            assert "Cleo" not in names
        assert find_by_words(door, finder, "Document", "moonlight").hits == ()


def test_what_has_no_level_is_for_leadership_alone(published: FindingStores) -> None:
    found = {}
    for role in ("Leadership", "Producer"):
        asker = ask_as(OURS, role, name="tests")
        with open_finder(published, asker) as finder:
            door = Door(published.graph, asker, Notebook())
            hits = find_by_words(door, finder, "Person", "trains horses").hits
            found[role] = [one.node["name"] for one in hits]
    assert found == {"Leadership": ["Eve"], "Producer": []}


def test_a_hybrid_search_hears_words_and_meaning(ask: tuple[Door, Finder]) -> None:
    found = find_hybrid(*ask, "Project", "night horses", limit=3)
    assert found.left_out == {}
    assert found.hits[0].node["name"] == "Gallop"
    assert {"words", "meaning"} <= set(found.hits[0].ranks)


def test_projects_like_a_project_share_a_concept_with_it(ask: tuple[Door, Finder]) -> None:
    gallop = rows_of(OURS).nodes["Project"][0]["id"]
    answer = find_similar_projects(*ask, Like(id=gallop))
    assert [(one["p"]["name"], one["shared"]) for one in answer.rows] == [("Trot", ["Animals"])]


def test_people_with_like_skills_directed_something(ask: tuple[Door, Finder]) -> None:
    answer = find_similar_talent(*ask, Like(text="director of music videos"), type="Music Video")
    assert {one["p"]["name"]: one["recent"] for one in answer.rows} == {
        "Ann": ["Gallop"],
        "Bob": ["Trot"],
    }


@pytest.mark.parametrize("role", ["Leadership", "Guest"])
def test_what_is_near_is_no_more_than_a_role_may_see(published: FindingStores, role: str) -> None:
    asker = ask_as(OURS, role, name="tests")
    with open_finder(published, asker) as finder:
        door = Door(published.graph, asker, Notebook())
        hits = find_hybrid(door, finder, "Person", "secretly rides or trains horses").hits
    near = {one.node["name"] for one in hits if "meaning" in one.ranks}
    assert near >= {"Ann", "Bob", "Dan"}
    assert ({"Cleo", "Eve"} <= near) == (role == "Leadership")
    assert len(near) == (5 if role == "Leadership" else 3)


def test_a_filter_finds_what_fits_however_much_is_nearer(
    ask: tuple[Door, Finder], monkeypatch: pytest.MonkeyPatch
) -> None:
    like = Like(text="wild horses at night")
    for name in ("_DEPTH", "_PROJECTS_A_FILTER"):
        monkeypatch.setattr(f"onevice_assets.entertainment.talent.similar.{name}", 1)
    found = find_similar_projects(*ask, like, type="Commercial")
    assert [one["p"]["name"] for one in found.rows] == ["Loaf"]
    everybody = find_similar_talent(*ask, Like(text="directs films"), limit=2)
    assert {one["p"]["name"] for one in everybody.rows} == {"Ann", "Bob"}


def test_a_label_without_texts_is_told_and_the_hybrid_goes_on_without(
    ask: tuple[Door, Finder],
) -> None:
    with pytest.raises(MissingDataError, match="CreativeConcept has no full text"):
        find_by_words(*ask, "CreativeConcept", "animals")
    found = find_hybrid(*ask, "CreativeConcept", "animals")
    assert {one.node["name"] for one in found.hits} == {"Animals", "Food"}
    assert set(found.left_out) == {"words"}


def test_a_second_time_writes_neither_texts_nor_vectors(published: FindingStores) -> None:
    again = make_findable(published, rows_of(OURS))
    assert again["vectors"] == 0
