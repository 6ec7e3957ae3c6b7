"""The stores that the contract is held against."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from resources.control_plane.resource import ControlPlane
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.vector_index import Collection, VectorIndex
from tests.vector_stores import ANSWERS

STORES = ("pgvector", "pgvector-half")


@pytest.fixture(params=STORES)
def collection(request: pytest.FixtureRequest) -> Collection:
    """The collection of the contract, made in a store by `index`."""
    if request.param == "pgvector-half":
        return replace(ANSWERS, precision="float16")
    return ANSWERS


@pytest.fixture
def index(request: pytest.FixtureRequest, collection: Collection) -> Iterator[VectorIndex]:
    """An empty store that has the collection."""
    made = _make(request)
    made.create(collection)
    yield made
    made.drop(collection.name)
    made.close()


def _make(request: pytest.FixtureRequest) -> VectorIndex:
    control: ControlPlane = request.getfixturevalue("control")
    return PostgresIndex(control)
