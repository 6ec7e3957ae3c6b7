"""A server that is too old is told by `onevice status`, with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from resources.resilience.health import Health
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore
from tests.elastic_server import Asked, Said, answering
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer
from tests.resources.resilience.lab import CANARY, Lab

Ask = Callable[[Lab, dict[bytes, bytes]], Health]
OLD: dict[str, tuple[Ask, str, str]] = {
    "postgres": (
        lambda lab, lie: lab.postgres(lab.way_to_postgres(instead=lie).port).health(),
        "",
        "15.",
    ),
    "redis": (
        lambda lab, lie: lab.redis(lab.way_to_redis(instead=lie).port).health(),
        "redis_version:",
        "5.",
    ),
    "graph": (
        lambda lab, lie: lab.graph(lab.way_to_graph(instead=lie).port).health(),
        "Neo4j/",
        "4.",
    ),
}


@pytest.mark.redis
@pytest.mark.parametrize("store", OLD)
def test_a_server_that_is_too_old_is_told(lab: Lab, store: str) -> None:
    ask, before, old = OLD[store]
    true = ask(lab, {})
    assert true.is_up
    major = re.search(r"(?<!\w)\d+\.", true.version)
    assert major is not None
    found = ask(lab, {f"{before}{major[0]}".encode(): f"{before}{old}".encode()})
    assert found.state == "unusable"
    assert re.search(r"must be \d+(\.\d+)? or newer", found.detail), found
    assert "127.0.0.1" in found.detail
    assert "Upgrade it" in found.detail


def elastic(version: str) -> Callable[[Asked], Said]:
    """A node that says it is of a version."""
    return lambda _: Said(body={"nodes": {"n1": {"version": version}}})


@pytest.mark.parametrize(
    ("version", "state"), [("9.5.3", "up"), ("8.19.0", "unusable"), ("9.0.0", "up")]
)
def test_elasticsearch_must_be_9(version: str, state: str) -> None:
    with answering(elastic(version)) as (url, _):
        store = SearchStore(url=url.replace("http://", f"http://me:{CANARY}@"))
        found = store.health()
    assert (found.store, found.kind, found.state) == ("search", "server", state)
    assert found.address == f"Elasticsearch at {url}"
    assert CANARY not in str(found)
    if state == "up":
        assert found.version == f"Elasticsearch {version}"
        assert found.latency_ms is not None
    else:
        assert "must be 9 or newer" in found.detail
        assert "Upgrade it" in found.detail


@pytest.mark.parametrize(("version", "state"), [("1.17.0", "up"), ("1.10.1", "unusable")])
def test_qdrant_must_know_tenants(tmp_path: Path, version: str, state: str) -> None:
    server = QdrantServer(tmp_path, CANARY, version=version)
    with server.running():
        store = VectorStore(kind="qdrant", url=server.url, api_key=CANARY)
        found = store.health()
    assert (found.store, found.kind, found.state) == ("vectors", "server", state)
    assert CANARY not in str(found)
    assert found.version == f"Qdrant {version}" or "must be 1.11 or newer" in found.detail


def test_an_index_of_pinecone_tells_what_it_is_for() -> None:
    server = PineconeServer(256, CANARY)
    with server.running():
        found = VectorStore(kind="pinecone", url=server.url, api_key=CANARY).health()
    assert (found.state, found.version, found.detail) == (
        "up",
        "Pinecone",
        "256 dimensions, cosine",
    )


def test_a_key_that_is_refused_is_no_store_that_is_down(tmp_path: Path) -> None:
    for kind, server in (
        ("qdrant", QdrantServer(tmp_path, "another")),
        ("pinecone", PineconeServer(256, "another")),
    ):
        with server.running():
            found = VectorStore(kind=kind, url=server.url, api_key=CANARY).health()
        assert found.state == "unusable"
        assert f"{kind.upper()}_API_KEY" in found.detail
        assert CANARY not in str(found)


def test_what_stands_in_postgresql_is_told_as_that(session_database: str) -> None:
    for store in (
        SearchStore(database_url=session_database),
        VectorStore(kind="pgvector", database_url=session_database),
    ):
        found = store.health()
        assert found.is_up
        assert found.version.startswith("PostgreSQL ")
