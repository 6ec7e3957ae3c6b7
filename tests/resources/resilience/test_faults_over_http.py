"""Whatever happens to a search or a store of vectors, the message says which, where, what to do."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import pytest

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience import metrics
from resources.resilience.breaker import FAILURES
from resources.search_index.documents import DocumentScope
from resources.search_store import SearchStore
from resources.vector_index.qdrant_index import QdrantIndex
from resources.vector_index.replace_place import replace_place
from resources.vector_index.resource import VectorStore
from tests.elastic_server import Asked, Said, answering
from tests.fault_proxy import closed_port
from tests.json_server import Fault, JsonServer
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer
from tests.resources.resilience.lab import CANARY, Lab
from tests.searches import document
from tests.vector_stores import ANSWERS, DIMENSIONS, TODAY, CountingEmbedder, entries

SCOPE = DocumentScope("org", "web")
NO_HITS = {
    "_scroll_id": "s",
    "hits": {"hits": []},
    "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
}
Hosted = Literal["qdrant", "pinecone"]
Act = Callable[[Lab, str], None]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.search_index.elastic_client.TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr("resources.search_index.elastic_client.RETRIES", 0)
    monkeypatch.setattr("resources.search_index.elastic_bulk._BACKOFF_SECONDS", 0.001)
    monkeypatch.setattr("resources.vector_index.qdrant_index._TIMEOUT_SECONDS", 1)
    monkeypatch.setattr("resources.vector_index.pinecone_index._TIMEOUT_SECONDS", 0.2)


def search_at(port: int) -> None:
    """Replace documents in an Elasticsearch at a port."""
    url = f"http://me:{CANARY}@127.0.0.1:{port}"
    with SearchStore(url=url).open() as index:
        index.replace("website_content", SCOPE, [document(SCOPE, "a")])


def search_that(lab: Lab, says: Callable[[Asked], Said], *, swallows: bool = False) -> None:
    """Replace documents in an Elasticsearch that says something when they come."""

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("/_bulk"):
            return says(asked)
        return Said(body=NO_HITS)

    url, _ = lab.ends.enter_context(answering(answer))
    way = lab.way(("127.0.0.1", int(url.rpartition(":")[2])))
    if swallows:
        way.swallow()
    search_at(way.port)


def refusal(status: int, kind: str, reason: str) -> Callable[[Asked], Said]:
    """A refusal in Elasticsearch's words."""
    return lambda _: Said(status, {"error": {"type": kind, "reason": reason}, "status": status})


def vectors_at(kind: Hosted, port: int) -> None:
    """Replace a place of a store of vectors at a port."""
    store = VectorStore(kind=kind, url=f"http://127.0.0.1:{port}", api_key=CANARY)
    with store.open() as index:
        soon = replace(index, first_wait_s=0.01) if isinstance(index, QdrantIndex) else index
        replace_place(soon, ANSWERS, TODAY, entries(3), CountingEmbedder())


def vectors_that(lab: Lab, kind: Hosted, *faults: Fault, swallows: bool = False) -> None:
    """Replace a place of a store of vectors in which something goes wrong."""
    server: JsonServer = (
        QdrantServer(key=CANARY) if kind == "qdrant" else PineconeServer(DIMENSIONS, CANARY)
    )
    lab.ends.enter_context(server.running())
    with VectorStore(kind=kind, url=server.url, api_key=CANARY).open() as index:
        index.create(ANSWERS)
    server.faults = list(faults)
    way = lab.way(("127.0.0.1", int(server.url.rpartition(":")[2])))
    if swallows:
        way.swallow()
    vectors_at(kind, way.port)


def vectors_refuse(kind: Hosted, status: int) -> Callable[[Lab], None]:
    """Every call is refused."""
    return lambda lab: vectors_that(lab, kind, Fault(status=status, uses=99))


