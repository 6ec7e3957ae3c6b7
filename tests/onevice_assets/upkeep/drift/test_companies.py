"""An organization's copies: what differs is named with its id, and a rebuild sets it right."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onevice_assets.entertainment.graph.finding.copy_texts import replace_texts
from onevice_assets.entertainment.graph.finding.copy_vectors import collection_of, place_of
from onevice_assets.every_copy import list_all_work
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.store_copy import Only
from onevice_assets.upkeep.drift.rebuild_store import list_work, rebuild_store
from resources.cypher import Statement
from resources.embedding.embedder import SEED_MODEL
from resources.embedding.static_vectors import StaticVectors
from resources.redis_keys.cache import get_or_make
from tests.graphs import dump
from tests.onevice_assets.entertainment.graph.finding.test_finding import NEO4J, Counting
from tests.onevice_assets.upkeep.drift.companies import make_company, node_id, publish_company
from tests.onevice_assets.upkeep.drift.killing import rebuild_and_die
from tests.onevice_assets.upkeep.drift.websites import differing

Resources = dict[str, Any]
STORES = ("graph", "search", "vectors")


@pytest.fixture
def acme(every_store: Resources) -> Scope:
    """An organization that is published, beside another one."""
    for scope in (made := [make_company(every_store, slug) for slug in ("acme", "rival")]):
        publish_company(every_store, scope)
    return made[0]


def run(given: Resources, text: str, **parameters: Any) -> None:
    with given["graph"].session() as session:
        session.change("strike", lambda t: t.read(Statement("tests.strike", text), **parameters))


def change_a_value(given: Resources, scope: Scope) -> str:
    one = node_id(scope, "Person", 1)
    run(given, "MATCH (n:Person {id: $id}) SET n.dayRate = 7.5", id=one)
    return f"1 changed ({one})"


def take_a_node_away(given: Resources, scope: Scope) -> str:
    one = node_id(scope, "Person", 0)
    run(given, "MATCH (n:Person {id: $id}) DETACH DELETE n", id=one)
    return f"2 rows, 3 in the lake; 1 missing ({one})"


def cut_a_relationship(given: Resources, scope: Scope) -> str:
    cut = "MATCH (:Person {id: $id})-[r:DIRECTED]->() WITH collect(r) AS some UNWIND some AS r "
    run(given, f"{cut} DELETE r", id=node_id(scope, "Person", 1))
    return "DIRECTED of acme: 1 rows, 2 in the lake; 1 missing"


def add_a_foreign_node(given: Resources, scope: Scope) -> str:
    add = "MERGE (n:Person {id: 'person_x'}) SET n.organization_id = $of, n.name = 'Nobody'"
    run(given, add, of=scope.organization_id)
    return "1 too many (person_x)"


def forget_texts(given: Resources, scope: Scope) -> str:
    with given["search"].open() as search:
        replace_texts(search, "Person", scope.organization_id, [])
    return "search entertainment_people of acme: 0 rows, 3 in the lake"


def forget_a_vector(given: Resources, scope: Scope) -> str:
    one = node_id(scope, "Project", 1).rpartition("_")[2]
    where = collection_of("project_concept_vector", StaticVectors())
    with given["vectors"].open() as index:
        index.write(where, place_of(scope.organization_id), [], [one])
    return f"vectors project_concept_vector of acme: 1 rows, 2 in the lake; 1 missing ({one})"


def test_what_the_assets_publish_is_what_the_lake_says(every_store: Resources, acme: Scope) -> None:
    work = list_all_work(every_store["lake"], every_store["control"])
    assert {(one.copy.store, one.scope.owner) for one in work} == {
        (store, slug) for store in STORES for slug in ("acme", "rival")
    }
    assert [told for store in STORES for told in differing(every_store, store)] == []


@pytest.mark.parametrize(
    ("where", "strike"),
    [
        ("graph", change_a_value),
        ("graph", take_a_node_away),
        ("graph", cut_a_relationship),
        ("graph", add_a_foreign_node),
        ("search", forget_texts),
        ("vectors", forget_a_vector),
    ],
)
def test_what_was_changed_by_hand_is_named_and_mended(
    every_store: Resources, acme: Scope, where: str, strike: Callable[[Resources, Scope], str]
) -> None:
    given = every_store
    if where == "search" and os.environ.get(NEO4J):
        pytest.skip("a real Neo4j has its own index of texts")
    named = strike(given, acme)
    (told,) = differing(given, where)
    assert named in told
    only = Only(organization_id=acme.organization_id)
    done = rebuild_store(where, given, list_work(where, given, only), only=only)
    assert (done.scopes, done.failed) == ((acme,), ())
    assert differing(given, where) == []


def test_a_rebuild_of_one_organization_leaves_the_others_and_makes_old_answers_forgotten(
    every_store: Resources, acme: Scope
) -> None:
    from onevice_assets.entertainment.access.answers import Kept

    given = every_store
    entry = Kept("talent", ("who", "who?"), {}).of_anybody(acme.organization_id)
    assert get_or_make(given["redis"], entry, lambda: [{"n": 1}]) == [{"n": 1}]
    theirs = "MATCH (n:Person) WHERE n.organization_id <> $of SET n.dayRate = 1.0"
    run(given, theirs, of=acme.organization_id)
    only = Only(organization_id=acme.organization_id)
    rebuild_store("graph", given, list_work("graph", given, only), only=only)
    assert get_or_make(given["redis"], entry, lambda: [{"n": 2}]) == [{"n": 2}]
    assert ["of rival" in told for told in differing(given, "graph")] == [True]


@pytest.mark.parametrize("where", STORES)
def test_a_killed_rebuild_of_an_organization_is_finished_by_the_next(
    every_store: Resources, acme: Scope, home: Path, where: str
) -> None:
    given = every_store
    work = list_work(where, given)
    for copy, scope in work:
        projection = copy.make(SimpleNamespace(**given))
        projection.replace(scope, {n: t.slice(0, 0) for n, t in projection.read(scope).items()})
    assert differing(given, where) or os.environ.get(NEO4J)
    ended = rebuild_and_die(given, where, str(home), write=1, seconds=0.02)
    assert ended == -signal.SIGKILL
    assert rebuild_store(where, given, work).failed == ()
    assert [told for one in STORES for told in differing(given, one)] == []


class OwnModel:
    """The seeds' model, free."""

    model = SEED_MODEL

    def open_for_organization(self, *_: object) -> Counting:
        return Counting()


@pytest.mark.server(NEO4J)
def test_vectors_on_the_nodes_of_neo4j_are_compared_and_made_again(every_store: Resources) -> None:
    given = {**every_store, "embeddings": OwnModel()}
    scope = make_company(given, "acme")
    publish_company(given, scope)
    assert differing(given, "graph") == []
    with given["graph"].session() as session:
        before = dump(session)
    run(given, "MATCH (n:Person) SET n.profileEmbedding = null, n.embeddedDigest = null")
    (told,) = differing(given, "graph")
    assert "graph Person of acme: 3 rows, 3 in the lake; 3 changed" in told
    assert rebuild_store("graph", given, list_work("graph", given), drop=True).failed == ()
    assert differing(given, "graph") == []
    with given["graph"].session() as session:
        assert [one for one in dump(session)[0] if "Publication" not in one] == [
            one for one in before[0] if "Publication" not in one
        ]
