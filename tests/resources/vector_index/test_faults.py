"""Stores of vectors that are away, busy, cut off or closed to us: what is said and what is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from resources.errors import ConfigurationError, InputError, OneviceError, StoreError
from resources.vector_index.pinecone_index import connect_to_pinecone
from resources.vector_index.qdrant_index import connect_to_qdrant
from resources.vector_index.replace_place import Replaced, replace_place
from resources.vector_index.vector_index import Collection, VectorIndex, Within
from tests.json_server import Fault, JsonServer
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer
from tests.resources.vector_index.conftest import KEY, pinecone_of, qdrant_of
from tests.vector_stores import (
    ACME,
    ANSWERS,
    DIMENSIONS,
    TODAY,
    CountingEmbedder,
    entries,
    entry,
    unit,
)

UPSERT = {"qdrant": "PUT /collections/test_answers--counting/points", "pinecone": "/vectors/upsert"}
DELETE = {"qdrant": "/points/delete", "pinecone": "/vectors/delete"}
QUERY = {"qdrant": "/points/query", "pinecone": "POST /query"}


@pytest.fixture(params=["qdrant", "pinecone"])
def hosted(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[VectorIndex, JsonServer]]:
    """A store over HTTP with the test's collection, and the server behind it."""
    if request.param == "qdrant":
        engine = QdrantServer(tmp_path, KEY)
        with qdrant_of(engine) as index:
            index.create(ANSWERS)
            yield index, engine
    else:
        server = PineconeServer(DIMENSIONS, KEY)
        with pinecone_of(server) as made:
            yield made, server


def put(index: VectorIndex, count: int, prefix: str = "answer") -> Replaced:
    return replace_place(index, ANSWERS, TODAY, entries(count, prefix), CountingEmbedder())


def test_a_busy_store_is_asked_again_when_it_says(
    hosted: tuple[VectorIndex, JsonServer],
) -> None:
    index, server = hosted
    server.faults = [
        Fault(UPSERT[index.store], 429, {"retry-after": "1"}),
        Fault(UPSERT[index.store], 503),
    ]
    started = time.monotonic()
    assert put(index, 3).sent_count == 3
    assert time.monotonic() - started >= 1
    assert index.count(ANSWERS, Within(ACME)) == 3


@pytest.mark.parametrize("fault", [Fault(status=503, uses=99), Fault(drop=True, uses=99)])
def test_a_store_that_stays_away_is_named_with_what_to_do(
    hosted: tuple[VectorIndex, JsonServer], fault: Fault
) -> None:
    index, server = hosted
    put(index, 3)
    server.faults = [replace(fault)]
    before = len(server.asked)
    with pytest.raises(StoreError, match=r"(?s)failed: .* at 127.0.0.1:\d+.*[Rr]un it again") as e:
        index.find_nearest(ANSWERS, unit("x"), Within(ACME))
    assert len(server.asked) - before == 4
    assert KEY not in str(e.value)


def test_a_store_lost_in_mid_batch_is_completed_by_the_next_call(
    hosted: tuple[VectorIndex, JsonServer],
) -> None:
    index, server = hosted
    put(index, 1_500, "old")
    server.faults = [Fault(UPSERT[index.store], 503, after=1, uses=4)]
    with pytest.raises(StoreError, match=r"(?i)writing vectors 1,001 to 1,500 of 1,500"):
        put(index, 1_500, "new")
    assert index.count(ANSWERS, Within(ACME)) == 2_500
    assert put(index, 1_500, "new") == Replaced(1_500, 500, 500, 1_500)
    assert {one.text.split()[0] for one in index.read(ANSWERS, TODAY)} == {"new"}


def test_a_deletion_that_was_cut_off_is_completed_by_the_next_call(
    hosted: tuple[VectorIndex, JsonServer],
) -> None:
    index, server = hosted
    put(index, 5)
    server.faults = [Fault(DELETE[index.store], 500, uses=4)]
    with pytest.raises(StoreError, match="eleting 3 vectors"):
        put(index, 2)
    assert put(index, 2) == Replaced(2, 0, 0, 3)


def test_an_answer_that_never_arrived_does_no_harm(
    hosted: tuple[VectorIndex, JsonServer],
) -> None:
    index, server = hosted
    server.faults = [Fault(UPSERT[index.store], cut=True), Fault(DELETE[index.store], cut=True)]
    put(index, 4)
    put(index, 2)
    assert index.count(ANSWERS, Within(ACME)) == 2


def test_a_longer_wait_than_anybody_has_is_not_waited(tmp_path: Path) -> None:
    server = QdrantServer(tmp_path, KEY)
    with qdrant_of(server) as index:
        index.create(ANSWERS)
        server.faults = [Fault(QUERY["qdrant"], 429, {"retry-after": "3600"}, uses=9)]
        with pytest.raises(StoreError, match="answered 429"):
            index.find_nearest(ANSWERS, unit("x"), Within(ACME))
        assert server.paths().count("POST /collections/test_answers--counting/points/query") == 1


@pytest.mark.parametrize("store", ["qdrant", "pinecone"])
def test_a_wrong_key_is_told_once_and_not_shown(store: str, tmp_path: Path) -> None:
    server = QdrantServer(tmp_path, KEY) if store == "qdrant" else PineconeServer(DIMENSIONS, KEY)
    connect = connect_to_qdrant if store == "qdrant" else connect_to_pinecone
    with server.running():
        index: VectorIndex = connect(server.url, "a-wrong-secret")
        with pytest.raises(ConfigurationError, match=rf"{store.upper()}_API_KEY") as caught:
            index.count(ANSWERS, Within(ACME))
        assert len(server.asked) == 1
        index.close()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("store", ["qdrant", "pinecone"])
