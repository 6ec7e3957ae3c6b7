"""A Neo4j that is stopped and started again: asked meanwhile, and fresh afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from onevice_assets.campaigns.decisions.ask_again import ask_again
from onevice_assets.campaigns.decisions.desk import Desk
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.local_servers import processes
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.resilience.breaker import forget_breakers
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.campaigns.decisions.market import remember
from tests.onevice_assets.campaigns.studio import Studio
from tests.servers.neo4j import Neo4j
from tests.servers.server import choose_cache

# one of its own: that of the other tests must not be stopped
pytestmark = [pytest.mark.server("ONEVICE_TEST_NEO4J_URI"), pytest.mark.timeout(300)]


class OwnNeo4j:
    """Neo4j in a folder of this test, to be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self._log = folder.parent / "neo4j.log"
        self._server, cache = Neo4j(), choose_cache()
        self._server.install(cache)
        folder.mkdir()
        self._command = self._server.prepare(cache, folder)
        self._process: psutil.Process | None = None

    def start(self) -> None:
        self._process = processes.start_detached(self._command, self._log)
        until = time.monotonic() + 120
        while self._server.answers() is None:
            assert time.monotonic() < until, "Neo4j does not answer"
            time.sleep(0.2)

    def stop(self) -> None:
        if self._process is not None:
            processes.end(self._process, [self._server.stop_signal], 30)
        self._process = None

    def store(self) -> GraphStore:
        told = self._server.variables()
        return GraphStore(
            uri=told["ONEVICE_TEST_NEO4J_URI"], password=told["ONEVICE_TEST_NEO4J_PASSWORD"]
        )


@pytest.fixture
def neo4j(tmp_path: Path) -> Iterator[OwnNeo4j]:
    server = OwnNeo4j(tmp_path / "neo4j")
    server.start()
    yield server
    server.stop()


def test_a_stopped_neo4j_is_stood_in_for_and_asked_again_once_it_is_back(
    neo4j: OwnNeo4j, control: ControlPlane, objects: Objects, store: RedisStore
) -> None:
    graph = neo4j.store()
    resources = {
        "control": control,
        "objects": objects,
        "graph": graph,
        "redis": store,
        "vectors": VectorStore(kind="pgvector", database_url=control.url),
        "embeddings": Embeddings(kind="local"),
    }
    studio = Studio(resources)
    client = studio.client("yoga-loft")
    remember(studio, client)
    desk = Desk(client, resources)
    before = desk.exact_metrics()
    gaps = desk.creative_gaps()
    assert before.source == "graph"
    neo4j.stop()
    stale = desk.exact_metrics()
    assert (stale.source, stale.stale, stale.found) == ("cache", True, before.found)
    assert desk.creative_gaps().found == gaps.found
    assert ask_again(resources).waiting == 2
    neo4j.start()
    forget_breakers()  # half a minute is not waited for here
    done = ask_again(resources)
    assert (done.answered, done.waiting) == (2, 0)
    neo4j.stop()
    refreshed = desk.exact_metrics()
    assert refreshed.stale
    assert refreshed.as_of > stale.as_of
    assert refreshed.found == before.found
    graph.close()
