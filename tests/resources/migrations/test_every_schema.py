"""Everything that is declared of every store is there, and every difference is named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import pytest

from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.local_servers import redis_server
from resources.migrations.documented import (
    DOCUMENT,
    compare_document,
    declare_every,
    read_document,
    write_document,
)
from resources.migrations.every_schema import check_every_schema
from resources.migrations.every_store import every_store
from resources.migrations.neo4j.compare import read_schema
from resources.migrations.postgres.catalogue import read_catalogue
from resources.migrations.store_migrations import StoreMigrations
from resources.migrations.vectors.declared import STEPS, collections_at
from resources.redis_keys.check_keys import check_keys, tell_pattern
from resources.redis_keys.key import KeyPattern
from resources.redis_keys.siblings import EVERY_KEY, TIMELINE_FACTS
from resources.redis_store import RedisStore
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore
from tests.conftest import new_database
from tests.stores import driver_of, keys_of

DECLARED = declare_every()
WITHOUT_REDIS = [(store, one) for store in DECLARED if store != "redis" for one in DECLARED[store]]
OWNER = "timeline_entity_organization_id"
DROP = Statement("tests.drop_index", f"DROP INDEX {OWNER} IF EXISTS")
MAKE = Statement(
    "tests.make_index",
    f"CREATE INDEX {OWNER} IF NOT EXISTS FOR (n:TimelineEntity) ON (n.organization_id)",
)
WRITE = {
    "string": lambda driver, name: driver.set(name, "1"),
    "hash": lambda driver, name: driver.hset(name, "field", "1"),
    "list": lambda driver, name: driver.rpush(name, "1"),
    "set": lambda driver, name: driver.sadd(name, "1"),
    "zset": lambda driver, name: driver.zadd(name, {"1": 1}),
}


@pytest.fixture(scope="module")
def redis(request: pytest.FixtureRequest) -> Iterator[RedisStore]:
    url = os.environ.get("ONEVICE_TEST_REDIS_URL", "")
    if not url:
        request.getfixturevalue("home")
    made = RedisStore(url=url, namespace=f"test-{uuid4().hex}:")
    yield made
    if url or redis_server.is_available():
        for one in keys_of(made):
            driver_of(made).delete(one)


@pytest.fixture(scope="module")
def resources(
    server_url: str, graph_server: GraphStore, redis: RedisStore
) -> Iterator[dict[str, Any]]:
    """Every store at its newest version, in a database of this module's own."""
    with new_database(server_url) as url:
        made = {
            "control": ControlPlane(url=url),
            "graph": graph_server,
            "search": SearchStore(database_url=url, prefix=f"test-{uuid4().hex[:12]}"),
            "vectors": VectorStore(kind="pgvector", database_url=url),
            "embeddings": Embeddings(kind="local"),
            "redis": redis,
        }
        for one in every_store(made):
            one.up()
        yield made
        made["control"].close()