def test_a_store_that_was_never_started_is_named(store: str, tmp_path: Path) -> None:
    server = QdrantServer(tmp_path) if store == "qdrant" else PineconeServer(DIMENSIONS)
    with server.running():
        url = server.url
    connect = connect_to_qdrant if store == "qdrant" else connect_to_pinecone
    index: VectorIndex = connect(url, KEY)
    with pytest.raises(StoreError, match=rf"{store.upper()}_") as caught:
        index.names()
    assert "PostgreSQL" in str(caught.value)
    assert KEY not in f"{caught.value} {caught.value.__cause__}"
    index.close()


def test_a_store_made_for_other_vectors_refuses_ours_with_advice(
    hosted: tuple[VectorIndex, JsonServer],
) -> None:
    index, _server = hosted
    wide = replace(ANSWERS, dimensions=32)
    with pytest.raises(StoreError, match=r"answered 400.*migrate check") as caught:
        replace_place(index, wide, TODAY, entries(1), CountingEmbedder(32))
    assert "32" in str(caught.value)


def test_a_collection_that_was_never_made_is_named(tmp_path: Path) -> None:
    with (
        qdrant_of(QdrantServer(tmp_path, KEY)) as index,
        pytest.raises(StoreError, match=r"answered 404.*onevice migrate up --store vectors"),
    ):
        index.count(ANSWERS, Within(ACME))


def test_qdrant_is_sent_what_one_request_may_hold(tmp_path: Path) -> None:
    """1,000 vectors of 1,536 dimensions would be 30 MB of JSON; Qdrant refuses 32."""
    server = QdrantServer(tmp_path, KEY)
    wide = Collection("wide", "counting", 1_536)
    with qdrant_of(server) as index:
        index.create(wide)
        replace_place(index, wide, TODAY, entries(300), CountingEmbedder(1_536))
    sizes = [one.size for one in server.asked if one.path.endswith("/points")]
    assert len(sizes) == 2
    assert max(sizes) < 12_000_000


def test_pinecone_is_sent_at_most_two_megabytes_and_a_thousand_vectors() -> None:
    server = PineconeServer(1_536, KEY)
    wide = Collection("wide", "counting", 1_536)
    with pinecone_of(server) as index:
        rows = [entry(f"{n} {'é' * 2_000}") for n in range(150)]
        replace_place(index, wide, TODAY, rows, CountingEmbedder(1_536))
        assert index.count(wide, Within(ACME)) == 150
    sent = [one for one in server.asked if one.path == "/vectors/upsert"]
    assert len(sent) > 2
    assert all(one.size <= 2 * 1024 * 1024 for one in sent)
    assert all(len(one.body["vectors"]) <= 1_000 for one in sent)


def test_metadata_that_pinecone_cannot_hold_is_refused_before_anything_is_written() -> None:
    server = PineconeServer(DIMENSIONS, KEY)
    with pinecone_of(server) as index:
        rows = [entry("small"), entry("x" * 50_000)]
        with pytest.raises(InputError, match=r"50,\d+ bytes.*40,960. Nothing was written"):
            replace_place(index, ANSWERS, TODAY, rows, CountingEmbedder())
    assert "POST /vectors/upsert" not in server.paths()


def test_what_pinecone_does_not_show_in_time_is_told_and_not_sent_twice() -> None:
    server = PineconeServer(DIMENSIONS, KEY, lag=10_000)
    with pinecone_of(server) as index:
        slow = replace(index, shown_within_s=0.05)
        with pytest.raises(StoreError, match=r"does not show all.*Run it again"):
            put(slow, 3)
        server.lag = 0
        server._writes = [(0, name, changes) for _due, name, changes in server._writes]
        assert put(index, 3) == Replaced(3, 0, 0, 0)


def test_a_tenant_has_a_namespace_of_its_own() -> None:
    server = PineconeServer(DIMENSIONS, KEY)
    seeds = Collection("brand_monitor_answers", "text-embedding-3-small", DIMENSIONS)
    embedder = CountingEmbedder()
    with pinecone_of(server) as index:
        put(index, 3)
        embedder.model = "text-embedding-3-small"
        replace_place(index, seeds, TODAY, entries(2), embedder)
        assert server.namespaces() == [
            f"brand_monitor_answers-{ACME}",
            f"test_answers-{ACME}--counting",
        ]
        assert index.names() == ["brand_monitor_answers", "test_answers--counting"]
        index.drop("test_answers--counting")
        assert server.namespaces() == [f"brand_monitor_answers-{ACME}"]


@pytest.mark.parametrize(
    "body",
    [
        {"vectors": [{"id": str(n), "values": [1.0] * 4} for n in range(1_001)]},
        {"vectors": [{"id": "a", "values": [1.0] * 5}]},
        {"vectors": [{"id": "a", "values": [0.0] * 4}]},
        {"vectors": [{"id": "a", "values": [1.0] * 4, "metadata": {"a": "x" * 41_000}}]},
        {"vectors": [{"id": "a" * 3_000_000, "values": [1.0] * 4}]},
    ],
)
def test_the_fake_refuses_what_pinecone_refuses(body: dict[str, object]) -> None:
    from pinecone.exceptions import PineconeApiException

    with pinecone_of(PineconeServer(4, KEY)) as index:
        with pytest.raises(PineconeApiException) as caught:
            index.client.upsert(vectors=body["vectors"], namespace="n")
        assert caught.value.status_code == 400
        assert not isinstance(caught.value, OneviceError)
