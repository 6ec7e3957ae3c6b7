"""Versions of the search come and go, in Elasticsearch and in PostgreSQL alike."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from resources.errors import InputError, StoreError
from resources.migrations.elasticsearch.revisions import NONE, SearchRevision, known_revisions
from resources.migrations.store_migrations import StoreMigrations
from resources.search_index.declaration import Field
from resources.search_index.documents import DocumentScope, Tenant
from resources.search_index.elastic_client import open_client
from resources.search_index.index import SearchIndex
from resources.search_index.search_query import SearchQuery
from resources.search_store import SearchStore
from tests.resources.search_migrations.two_versions import FIRST, SECOND, versions_of
from tests.searches import KINDS, document, make_store, wipe

SCOPE = DocumentScope("org", "web")


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, session_database: str) -> Iterator[SearchStore]:
    """A search that has nothing yet."""
    made = make_store(request.param, session_database)
    yield made
    wipe(made)


def run_sql(store: SearchStore, statement: str) -> None:
    with store._control().begin() as db:
        db.exec_driver_sql(statement.format(prefix=store.prefix.replace("-", "_")))


def places(migrations: StoreMigrations) -> list[str]:
    return [one.place for one in migrations.check()]


def test_the_first_version_is_the_seeds_mappings() -> None:
    declared = known_revisions()[0].by_name
    pages, mentions = (declared[n].mapping() for n in ("website_content", "brand_mentions"))
    assert pages["properties"]["title"]["analyzer"] == "english"
    assert pages["properties"]["products"]["type"] == "nested"
    assert {n: one["type"] for n, one in mentions["properties"].items()} == {
        **dict.fromkeys(("id", "organization_id", "website_id"), "keyword"),
        **dict.fromkeys(("brand_id", "brand_name", "llm_provider", "prompt_id"), "keyword"),
        **dict.fromkeys(("response_id", "presence", "belief_type", "intent_type"), "keyword"),
        "funnel_stage": "keyword",
        "context": "text",
        "position": "integer",
        "timestamp": "date",
        "day": "date",
    }
    assert all("organization_id" in one["properties"] for one in (pages, mentions))


def test_the_newest_version_is_reached_once_and_shows_no_drift(store: SearchStore) -> None:
    migrations = store.migrations()
    assert [one.is_applied for one in migrations.status()] == [False]
    assert "version of the search" in places(migrations)
    assert [one.version for one in migrations.up(dry_run=True)] == ["0001"]
    assert [one.is_applied for one in migrations.status()] == [False]
    assert [one.version for one in migrations.up()] == ["0001"]
    assert migrations.up() == []
    assert migrations.check() == []
    (first,) = migrations.status()
    assert first.is_applied
    assert first.applied_at is not None


def test_the_first_replacement_makes_what_it_needs(store: SearchStore) -> None:
    with store.open() as index:
        index.replace("website_content", SCOPE, [document(SCOPE, "a", content="spa")])
        assert index.search(SearchQuery("website_content", SCOPE.tenant, "spa")).total == 1
    assert store.migrations().check() == []


def test_up_and_down_keep_every_document(store: SearchStore) -> None:
    migrations = versions_of(store)
    migrations.up("0001")
    with store.open() as index:
        pages = [document(SCOPE, f"{n:04}", content=f"spa {n}") for n in range(1_200)]
        index.replace("website_content", SCOPE, pages)
        assert [one.version for one in migrations.up()] == ["0002"]
        assert migrations.check() == []
        assert index.read("website_content", SCOPE) == pages
        assert index.search(SearchQuery("website_content", SCOPE.tenant, "spa")).total == 1_200
        index.replace("website_content", SCOPE, pages[:7])
        assert [one.version for one in migrations.down("0001")] == ["0002"]
        assert index.read("website_content", SCOPE) == pages[:7]
        assert [one.is_applied for one in migrations.status()] == [True, False]
        assert migrations.up()
        assert index.read("website_content", SCOPE) == pages[:7]
    assert [one.version for one in migrations.down(NONE)] == ["0002", "0001"]
    assert [one.is_applied for one in migrations.status()] == [False, False]


def test_what_only_a_newer_version_holds_is_left_behind_on_the_way_down(
    store: SearchStore,
) -> None:
    migrations = versions_of(store)
    migrations.up()
    with open_at(store, SECOND) as index:
        index.replace("website_content", SCOPE, [document(SCOPE, "a", language="de")])
    migrations.down("0001")
    with store.open() as index:
        assert index.read("website_content", SCOPE) == [document(SCOPE, "a")]


def open_at(store: SearchStore, revision: SearchRevision) -> Any:
    """The store as code of another version opens it."""
    from contextlib import contextmanager

    @contextmanager
    def opened() -> Iterator[SearchIndex]:
        with store.open() as index:
            index._declared = revision.by_name  # type: ignore[attr-defined]
            yield index

    return opened()


def test_no_version_but_a_known_one_is_gone_to(store: SearchStore) -> None:
    for move in (store.migrations().up, store.migrations().down):
        with pytest.raises(InputError, match="no version '0007'; it has: 0000, 0001"):
            move("0007")


def test_a_store_ahead_of_the_code_is_left_alone(store: SearchStore) -> None:
    versions_of(store).up()
    old = versions_of(store, (FIRST,))
    for ask in (old.status, old.up, lambda: old.down(NONE), old.check):
        with pytest.raises(StoreError, match=r"is at version 0002; this code knows up to 0001"):
            ask()
    assert versions_of(store).check() == []


def test_a_version_that_was_changed_after_it_shipped_is_refused(store: SearchStore) -> None:
    versions_of(store).up()
    changed = replace(SECOND.indexes[1], own_fields=(Field("other", "keyword"),))
    revisions = (FIRST, replace(SECOND, indexes=(SECOND.indexes[0], changed)))
    migrations = versions_of(store, revisions)
    for ask in (migrations.up, migrations.check):
        with pytest.raises(StoreError, match="declares brand_mentions otherwise than when it was"):
            ask()


def test_two_runners_at_once_do_it_once(store: SearchStore) -> None:
    versions_of(store).up("0001")
    with store.open() as index:
        pages = [document(SCOPE, f"{n:04}") for n in range(1_000)]
        index.replace("website_content", SCOPE, pages)
        steps: list[str] = []
        runners = [
            threading.Thread(
                target=lambda: steps.extend(one.version for one in versions_of(store).up())
            )
            for _ in range(4)
        ]
        for one in runners:
            one.start()
        for one in runners:
            one.join()
        assert steps == ["0002"]
        assert versions_of(store).check() == []
        assert index.read("website_content", SCOPE) == pages


def test_each_drift_of_postgresql_is_named(session_database: str) -> None:
    store = make_store("embedded", session_database)
    store.migrations().up()
    table = "search.{prefix}_brand_mentions_v1"
    run_sql(store, f"ALTER TABLE {table} ADD COLUMN extra text")
    run_sql(store, f"ALTER TABLE {table} ALTER COLUMN website_id DROP NOT NULL")
    run_sql(store, "DROP INDEX search.{prefix}_brand_mentions_v1_words")
    run_sql(store, f"CREATE INDEX ON {table} (extra)")
    run_sql(store, "DROP VIEW search.{prefix}_website_content")
    run_sql(store, "CREATE TABLE search.{prefix}_leftover (id int)")
    found = [
        one.place.replace(store.prefix.replace("-", "_"), "p") for one in store.migrations().check()
    ]
    assert found == [
        "view search.p_website_content",
        "column search.p_brand_mentions_v1.extra",
        "column search.p_brand_mentions_v1.website_id",
        "index extra_idx of search.p_brand_mentions_v1",
        "index words of search.p_brand_mentions_v1",
        "table search.p_leftover",
    ]
    wipe(store)


@pytest.mark.skipif(
    "elasticsearch" not in KINDS, reason="ONEVICE_TEST_ELASTICSEARCH_URL is not set"
)
def test_each_drift_of_elasticsearch_is_named() -> None:
    store = make_store("elasticsearch", "")
    store.migrations().up()
    with open_client(store.url, "") as client:
        name = f"{store.prefix}-brand_mentions-v1"
        client.indices.put_mapping(index=name, properties={"extra": {"type": "keyword"}})
        client.indices.put_mapping(index=name, dynamic=True)
        client.indices.add_block(index=name, block="write")
        client.indices.create(index=f"{store.prefix}-website_content-v7")
        client.indices.delete_alias(
            index=f"{store.prefix}-website_content-v1", name=f"{store.prefix}-website_content"
        )
    assert [one.place.replace(store.prefix, "p") for one in store.migrations().check()] == [
        "alias p-website_content",
        "undeclared fields of p-brand_mentions-v1",
        "field extra of p-brand_mentions-v1",
        "block write of p-brand_mentions-v1",
        "index p-website_content-v7",
    ]
    wipe(store)


def test_another_system_is_not_touched(store: SearchStore) -> None:
    other = store.model_copy(update={"prefix": f"test-{uuid4().hex[:12]}"})
    other.migrations().up()
    store.migrations().up()
    store.migrations().down(NONE)
    assert other.migrations().check() == []
    with other.open() as index:
        assert index.search(SearchQuery("website_content", Tenant("org"), "spa")).total == 0
    wipe(other)
