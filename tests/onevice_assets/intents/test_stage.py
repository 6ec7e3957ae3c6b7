"""The stage as runs: from prompts and logs to the graph, once, and the same again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from onevice_assets.intents.patterns import assets, checks
from onevice_assets.intents.patterns.graph.read_graph import read_graph
from onevice_assets.intents.patterns.logs.keep_log import keep_log
from onevice_assets.intents.patterns.service.query import PatternQuery
from onevice_assets.tables import audience
from onevice_assets.tables import intents as tables
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.identity import derived_id
from resources.lake import Lake
from resources.object_store import Objects
from resources.redis_store import RedisStore
from tests.onevice_assets.intents.asking import ask
from tests.onevice_assets.intents.planted import plant

pytestmark = pytest.mark.redis

WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)
ALL = (tables.conversation_turns, *tables.MINED)


def as_log(rows: list[dict[str, Any]]) -> bytes:
    """Rows of turns as somebody's export."""
    return b"\n".join(
        json.dumps(
            {
                "conversation": row["conversation_id"],
                "user": row["user_id"],
                "turn": row["turn"],
                "time": row["asked_at"].isoformat(),
                "text": row["turn_text"],
            }
        ).encode()
        for row in rows
    )


@dataclass
class Organization:
    """One organization and its runs."""

    id: str
    resources: dict[str, Any]

    def keep(self, data: bytes) -> None:
        keep_log(self.resources["objects"], "acme", data, "jsonl")

    def run(self) -> dict[str, bool]:
        """Everything of the stage; results of its checks."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("intents_organizations", ["acme"])
        done = dg.materialize(
            [
                *dg.load_assets_from_modules([assets]),
                *dg.load_asset_checks_from_modules([checks]),
            ],
            partition_key="acme",
            resources=self.resources,
            instance=instance,
        )
        return {one.check_name: one.passed for one in done.get_asset_check_evaluations()}

    def rows(self, table: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.resources["lake"].read_rows(table, "acme")
        return found

    def bytes(self) -> list[bytes]:
        return [self.resources["lake"].read_bytes(table, "acme") for table in ALL]


@pytest.fixture
def acme(
    control: ControlPlane, lake: Lake, objects: Objects, graph: GraphStore, store: RedisStore
) -> Organization:
    with control.begin() as db:
        identity = organizations.find_or_add(db, "acme", actor="test")
    resources = {
        "control": control,
        "lake": lake,
        "objects": objects,
        "graph": graph,
        "redis": store,
        "embeddings": Embeddings(),
    }
    return Organization(identity, resources)


def watch(lake: Lake, key: str, topics: dict[str, list[str]], icp: str | None) -> None:
    """A website with conversations, of the monitor's own tables."""
    website = derived_id(WRITTEN, "websites", key)
    basket = {"basket_version": 1, "is_active": True, "created_at": WRITTEN, "locale": "en-US"}
    conversations, prompts, kinds = [], [], []
    for number, (topic, texts) in enumerate(topics.items(), start=1):
        own = derived_id(WRITTEN, "conversation_sequences", key, topic)
        conversations.append(
            {"id": own, "website_id": website, "icp_id": icp, "topic": topic, "source": "generated",
             "is_core_conversation": True, "sequence_number": number, **basket}
        )  # fmt: skip
        for turn, text in enumerate(texts, start=1):
            one = derived_id(WRITTEN, "prompts", own, turn)
            prompts.append(
                {"id": one, "website_id": website, "conversation_id": own, "prompt_text": text,
                 "prompt_type": "primary" if turn == 1 else "follow_up", "sequence_order": turn,
                 "is_branded": False, "is_pinned": False, "source": "generated", **basket}
            )  # fmt: skip
            kinds.append(
                {"id": derived_id(WRITTEN, "kinds", one), "website_id": website, "prompt_id": one,
                 "intent_type": "evaluation", "funnel_stage": "consideration", "buying_signal": 0.5,
                 "trust_need": 0.5, "classified_at": WRITTEN, "classifier_version": "test"}
            )  # fmt: skip
    # superseded: nobody asks it any more
    prompts.append({**prompts[0], "id": derived_id(WRITTEN, "old", key), "is_active": False})
    lake.write(audience.conversation_sequences, key, conversations)
    lake.write(audience.prompts, key, prompts)
    lake.write(audience.prompt_classifications, key, kinds)


