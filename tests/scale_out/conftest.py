"""Stores, a provider and a website with prompts, which every executor of a test shares."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.partitions import join_key
from onevice_assets.tables import audience
from resources.control_plane import brands, ledger, simulations, websites
from resources.control_plane.ledger import Attempt
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.lake import Lake
from resources.object_store import Objects
from resources.redis_store import RedisStore
from tests.conftest import new_database
from tests.deploy.test_platform import plain
from tests.e2e.market import start_provider
from tests.onevice_assets.brand_monitor.responses.conftest import write_prompts
from tests.scale_out.fleet import Fleet
from tests.stores import url_of

DAY = date(2026, 11, 20)
SLOW_S = 6.0


@dataclass
class Place:
    """One website's day to ask, on stores that all processes share.

    Attributes:
        root: address below which lakes lie.
    """

    folder: Path
    root: str
    control: ControlPlane
    objects: Objects
    website: Website
    env: Mapping[str, str]

    @property
    def partition(self) -> str:
        return join_key(DAY.isoformat(), self.website.key)

    def lake(self, name: str) -> Lake:
        """A lake that has the website's prompts; the same one for the same name."""
        return Lake(url=f"{self.root}/{name}")

    def fleet(self, name: str, **env: str) -> Fleet:
        """Processes that write to the lake of that name."""
        _write_questions(self.lake(name), self.website)
        lake = {"ONEVICE_LAKE_URL": f"{self.root}/{name}"}
        fleet = Fleet(self.folder / f"fleet-{name}", {**self.env, **lake, **env})
        with fleet.instance() as instance:
            instance.add_dynamic_partitions("websites", [self.website.key])
        return fleet

    def attempts(self) -> list[Attempt]:
        with self.control.begin() as db:
            runs = simulations.runs_of_day(db, self.website.id, DAY)
            return [one for run in runs for one in ledger.attempts(db, run.id)]

    def asked(self) -> list[str]:
        """The last message of every call that reached the provider."""
        log = self.folder / "calls.jsonl"
        lines = log.read_text("utf-8").splitlines() if log.exists() else []
        bodies = [json.loads(line)["body"] for line in lines]
        return [_last(body.get("messages") or body["input"]) for body in bodies]


def _write_questions(lake: Lake, website: Website) -> None:
    """Three conversations of two turns each that nobody's customers have."""
    write_prompts(lake, website, conversations=3)
    table, key = audience.conversation_sequences, website.key
    lake.write(table, key, [{**row, "icp_id": None} for row in lake.read_rows(table, key)])
    for nothing in (audience.website_analysis, audience.icps):
        lake.write(nothing, key, [])


def _last(messages: list[dict[str, Any]]) -> str:
    return str(messages[-1]["content"])


@pytest.fixture
def place(
    tmp_path: Path,
    control: ControlPlane,
    session_database: str,
    server_url: str,
    store: RedisStore,
    storage_root: str,
    home: Path,
) -> Iterator[Place]:
    """A watched website whose questions wait; its provider is quick about one topic alone."""
    text = "1. **Firefox**: private. 2. **Chrome**: fast."
    plans = [{"match": "topic 1,", "text": text}, {"text": text, "latency_s": SLOW_S}]
    provider, provider_url = start_provider(tmp_path, plans)
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
        for name, role in (("Firefox", "own"), ("Chrome", "competitor")):
            brands.track(db, website.id, name, role, actor="test")
    objects = f"{storage_root}/objects/llm-brand-monitor"
    with new_database(server_url) as dagster:
        env = {
            "ONEVICE_HOME": str(home),
            "DATABASE_URL": plain(session_database),
            "DAGSTER_DATABASE_URL": plain(dagster),
            "REDIS_URL": url_of(store),
            "ONEVICE_OBJECTS_URL": objects,
            "OPENAI_API_KEY": "sk-test-key-0123456789",
            "OPENAI_BASE_URL": provider_url,
            "MAX_USD": "5",
        }
        yield Place(tmp_path, storage_root, control, Objects(url=objects), website, env)
    provider.kill()
    provider.wait()
