"""All resources that a publish takes, each on a store that nothing else is in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from tests.searches import KINDS, make_store, wipe


@pytest.fixture
def every_store(
    lake: Lake, control: ControlPlane, objects: Objects, graph: GraphStore, store: RedisStore
) -> Iterator[dict[str, Any]]:
    """Resources by name; the search is Elasticsearch where one is given."""
    search = make_store(KINDS[-1], control.url)
    _drop_vectors(control)  # those of tests that share the database
    yield {
        "lake": lake,
        "control": control,
        "objects": objects,
        "graph": graph,
        "redis": store,
        "search": search,
        "vectors": VectorStore(kind="pgvector", database_url=control.url),
        "embeddings": Embeddings(kind="local"),
    }
    wipe(search)
    _drop_vectors(control)


def _drop_vectors(control: ControlPlane) -> None:
    with control.begin() as db:
        db.exec_driver_sql("DROP SCHEMA IF EXISTS vectors CASCADE")