@pytest.fixture(scope="module")
def actual(resources: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What each store says it has, in the words of the declarations."""
    with resources["control"].begin() as db:
        postgres = read_catalogue(db)
    with resources["graph"].session() as session:
        graph = read_schema(session, DECLARED["graph"])
    search = next(one for one in every_store(resources) if one.store == "search")
    return {
        "postgres": postgres,
        "graph": graph,
        "vectors": _read_vectors(resources),
        "search": _read_search(search),
    }


def _read_vectors(resources: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    model, dimensions = resources["embeddings"].model, resources["embeddings"].dimensions
    with resources["vectors"].open() as index:
        for one in collections_at(STEPS[-1].version).values():
            there = index.find(one.by(model, dimensions))
            if there is not None and there.dimensions == dimensions and there.has_vector_index:
                fields = [name for name in one.fields if name in (there.indexes or one.fields)]
                told = f"{there.distance}, {there.precision}, by {', '.join(fields)}"
                found[f"collection {one.name}"] = told
    return found


def _read_search(search: StoreMigrations) -> dict[str, str]:
    """An index of which no difference is told, checksum included, is as declared."""
    wrong = " ".join(one.place for one in search.check())
    names = {place: place.removeprefix("index ") for place in DECLARED["search"]}
    return {place: DECLARED["search"][place] for place in names if names[place] not in wrong}


@pytest.mark.parametrize(("store", "place"), WITHOUT_REDIS)
def test_what_is_declared_is_there(
    actual: Mapping[str, Mapping[str, str]], store: str, place: str
) -> None:
    assert actual[store].get(place) == DECLARED[store][place]


def test_five_stores_declare_what_they_hold() -> None:
    assert len(WITHOUT_REDIS) >= 30
    assert list(DECLARED) == ["postgres", "graph", "vectors", "search", "redis"]
    assert all(DECLARED.values())


def test_the_document_says_what_is_declared() -> None:
    assert read_document(DOCUMENT.read_text("utf-8")) == DECLARED, (
        "run python -m scripts.write_stores_doc"
    )


def test_a_document_that_says_otherwise_is_told() -> None:
    text = write_document(DECLARED)
    place, definition = next(iter(DECLARED["graph"].items()))
    told = text.replace(f"| `` {place} `` | `` {definition} `` |\n", "")
    (drift,) = compare_document(told, DECLARED)["graph"]
    assert (drift.place, drift.declared, drift.actual) == (place, "", definition)
    assert not any(compare_document(text, DECLARED).values())


@pytest.mark.redis
@pytest.mark.parametrize("pattern", EVERY_KEY, ids=lambda one: tell_pattern(one)[0])
def test_a_key_made_by_its_declaration_is_as_declared(
    redis: RedisStore, pattern: KeyPattern
) -> None:
    name = redis.name_of(pattern.key(**dict.fromkeys(pattern.places, "a:b")))
    driver = driver_of(redis)
    WRITE[pattern.type](driver, name)
    if pattern.ttl is not None:
        assert [one.actual for one in check_keys(redis, [pattern])] == [f"{pattern.type}, no end"]
        driver.pexpire(name, pattern.ttl)
    assert check_keys(redis) == []
    driver.delete(name)


@pytest.mark.redis
def test_every_difference_is_named_with_how_to_mend_it(resources: dict[str, Any]) -> None:
    assert [one for one in check_every_schema(resources) if one.store != "documentation"] == []
    with resources["control"].begin() as db:
        db.exec_driver_sql("ALTER TABLE operations.statements ALTER source TYPE VARCHAR(600)")
        db.exec_driver_sql("ALTER TABLE operations.facts DROP CONSTRAINT facts_never_overlap")
        db.exec_driver_sql("ALTER TABLE operations.names ADD COLUMN extra TEXT")
        view = f"search.{resources['search'].prefix.replace('-', '_')}_website_content"
        db.exec_driver_sql(f"DROP VIEW {view}")
    lost = collections_at(STEPS[-1].version)["brand_monitor_pages"]
    embeddings = resources["embeddings"]
    collection = lost.by(embeddings.model, embeddings.dimensions).name
    with resources["vectors"].open() as index:
        index.drop(collection)
    driver, redis = driver_of(resources["redis"]), resources["redis"]
    driver.hset(redis.name_of(TIMELINE_FACTS.key(owner_id="q")), "a", "b")
    driver.set(f"{redis.namespace}operations:something", "else")
    try:
        with resources["graph"].session() as session:
            session.change("drop", lambda t: t.read(DROP))
        found = check_every_schema(resources)
    finally:
        with resources["graph"].session() as session:
            session.change("make", lambda t: t.read(MAKE))
    told = {(one.store, one.place): one.mend for one in found}
    by_hand = "undo what was changed by hand"
    for (store, place), mend in {
        ("postgres", "operations.statements.source"): by_hand,
        ("postgres", "constraint operations.facts.facts_never_overlap"): "migrate up",
        ("postgres", "operations.names.extra"): "drop it, or bring it by a migration",
        ("graph", f"index {OWNER}"): "onevice rebuild graph",
        ("vectors", f"collection {collection}"): "onevice rebuild vectors",
        ("redis", "key operations:cache:facts:{owner_id}"): "does not use its declaration",
        ("redis", "key operations:something:…"): "declare the key",
    }.items():
        assert mend in told[store, place]
    assert any(store == "search" and "website_content" in place for store, place in told)