UPSERTS: dict[Hosted, str] = {"qdrant": "PUT /collections/test_answers", "pinecone": "/upsert"}
BLOCK = "cluster_block_exception"
FULL = "index [x] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark];"
START = "check that it runs|start it and check|check pinecone_index_host"
CASES: dict[tuple[str, str], tuple[Callable[[Lab], None], str]] = {
    ("Elasticsearch", "down at start"): (lambda _: search_at(closed_port()), START),
    ("Elasticsearch", "lost in mid-batch"): (
        lambda lab: search_that(lab, lambda _: Said(0)),
        START,
    ),
    ("Elasticsearch", "slow"): (
        lambda lab: search_that(lab, lambda _: Said(0), swallows=True),
        START,
    ),
    ("Elasticsearch", "starting"): (
        lambda lab: search_that(lab, refusal(503, BLOCK, "state not recovered")),
        "do it again",
    ),
    ("Elasticsearch", "read-only"): (
        lambda lab: search_that(lab, refusal(403, BLOCK, "[FORBIDDEN/5/index read-only (api)]")),
        "take the block away",
    ),
    ("Elasticsearch", "disk full"): (
        lambda lab: search_that(lab, refusal(429, BLOCK, FULL)),
        "free space",
    ),
    ("Elasticsearch", "wrong password"): (
        lambda lab: search_that(lab, refusal(401, "security_exception", "no such user")),
        "check user and password",
    ),
    ("Qdrant", "down at start"): (lambda _: vectors_at("qdrant", closed_port()), START),
    ("Qdrant", "lost in mid-batch"): (
        lambda lab: vectors_that(lab, "qdrant", Fault(UPSERTS["qdrant"], drop=True, uses=9)),
        START,
    ),
    ("Qdrant", "slow"): (lambda lab: vectors_that(lab, "qdrant", swallows=True), START),
    ("Qdrant", "starting"): (vectors_refuse("qdrant", 503), "run it again"),
    ("Qdrant", "read-only"): (vectors_refuse("qdrant", 403), "check qdrant_api_key"),
    ("Qdrant", "disk full"): (vectors_refuse("qdrant", 507), "make room"),
    ("Qdrant", "wrong password"): (vectors_refuse("qdrant", 401), "check qdrant_api_key"),
    ("Pinecone", "down at start"): (lambda _: vectors_at("pinecone", closed_port()), START),
    ("Pinecone", "lost in mid-batch"): (
        lambda lab: vectors_that(lab, "pinecone", Fault(UPSERTS["pinecone"], drop=True, uses=9)),
        START,
    ),
    ("Pinecone", "slow"): (lambda lab: vectors_that(lab, "pinecone", swallows=True), START),
    ("Pinecone", "starting"): (vectors_refuse("pinecone", 503), "run it again"),
    ("Pinecone", "read-only"): (vectors_refuse("pinecone", 403), "check pinecone_api_key"),
    ("Pinecone", "disk full"): (vectors_refuse("pinecone", 402), "billing page"),
    ("Pinecone", "wrong password"): (vectors_refuse("pinecone", 401), "check pinecone_api_key"),
}
OUTCOME = "before is kept|nothing was (done|changed)|nothing of that call|half done is completed"
DOWN = ("down at start", "lost in mid-batch", "slow", "starting")


@pytest.mark.parametrize(("store", "fault"), CASES, ids=lambda one: one)
def test_the_message_names_the_store_the_address_what_was_done_and_what_to_do(
    lab: Lab, store: str, fault: str
) -> None:
    provoke, advice = CASES[store, fault]
    with pytest.raises((StoreError, ConfigurationError)) as told:
        provoke(lab)
    said = str(told.value)
    assert store in said
    assert re.search(r"127\.0\.0\.1:\d+", said), said
    assert re.search(OUTCOME, said, re.IGNORECASE), said
    assert re.search(advice, said, re.IGNORECASE), said
    assert CANARY not in "".join(traceback.format_exception(told.value))
    assert isinstance(told.value, StoreDownError) == (fault in DOWN), said


def test_a_search_that_does_not_answer_is_left_alone_but_the_status_asks_it() -> None:
    is_up = False

    def answer(asked: Asked) -> Said:
        if asked.path.startswith("/_nodes") and is_up:
            return Said(body={"nodes": {"n": {"version": "9.5.3"}}})
        return Said(0)

    with answering(answer) as (url, asked):
        store = SearchStore(url=url)
        with store.open() as index:
            for _ in range(FAILURES):
                with pytest.raises(StoreDownError, match="did not answer"):
                    index.count("website_content", SCOPE)
            before = len(asked)
            with pytest.raises(StoreDownError, match="nothing was sent to it now"):
                index.count("website_content", SCOPE)
            assert len(asked) == before == FAILURES
        assert store.health().state == "down"
        is_up = True
        assert store.health().is_up
    told = metrics.render()
    assert 'errors_total{kind="read",reason="breaker_open",store="search"}' in told


@pytest.mark.parametrize("kind", ["qdrant", "pinecone"])
def test_a_store_of_vectors_that_refuses_is_not_left_alone(kind: Hosted) -> None:
    server: Any = QdrantServer(key="k") if kind == "qdrant" else PineconeServer(DIMENSIONS, "k")
    with server.running():
        for done in range(FAILURES + 1):
            with (
                VectorStore(kind=kind, url=server.url, api_key=CANARY).open() as index,
                pytest.raises(ConfigurationError, match="refused"),
            ):
                index.names()
            ours = [one.path for one in server.asked if one.headers.get("api-key") == CANARY]
            assert len(ours) > done  # it was asked, each time anew
