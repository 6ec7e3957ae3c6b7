"""An index of Pinecone that others use too, as the seed's: only the client's own namespace."""

from __future__ import annotations

from typing import Any

from onevice_assets.campaigns.projections.publisher import make_publisher, scope_of
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.campaigns.studio import Studio, creative
from tests.pinecone_server import PineconeServer

KEY = "a-secret-key"
DIMENSIONS = 256
FOREIGN = ("", "knowledge", "droom", "content-essence", "droom-content-essence")


KINDS = ("content-essence", "scenario-outcomes", "audience-psychographics", "narrative-patterns")


def namespaces_asked(server: PineconeServer) -> set[str]:
    """Every namespace that a call named; calls about the whole index name none."""
    bodies = [one.body for one in server.asked if isinstance(one.body, dict)]
    told = {str(body.get("namespace", "")) for body in bodies}
    told |= {name for one in server.asked for name in one.query.get("namespace", [])}
    return told - {""}


def plant(server: PineconeServer, *namespaces: str) -> dict[str, Any]:
    for name in namespaces:
        record = {"id": "x", "values": [1.0] * DIMENSIONS, "metadata": {"text": "theirs"}}
        server._write(name, {"x": record})
    return {name: server.records(name) for name in namespaces}


def test_a_publish_names_no_namespace_but_the_clients(studio: Studio) -> None:
    client, other = studio.client("yoga-loft"), studio.client("bakery")
    own = {f"droom-{kind}-{client.id}--wordllama-256" for kind in KINDS}
    essence = f"droom-content-essence-{client.id}--wordllama-256"
    theirs = (*FOREIGN, f"droom-content-essence-{other.id}--wordllama-256")
    server = PineconeServer(DIMENSIONS, KEY)
    before = plant(server, *theirs)
    with server.running():
        store = VectorStore(kind="pinecone", url=server.url, api_key=KEY)
        publisher = make_publisher({**studio.resources, "vectors": store})
        for rows in ([creative(client, "hero"), creative(client, "tour")], []):
            studio.write(client, *rows)
            assert publisher.publish(scope_of(client)).state == "completed"
            assert len(server.records(essence)) == len(rows)
        assert {name: server.records(name) for name in theirs} == before
        assert namespaces_asked(server) == own
        changed = [path for path in server.paths("POST", "DELETE") if "namespaces" in path]
        assert changed == []


def test_what_is_stored_says_what_a_search_is_narrowed_by(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    server = PineconeServer(DIMENSIONS, KEY)
    with server.running():
        store = VectorStore(kind="pinecone", url=server.url, api_key=KEY)
        studio.write(client, creative(client, "hero"))
        make_publisher({**studio.resources, "vectors": store}).publish(scope_of(client))
        own = f"droom-content-essence-{client.id}--wordllama-256"
        (record,) = server.records(own).values()
    told = record["metadata"]
    assert told["organization_id"] == client.id
    assert told["client_of"] == client.organization_id
    assert (told["sort"], told["status"], told["tones"]) == ("Image", "active", "calm")
    assert told["text"] == creative(client, "hero")["description"]
