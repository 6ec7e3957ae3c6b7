"""The search and the vectors go over HTTP, encrypted and verified beyond this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from resources.errors import ConfigurationError
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore
from tests.certificates import self_signed
from tests.elastic_server import Said, answering
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer
from tests.resources.resilience.lab import CANARY, Lab


@pytest.mark.parametrize(
    ("store", "name"),
    [
        (
            SearchStore(url="http://me:hunter2canary@s.test:9200"),
            "ELASTICSEARCH_URL leads to s.test",
        ),
        (SearchStore(url="http://s.test", api_key=CANARY), "ELASTICSEARCH_URL leads to s.test"),
        (
            VectorStore(kind="qdrant", url="http://q.test:6333", api_key=CANARY),
            "QDRANT_URL leads to",
        ),
        (VectorStore(kind="qdrant", url="http://q.test:6333"), "QDRANT_URL leads to q.test"),
        (
            VectorStore(kind="pinecone", url="http://p.test", api_key=CANARY),
            "PINECONE_INDEX_HOST leads to p.test",
        ),
    ],
)
def test_a_search_or_vectors_in_clear_are_refused_at_opening_and_told_by_the_status(
    store: SearchStore | VectorStore, name: str
) -> None:
    with pytest.raises(ConfigurationError, match=name) as told, store.open():
        pytest.fail("it went in clear")
    found = store.health()
    assert (found.state, found.detail) == ("unusable", str(told.value))
    assert CANARY not in str(told.value) + str(found)


def test_hosts_that_are_named_may_be_spoken_to_in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "s.test,q.test")
    with SearchStore(url="http://s.test").open() as search:
        assert search.address == "http://s.test:9200"
    with VectorStore(kind="qdrant", url="http://q.test:6333").open() as vectors:
        assert vectors.address == "Qdrant at q.test:6333"


def test_a_search_with_a_certificate_of_its_own_is_refused_until_its_authority_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = self_signed(tmp_path)
    answer = Said(body={"nodes": {"n": {"version": "9.5.3"}}})
    url, asked = lab.ends.enter_context(answering(lambda _: answer))
    way = lab.way(("127.0.0.1", int(url.rpartition(":")[2])), tls=context)
    store = SearchStore(url=f"https://127.0.0.1:{way.port}")
    refused = store.health()
    assert refused.state == "unusable", refused
    assert "SSL_CERT_FILE" in refused.detail
    assert not asked
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert store.health().is_up


@pytest.mark.parametrize("kind", ["qdrant", "pinecone"])
def test_vectors_with_a_certificate_of_its_own_are_refused_until_its_authority_is_named(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Literal["qdrant", "pinecone"]
) -> None:
    authority, context = self_signed(tmp_path)
    server = QdrantServer(key=CANARY) if kind == "qdrant" else PineconeServer(8, CANARY)
    lab.ends.enter_context(server.running())
    way = lab.way(("127.0.0.1", int(server.url.rpartition(":")[2])), tls=context)
    store = VectorStore(kind=kind, url=f"https://127.0.0.1:{way.port}", api_key=CANARY)
    refused = store.health()
    assert refused.state == "unusable", refused
    assert "SSL_CERT_FILE" in refused.detail
    assert not server.asked
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert store.health().is_up