def test_a_log_becomes_patterns_in_lake_and_graph_and_a_second_run_changes_nothing(
    acme: Organization,
) -> None:
    acme.keep(as_log(plant("alice")))
    assert all(acme.run().values())
    assert len(acme.rows(tables.patterns)) == 5
    assert {row["user_id"] for row in acme.rows(tables.pattern_turns)} == {"alice"}
    turns = {row["id"] for row in acme.rows(tables.conversation_turns)}
    assert {row["turn_id"] for row in acme.rows(tables.pattern_turns)} <= turns
    with acme.resources["graph"].session() as session:
        before = read_graph(session, acme.id)
        assert len(before.nodes) == 5
        first = acme.bytes()
        acme.keep(as_log(plant("alice")))
        assert all(acme.run().values())
        assert acme.bytes() == first
        assert read_graph(session, acme.id) == before


def test_logs_that_overlap_count_each_turn_once_and_come_in_any_order(acme: Organization) -> None:
    rows = plant("alice")
    acme.keep(as_log(rows[:90]))
    acme.keep(as_log(rows[40:]))
    acme.run()
    assert len(acme.rows(tables.conversation_turns)) == len(rows)
    places = {(row["conversation_id"], row["turn"]) for row in acme.rows(ALL[0])}
    assert places == {(row["conversation_id"], row["turn"]) for row in rows}


def test_the_monitors_customers_are_users_and_what_was_superseded_is_left_out(
    acme: Organization, lake: Lake
) -> None:
    icp = derived_id(WRITTEN, "icps", 1)
    flow = ["Which running shoes are best for flat feet?", "How long does shipping take?"]
    watch(lake, "acme.shop.test", {f"topic {n}": flow for n in range(8)}, icp)
    watch(lake, "acme.blog.test", {"imported": ["Do I need a visa for Japan?"]}, None)
    watch(lake, "another.shop.test", {"theirs": flow}, icp)
    assert all(acme.run().values())
    turns = acme.rows(tables.conversation_turns)
    assert len(turns) == 17
    assert {row["user_id"].partition(":")[0] for row in turns} == {"icp", "website"}
    patterns = acme.rows(tables.patterns)
    assert {row["user_id"] for row in patterns} == {f"icp:{icp}"}
    assert sorted(row["label"] for row in patterns) == sorted(flow)
    (tie,) = [row for row in acme.rows(tables.pattern_relationships) if row["type"] == "LEADS_TO"]
    assert (tie["support"], tie["confidence"]) == (8, 1.0)


def test_what_a_service_keeps_is_old_after_a_run(acme: Organization) -> None:
    acme.keep(as_log(plant("alice")))
    acme.run()
    graph, store = acme.resources["graph"], acme.resources["redis"]

    def sources() -> list[str]:
        async def look(service: Any) -> list[str]:
            query = PatternQuery("alice")
            return [(await service.list_patterns("test", query)).source for _ in range(2)]

        return ask(graph, store, look, acme.id)

    assert sources() == ["graph", "cache"]
    acme.run()
    assert sources() == ["graph", "cache"]


def test_a_graph_that_was_changed_by_hand_fails_its_check(acme: Organization) -> None:
    from resources.cypher import Statement

    acme.keep(as_log(plant("alice")))
    acme.run()
    with acme.resources["graph"].session() as session:
        spoil = Statement("tests.spoil", "MATCH (p:Pattern) SET p.confidence = 0.1")
        session.change("spoil", lambda one: one.read(spoil))
    look = checks.the_graph_holds_the_patterns_of_the_lake.op.compute_fn.decorated_fn
    given = {name: acme.resources[name] for name in ("lake", "control", "graph")}
    assert look(SimpleNamespace(partition_key="acme"), **given).passed is False
    assert all(acme.run().values()), "the next run mends it"
