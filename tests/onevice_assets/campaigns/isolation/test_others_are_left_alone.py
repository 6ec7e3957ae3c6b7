"""Data of other applications and other clients in the same stores: byte by byte as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.model.kinds import DROOM
from onevice_assets.campaigns.model.shared import SHARED
from onevice_assets.campaigns.projections.publisher import make_publisher, scope_of
from onevice_assets.campaigns.projections.write_memory import initialize
from resources.control_plane.campaign_clients import Client
from resources.cypher import Statement
from resources.embedding.static_vectors import StaticVectors
from resources.errors import InputError, SagaError, StoreError
from resources.migrations.neo4j.empty import empty_graph
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Place
from tests.graphs import dump as dump_graph
from tests.onevice_assets.campaigns.studio import Studio, creative
from tests.stores import driver_of, keys_of
from tests.vector_stores import entry, made_id

# what other applications may have: our labels, our types, our ids, our client, without `:Droom`
FOREIGN = (
    "CREATE (c:Content:Video {id: $id, brand_id: $brand, status: 'active', filename: 'theirs'}) "
    "CREATE (t:Tone {name: 'calm'}) CREATE (c)-[:HAS_TONE {confidence: 1.0}]->(t)",
    "CREATE (:Content {id: $id, brand_id: $brand, droom_key: $key})",
    "CREATE (:Memory {brand_id: $brand, revision: 7})",
    "CREATE (:Platform {name: 'linkedin', droom_key: '|Platform|linkedin'})",
    "CREATE (:Lead {id: $id, brand_id: $brand, email: 'a@b.test'})",
    "CREATE (:Lead {id: $id, brand_id: $brand, email: 'a@b.test'})",
    "CREATE (:Campaign {name: 'theirs'})-[:ACHIEVED {brand_id: $brand}]->(:Performance)",
)


def plant(studio: Studio, client: Client) -> None:
    """Put foreign data into every store before anything of ours is there."""
    row = creative(client, "hero")
    given = {
        "id": row["id"],
        "brand": client.id,
        "key": f"{client.id}|Content|{row['id']}",
    }
    with studio.resources["graph"].session() as session:
        for number, text in enumerate(FOREIGN):
            one = Statement(f"tests.foreign.{number}", text)
            session.change("foreign", lambda t, one=one: t.read(one, **given))
    with studio.resources["vectors"].open() as index:
        model = StaticVectors()
        VectorMigrations(index, model.model, model.dimensions).up()
        pages = collection("brand_monitor_pages", model.model, model.dimensions)
        place = Place(made_id("organization"), made_id("website"))
        replace_place(index, pages, place, [entry("a page of theirs", page_id="p")], model)
        # the same id, under our client's id, in a collection that is not ours
        prompts = collection("brand_monitor_prompts", model.model, model.dimensions)
        replace_place(index, prompts, Place(client.id, client.id), [entry("theirs")], model)
    driver = driver_of(studio.resources["redis"])
    driver.set(f"{studio.resources['redis'].namespace}campaigns:theirs", client.id)


def dump(studio: Studio) -> dict[str, list[str]]:
    """Everything the stores hold, by store; of the graph without the order of its own."""
    with studio.resources["graph"].session() as session:
        nodes, edges = dump_graph(session)
    with studio.resources["control"].begin() as db:
        names = db.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'vectors'"
        ).scalars()
        vectors = [
            f"{name} {json.dumps(row, sort_keys=True)}"
            for name in names.all()
            for row in db.exec_driver_sql(f'SELECT to_jsonb(t) FROM vectors."{name}" t').scalars()
        ]
    redis = studio.resources["redis"]
    keys = [f"{key} = {driver_of(redis).get(key)}" for key in sorted(keys_of(redis))]
    return {"nodes": nodes, "edges": edges, "vectors": sorted(vectors), "redis": keys}


def without(held: dict[str, list[str]], brand_id: str) -> dict[str, list[str]]:
    """What is left of a dump without a client's own, and without what all clients share."""
    ours = f"'brand_id', '{brand_id}'"

    def is_ours(line: str) -> bool:
        is_shared = any(f"'|{label}|" in line for label in SHARED)
        return f"'{DROOM}'" in line and (ours in line or is_shared)

    def is_our_edge(line: str) -> bool:
        return f"'{brand_id}|Content|" in line and f"('brand_id', '{brand_id}')" in line

    return {
        "nodes": [line for line in held["nodes"] if not is_ours(line)],
        "edges": [line for line in held["edges"] if not is_our_edge(line)],
        "vectors": [
            line
            for line in held["vectors"]
            if not (line.startswith("droom-") and f'"organization_id": "{brand_id}"' in line)
        ],
        "redis": held["redis"],
    }


def publish_and_change(studio: Studio, client: Client) -> None:
    studio.write(client, creative(client, "hero"), creative(client, "tour", sort="Video"))
    studio.publish(client)
    studio.publish(client)
    studio.write(client, creative(client, "hero", status="archived", tones="[]"))
    studio.publish(client)


def empty(studio: Studio, client: Client) -> None:
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    studio.write(client)
    studio.publish(client)


