"""What is remembered of a client is what its rows say, however it stood before."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.model.every import RELATIONSHIPS
from onevice_assets.campaigns.model.shared import SHARED
from onevice_assets.campaigns.projections.write_memory import initialize
from resources.cypher import Statement
from resources.errors import SagaError
from resources.migrations.neo4j.runner import ensure_current
from resources.migrations.vectors.declared import CAMPAIGNS, collection
from resources.vector_index.pinecone_records import namespace_of
from tests.graphs import dump
from tests.onevice_assets.campaigns.studio import Studio, creative


def test_a_creative_is_a_node_with_its_attributes_and_a_vector(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    row = creative(client, "hero", sort="Video", duration_seconds=12.5)
    studio.write(client, row)
    assert studio.publish(client).state == "completed"
    held = studio.graph(client)
    (node,) = held["Content"]
    assert node["id"] == row["id"]
    assert node["sort"] == "Video"
    assert node["duration_seconds"] == 12.5
    assert node["upload_date"] == "2026-11-20T09:30:00Z"
    assert node["colors"] == ["#c97829", "#ffffff"]
    assert node["organization_id"] == client.organization_id
    ends = {
        kind: [(one["end"], one.get("confidence")) for one in held[kind]] for kind in RELATIONSHIPS
    }
    assert ends["HAS_TONE"] == [("calm", 0.9)]
    assert ends["HAS_AESTHETIC"] == [("warm", 0.8)]
    assert ends["HAS_COLOR_PALETTE"] == [("warm-tones", None)]
    assert ends["HAS_COMPOSITION"] == [("wide-shot", None)]
    assert ends["SHOWS"] == [("shows_people", 1.0)]
    assert studio.texts(client) == [row["description"]]


def test_the_same_rows_again_change_nothing(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"), creative(client, "tour"))
    studio.publish(client)
    with studio.resources["graph"].session() as session:
        before = dump(session)
        report = studio.publish(client)
        assert [step.state for step in report.steps] == ["unchanged", "unchanged"]
        assert dump(session) == before


def test_what_is_new_changed_and_gone_is_in_both_stores(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, *(creative(client, name) for name in ("kept", "changed", "gone")))
    studio.publish(client)
    tones = json.dumps([{"name": "urgent", "confidence": 0.4}, {"name": "calm", "confidence": 0.1}])
    changed = creative(client, "changed", tones=tones, description="Something else.")
    studio.write(client, creative(client, "kept"), changed, creative(client, "new"))
    studio.publish(client)
    held = studio.graph(client)
    assert studio.names(client) == ["changed.jpg", "kept.jpg", "new.jpg"]
    of_changed = [one for one in held["HAS_TONE"] if one["start"] == changed["id"]]
    assert {(one["end"], one["confidence"]) for one in of_changed} == {
        ("urgent", 0.4),
        ("calm", 0.1),
    }
    assert len(studio.texts(client)) == 3
    assert "Something else." in studio.texts(client)


def test_a_file_that_could_not_be_read_is_not_remembered(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    bad = creative(
        client, "bad", processing_status="error", failure_reason="broken", description=None
    )
    studio.write(client, creative(client, "hero"), bad)
    studio.publish(client)
    assert studio.names(client) == ["hero.jpg"]
    assert len(studio.texts(client)) == 1


def test_a_change_by_hand_is_mended(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    by_hand = Statement(
        "tests.by_hand",
        "MATCH (c:Droom:Content)-[r:HAS_TONE]->() "
        "SET c.status = 'x', c.stray = 1, c.brightness = null, r.confidence = 0.0, r.odd = true",
    )
    with studio.resources["graph"].session() as session:
        before = dump(session)
        session.change("by hand", lambda one: one.read(by_hand))
        assert studio.publish(client).steps[0].state == "done"
        nodes, edges = dump(session)
        assert edges == before[1]
        assert [one for one in nodes if "Memory" not in one] == [
            one for one in before[0] if "Memory" not in one
        ]


def test_a_picture_that_turns_out_to_be_a_video_changes_its_label(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    studio.write(client, creative(client, "hero", sort="Video"))
    studio.publish(client)
    held = studio.graph(client)
    assert [one["sort"] for one in held["Content"]] == ["Video"]
    assert len(held["HAS_TONE"]) == 1


def test_shared_nodes_are_made_once_with_exactly_their_values(studio: Studio) -> None:
    names = Statement(
        "tests.shared",
        "MATCH (n:Droom) WHERE n.brand_id IS NULL RETURN labels(n) AS labels, n.name AS name",
    )
    with studio.resources["graph"].session() as session:
        memory = BrandMemory(session, studio.client("yoga-loft").id)
        assert initialize(memory) == sum(len(some) for some in SHARED.values())
        before = dump(session)
        assert initialize(memory) == 0
        assert initialize(BrandMemory(session, studio.client("bakery").id)) == 0
        assert dump(session) == before
        found = {(tuple(sorted(one["labels"])), one["name"]) for one in session.read(names)}
    assert found == {
        (tuple(sorted(("Droom", label))), name) for label, some in SHARED.items() for name in some
    }


def test_a_shared_node_that_somebody_took_away_comes_back(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    with studio.resources["graph"].session() as session:
        initialize(BrandMemory(session, client.id))
        gone = Statement("tests.gone", "MATCH (n:Droom:Tone) DETACH DELETE n")
        session.change("gone", lambda one: one.read(gone))
    studio.publish(client)
    assert [one["end"] for one in studio.graph(client)["HAS_TONE"]] == ["calm"]


def test_many_creatives_of_one_tone_are_written_and_taken_away(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, *(creative(client, f"n{number}") for number in range(1001)))
    studio.publish(client)
    assert len(studio.graph(client)["HAS_TONE"]) == 1001
    studio.write(client, creative(client, "n7"))
    studio.publish(client)
    held = studio.graph(client)
    assert len(held["Content"]) == len(held["HAS_TONE"]) == len(studio.texts(client)) == 1


def test_rows_that_are_wrong_reach_no_store(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    tones = json.dumps([{"name": "loud", "confidence": 0.9}])
    studio.write(client, creative(client, "hero", tones=tones))
    with pytest.raises(SagaError, match="an end is not there"):
        studio.publish(client)
    assert not any(studio.graph(client).values())
    assert studio.texts(client) == []


def test_the_namespace_is_the_seeds_to_the_letter(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    seeds = collection(f"{CAMPAIGNS}content-essence", "text-embedding-3-small", 1536)
    assert namespace_of(seeds, client.id) == f"droom-content-essence-{client.id}"
    other = collection(f"{CAMPAIGNS}content-essence", "wordllama-256", 256)
    assert namespace_of(other, client.id) == f"droom-content-essence-{client.id}--wordllama-256"


KILLED = """
import os, signal
from resources.graph_store import GraphStore, GraphTransaction
from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.write_memory import replace_memory
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
write = GraphTransaction.write
def die(self, statement, *rest, **given):
    write(self, statement, *rest, **given)
    if statement.name.startswith("campaigns.create_edges"):
        os.kill(os.getpid(), signal.SIGKILL)
GraphTransaction.write = die
env = os.environ
given = {name: env.get("ONEVICE_TEST_NEO4J_" + name.upper(), "") for name in ("uri", "user", "password")}
rows = {"Content": [{"id": "late", "sort": "Image"}], "HAS_TONE": [{"start": "late", "end": "calm"}]}
brand = env["BRAND"]
with GraphStore(**given).session() as session:
    wanted = from_tables(brand, to_tables(brand, "o", rows))
    replace_memory(BrandMemory(session, brand), "o", wanted)
"""  # noqa: E501


def test_a_killed_write_leaves_the_old_memory(studio: Studio) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"))
    studio.publish(client)
    with studio.resources["graph"].session() as session:
        ensure_current(session)
        before = dump(session)
        env = {**os.environ, "BRAND": client.id}
        done = subprocess.run([sys.executable, "-c", KILLED], env=env, check=False)
        assert done.returncode == -signal.SIGKILL
        assert dump(session) == before
    assert studio.publish(client).state == "completed"
