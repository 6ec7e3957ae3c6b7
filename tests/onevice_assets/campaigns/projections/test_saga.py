"""Both stores hold the new rows or both the old ones, wherever a publish is struck."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from onevice_assets.campaigns.projections.publisher import KIND, make_publisher, scope_of
from onevice_assets.publishing.publish import KIND as OTHERS
from resources.errors import InputError, SagaError
from resources.saga import records
from tests.onevice_assets.campaigns.studio import Studio, creative

STRUCK = """
import json, os, signal, sys
from onevice_assets.campaigns.projections import essence, memory_graph
from onevice_assets.campaigns.projections.publisher import make_publisher
from onevice_assets.publishing.projection import Scope
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.object_store import Objects
from resources.vector_index.resource import VectorStore

told = json.loads(sys.argv[1])
kinds = {"graph": memory_graph.MemoryGraph, "vectors": essence.MemoryVectors}
kind = kinds[told["store"]]
replace = kind.replace


def strike(self, scope, rows):
    if told["point"] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    replace(self, scope, rows)
    os.kill(os.getpid(), signal.SIGKILL)


kind.replace = strike
control = ControlPlane(url=told["database"])
make_publisher(
    {
        "lake": Lake(url=told["lake"]),
        "objects": Objects(url=told["objects"]),
        "control": control,
        "graph": GraphStore(**told["graph"]),
        "vectors": VectorStore(kind="pgvector", database_url=told["database"]),
        "embeddings": Embeddings(kind="local"),
    }
).publish(Scope(*told["scope"]))
"""


def strike(studio: Studio, client: Any, store: str, point: str) -> int:
    """Publish in a process of its own, which is killed; its exit code."""
    given = studio.resources
    graph = given["graph"]
    told = {
        "store": store,
        "point": point,
        "database": given["control"].url,
        "lake": given["lake"].url,
        "objects": given["objects"].url,
        "graph": {"uri": graph.uri, "user": graph.user, "password": graph.password},
        "scope": [client.organization_id, client.id, client.key, None, "client"],
    }
    command = [sys.executable, "-c", STRUCK, json.dumps(told)]
    return subprocess.run(command, env=os.environ, check=False).returncode


@pytest.mark.parametrize("point", ["before", "after"])
@pytest.mark.parametrize("store", ["graph", "vectors"])
def test_killed_at_a_step_both_stores_agree_once_it_is_resumed(
    studio: Studio, store: str, point: str
) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "old"))
    studio.publish(client)
    studio.write(client, creative(client, "new"))
    assert strike(studio, client, store, point) == -signal.SIGKILL
    with studio.resources["control"].begin() as db:
        assert [one.kind for one in records.list_unfinished(db)] == [KIND]
    (report,) = make_publisher(studio.resources).resume()
    assert report.state == "completed"
    assert studio.names(client) == ["new.jpg"]
    assert studio.texts(client) == [creative(client, "new")["description"]]
    assert studio.resources["objects"].list("sagas/") == []


class Refusing:
    """A copy whose first write is refused."""

    def __init__(self, copy: Any) -> None:
        self._copy, self.store, self._writes = copy, copy.store, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._copy, name)

    def replace(self, *given: Any) -> None:
        self._writes += 1
        if self._writes == 1:
            raise InputError("this store is not written")
        self._copy.replace(*given)


def test_where_the_vectors_fail_the_graph_is_taken_back(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "old"), creative(client, "kept"))
    studio.publish(client)
    studio.write(client, creative(client, "kept", status="archived"), creative(client, "new"))
    publisher = make_publisher(studio.resources)
    graph, essence = publisher.projections
    object.__setattr__(publisher, "projections", (graph, Refusing(essence)))
    with pytest.raises(SagaError, match="Taken back: graph, vectors"):
        publisher.publish(scope_of(client))
    assert studio.names(client) == ["kept.jpg", "old.jpg"]
    assert {row["status"] for row in studio.graph(client)["Content"]} == {"active"}
    assert len(studio.texts(client)) == 2


def test_sagas_of_campaigns_are_not_those_of_websites(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    assert KIND != OTHERS
    assert studio.publish(client).kind == KIND
