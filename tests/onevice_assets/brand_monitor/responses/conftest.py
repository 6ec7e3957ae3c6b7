"""A website with prompts in the lake, a provider that answers, and the day to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.assets import Asking, llm_responses
from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience
from resources.control_plane import ledger, simulations, websites
from resources.control_plane.ledger import Attempt
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.identity import derived_id
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from tests.one_provider import only_provider
from tests.provider_server import ProviderServer

DAY = date(2026, 11, 20)
TURNS = ("primary", "follow_up", "clarification")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    """A provider of a test; the only one with a key."""
    with only_provider(monkeypatch) as server:
        yield server


@dataclass
class World:
    """The stores of one test, and the asset on them."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    website: Website
    llm: LanguageModels
    redis: RedisStore = field(default_factory=RedisStore)

    @property
    def partition(self) -> str:
        return join_key(DAY.isoformat(), self.website.key)

    def materialize(self, **config: Any) -> dict[str, Any]:
        """Materialise the day; its metadata, none where it waits for a batch."""
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [self.website.key])
        with dg.build_asset_context(partition_key=self.partition, instance=instance) as context:
            found = list(
                llm_responses(
                    context,
                    config=Asking(**config),
                    lake=self.lake,
                    control=self.control,
                    objects=self.objects,
                    llm=self.llm,
                    progress=Progress(mode="off"),
                    redis=self.redis,
                )
            )
        return dict(found[0].metadata or {}) if found else {}

    def resources(self) -> dict[str, Any]:
        """By name, as the registry has them."""
        return {"lake": self.lake, "llm": self.llm, "control": self.control}

    def rows(self) -> list[dict[str, Any]]:
        return self.lake.read_rows(answers.llm_responses, self.partition)

    def file(self) -> bytes:
        path = self.lake.path(answers.llm_responses, self.partition)
        return bytes(self.lake._store().get(path).bytes())

    def attempts(self) -> list[Attempt]:
        with self.control.begin() as db:
            runs = simulations.runs_of_day(db, self.website.id, DAY)
            return [one for run in runs for one in ledger.attempts(db, run.id)]


@pytest.fixture
def world(lake: Lake, control: ControlPlane, objects: Objects, server: ProviderServer) -> World:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
    write_prompts(lake, website, conversations=3)
    return World(lake, control, objects, website, LanguageModels(first_wait_s=0.01))


def write_prompts(lake: Lake, website: Website, conversations: int, turns: int = 2) -> None:
    """Write so many core conversations of so many turns each, and one that is not core."""
    rows = [_conversation(website, number) for number in range(1, conversations + 2)]
    rows[-1]["is_core_conversation"] = False
    lake.write(audience.conversation_sequences, website.key, rows)
    prompts = [_prompt(website, row, turn) for row in rows for turn in range(1, turns + 1)]
    lake.write(audience.prompts, website.key, prompts)


def _conversation(website: Website, number: int) -> dict[str, Any]:
    made = website.created_at
    return {
        "id": derived_id(made, "conversation_sequences", website.id, number),
        "website_id": website.id,
        "icp_id": derived_id(made, "icps", website.id, 1),
        "topic": f"topic {number}",
        "is_core_conversation": True,
        "sequence_number": number,
        "locale": "en-US",
        "source": "generated",
        "basket_version": 1,
        "is_active": True,
        "created_at": made,
    }


def _prompt(website: Website, conversation: dict[str, Any], turn: int) -> dict[str, Any]:
    return {
        "id": derived_id(website.created_at, "prompts", conversation["id"], turn),
        "website_id": website.id,
        "conversation_id": conversation["id"],
        "prompt_text": f"{conversation['topic']}, question {turn}?",
        "prompt_type": TURNS[turn - 1],
        "sequence_order": turn,
        "locale": "en-US",
        "is_branded": False,
        "is_pinned": False,
        "source": conversation["source"],
        "basket_version": 1,
        "is_active": True,
        "created_at": website.created_at,
    }


def write_imported_prompts(lake: Lake, website: Website, questions: dict[str, str]) -> None:
    """Prompts of imported topics, as the prompts stage derives them: {question: topic}."""
    topics = list(dict.fromkeys(questions.values()))
    rows = [
        {**_conversation(website, number), "topic": topic, "icp_id": None, "source": "import"}
        for number, topic in enumerate(topics, start=100)
    ]
    by_topic = {row["topic"]: row for row in rows}
    prompts = [
        {
            **_prompt(website, by_topic[topic], 1),
            "id": derived_id(website.created_at, "prompts", website.id, question),
            "prompt_text": question,
        }
        for question, topic in questions.items()
    ]
    lake.write(audience.conversation_sequences, website.key, rows)
    lake.write(audience.prompts, website.key, prompts)


def dump_lines(lines: list[dict[str, Any]]) -> bytes:
    """Lines of an import file."""
    return "".join(json.dumps(line) + "\n" for line in lines).encode()
