"""The stores that the contract is held against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from resources.control_plane.resource import ControlPlane
from resources.vector_index.pinecone_index import PineconeIndex, connect_to_pinecone
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.qdrant_index import QdrantIndex, connect_to_qdrant
from resources.vector_index.vector_index import Collection, VectorIndex
from tests.pinecone_server import PineconeServer
from tests.qdrant_server import QdrantServer
from tests.vector_stores import ANSWERS, DIMENSIONS

STORES = (
    "pgvector",
    "pgvector-half",
    "qdrant-local",
    "qdrant-engine",
    "pinecone",
    "pinecone-late",
)
KEY = "a-secret-key"


@pytest.fixture(params=STORES)
def collection(request: pytest.FixtureRequest) -> Collection:
    """The collection of the contract, made in a store by `index`."""
    if request.param == "pgvector-half":
        return replace(ANSWERS, precision="float16")
    return ANSWERS


@pytest.fixture
def index(
    request: pytest.FixtureRequest, collection: Collection, tmp_path: Path
) -> Iterator[VectorIndex]:
    """An empty store that has the collection."""
    store = request.node.callspec.params["collection"]
    if store.startswith("pgvector"):
        control: ControlPlane = request.getfixturevalue("control")
        made: VectorIndex = PostgresIndex(control)
        made.create(collection)
        yield made
        made.drop(collection.name)
    else:
        with _hosted(store, tmp_path) as made:
            made.create(collection)
            yield made


@contextmanager
def _hosted(store: str, folder: Path) -> Iterator[VectorIndex]:
    if store == "qdrant-local":
        yield local_qdrant()
    elif store == "qdrant-engine":
        with qdrant_of(QdrantServer(folder, KEY)) as index:
            yield index
    else:
        lag = 5 if store == "pinecone-late" else 0
        with pinecone_of(PineconeServer(DIMENSIONS, KEY, lag=lag)) as index:
            yield index


def local_qdrant() -> QdrantIndex:
    """The client's own stand-in: brute force, without quantization and payload indexes."""
    from qdrant_client import QdrantClient

    return QdrantIndex(QdrantClient(":memory:"), "Qdrant in this process")


@contextmanager
def pinecone_of(server: PineconeServer) -> Iterator[PineconeIndex]:
    """A client of a server, closed at the end."""
    with server.running():
        index = replace(connect_to_pinecone(server.url, KEY), look_every_s=0.01, shown_within_s=30)
        yield index
        index.close()


@contextmanager
def qdrant_of(server: QdrantServer) -> Iterator[QdrantIndex]:
    """A client of a server, both closed at the end."""
    with server.running():
        index = replace(connect_to_qdrant(server.url, KEY), first_wait_s=0.01)
        yield index
        index.close()
        server.close()
