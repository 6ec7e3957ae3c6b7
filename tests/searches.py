"""A search to test on: the embedded one always, and the server of ONEVICE_TEST_ELASTICSEARCH_URL.

Its indexes have a prefix of their own and go at the end. Tests share them: each has a tenant of
its own (`scope`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from resources.migrations.elasticsearch.postgres_tables import STATE, ensure_state, list_tables
from resources.search_index.documents import DocumentScope
from resources.search_index.elastic_client import open_client
from resources.search_index.index import SearchIndex
from resources.search_store import SearchStore

ELASTICSEARCH = os.environ.get("ONEVICE_TEST_ELASTICSEARCH_URL", "")
KINDS = ["embedded", *(["elasticsearch"] if ELASTICSEARCH else [])]
DAY = date(2026, 1, 5)


def make_store(kind: str, database: str) -> SearchStore:
    """A store with a prefix nobody has used yet."""
    url = ELASTICSEARCH if kind == "elasticsearch" else ""
    return SearchStore(url=url, database_url=database, prefix=f"test-{uuid4().hex[:12]}")


def wipe(store: SearchStore) -> None:
    """Take away everything a store's prefix has."""
    if store.url:
        with open_client(store.url, store.api_key) as client:
            for name in client.indices.get(index=f"{store.prefix}-*"):
                client.indices.delete(index=name)
        return
    with store._control().begin() as db:
        ensure_state(db)
        for table in list_tables(db, store.prefix):
            db.exec_driver_sql(f"DROP TABLE {table} CASCADE")
        db.exec_driver_sql(f"DELETE FROM {STATE} WHERE prefix = %(p)s", {"p": store.prefix})


@pytest.fixture(scope="session", params=KINDS)
def search_store(request: pytest.FixtureRequest, session_database: str) -> Iterator[SearchStore]:
    """A search that is at its newest version."""
    store = make_store(request.param, session_database)
    store.migrations().up()
    yield store
    wipe(store)


@pytest.fixture
def index(search_store: SearchStore) -> Iterator[SearchIndex]:
    with search_store.open() as opened:
        yield opened


@pytest.fixture
def scope() -> DocumentScope:
    """The standing documents of a website nobody else has."""
    return DocumentScope(uuid4().hex, uuid4().hex)


def document(scope: DocumentScope, identity: str, **fields: Any) -> dict[str, Any]:
    """A document of a scope."""
    day = {"day": scope.day.isoformat()} if scope.day else {}
    tenant = {"organization_id": scope.organization_id, "website_id": scope.website_id}
    return {"id": identity, **tenant, **day, **fields}