def fail_halfway(studio: Studio, client: Client) -> None:
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    studio.write(client, creative(client, "other"))
    given = {**studio.resources, "vectors": NoVectors(studio.resources["vectors"])}
    with pytest.raises(SagaError, match="Taken back: graph"):
        make_publisher(given).publish(scope_of(client))


def start_again_and_again(studio: Studio, client: Client) -> None:
    with studio.resources["graph"].session() as session:
        for _ in range(3):
            initialize(BrandMemory(session, client.id))


class NoVectors:
    """A store of vectors that can be read and not written."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def open(self) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def opened() -> Any:
            with self._store.open() as index:

                class Refusing:
                    store, address = index.store, index.address

                    def __getattr__(self, name: str) -> Any:
                        return getattr(index, name)

                    def write(self, *_: Any) -> None:
                        raise InputError("this store is not written")

                yield Refusing()

        return opened()


OPERATIONS: dict[str, Callable[[Studio, Client], None]] = {
    "initialize": start_again_and_again,
    "publish and change": publish_and_change,
    "empty": empty,
    "fail halfway": fail_halfway,
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_nothing_of_others_is_changed(
    studio: Studio, operation: Callable[[Studio, Client], None]
) -> None:
    client, other = studio.client("yoga-loft"), studio.client("bakery")
    plant(studio, client)
    studio.write(other, creative(other, "bread"), creative(other, "hero"))
    studio.publish(other)
    before = without(dump(studio), client.id)
    assert any("theirs" in line for line in before["nodes"])
    assert any("'calm'" in line for line in before["edges"])
    assert any("a page of theirs" in line for line in before["vectors"])
    assert any(other.id in line for line in before["vectors"])
    operation(studio, client)
    assert without(dump(studio), client.id) == before


def test_nothing_of_others_is_read(studio: Studio) -> None:
    client, other = studio.client("yoga-loft"), studio.client("bakery")
    plant(studio, client)
    studio.write(other, creative(other, "bread"))
    studio.publish(other)
    assert not any(studio.graph(client).values())
    assert studio.texts(client) == []
    studio.write(client, creative(client, "tour"))
    studio.publish(client)
    assert studio.names(client) == ["tour.jpg"]
    assert len(studio.texts(client)) == 1
    assert studio.names(other) == ["bread.jpg"]


def test_two_organizations_with_a_client_of_one_name_share_nothing(studio: Studio) -> None:
    ours, theirs = studio.client("yoga-loft"), studio.client("yoga-loft", "another")
    assert ours.id != theirs.id
    for one, name in ((ours, "mine"), (theirs, "yours")):
        studio.write(one, creative(one, name))
        studio.publish(one)
    assert studio.names(ours) == ["mine.jpg"]
    assert studio.names(theirs) == ["yours.jpg"]


def test_a_node_that_somebody_tied_something_to_is_not_deleted(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    tie = Statement(
        "tests.tie",
        "MATCH (c:Droom:Content) MERGE (b:Board {name: 'theirs'}) CREATE (b)-[:PINS]->(c)",
    )
    with studio.resources["graph"].session() as session:
        session.change("tie", lambda t: t.read(tie))
        before = dump_graph(session)
    studio.write(client)
    with pytest.raises(SagaError, match=r"delete_nodes\.Content"):
        studio.publish(client)
    with studio.resources["graph"].session() as session:
        nodes, edges = dump_graph(session)
        assert edges == before[1]
        assert [one for one in nodes if "Memory" not in one] == [
            one for one in before[0] if "Memory" not in one
        ]


def test_a_row_cannot_be_given_to_another_client(studio: Studio) -> None:
    from onevice_assets.campaigns.projections.write_memory import replace_memory

    client, other = studio.client("yoga-loft"), studio.client("bakery")
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    held = studio.graph(client)
    stolen = {name: [{**row, "brand_id": other.id} for row in rows] for name, rows in held.items()}
    with studio.resources["graph"].session() as session:
        replace_memory(BrandMemory(session, client.id), client.organization_id, stolen)
    assert studio.names(other) == []
    assert studio.names(client) == ["hero.jpg"]


def test_a_rebuild_of_the_graph_leaves_the_memory_and_others_alone(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    plant(studio, client)
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    before = dump(studio)
    empty_graph(studio.resources["graph"])
    assert dump(studio) == before


def test_a_memory_of_nobody_is_refused(studio: Studio) -> None:
    with studio.resources["graph"].session() as session, pytest.raises(InputError, match="client"):
        BrandMemory(session, "")


def test_two_publishes_at_once_leave_one_memory(studio: Studio) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from onevice_assets.campaigns.projections.write_memory import replace_memory

    client = studio.client("yoga-loft")
    studio.write(client, *(creative(client, f"n{n}") for n in range(5)))
    studio.publish(client)
    rows = studio.graph(client)
    other = {name: [] for name in rows}

    def write(wanted: dict[str, list[dict[str, Any]]]) -> None:
        with studio.resources["graph"].session() as session:
            replace_memory(BrandMemory(session, client.id), client.organization_id, wanted)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(write, one) for one in (rows, other, rows)]:
            try:
                done.result()
            except StoreError as error:
                assert "Nothing of that transaction" in str(error)
    held = studio.graph(client)
    assert len(held["Content"]) in (0, 5)
    assert len(held["SHOWS"]) == len(held["Content"])
