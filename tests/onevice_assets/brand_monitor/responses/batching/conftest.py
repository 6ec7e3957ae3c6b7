"""A day to ask in batches, its provider, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import pytest

from onevice_assets.tables import answers
from resources.control_plane import simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.batch_server import BatchServer
from tests.one_provider import KEY, forget_other_keys
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts

HALF = Decimal("0.5") * (10 * Decimal("0.20") + 20 * Decimal("1.20")) / 1_000_000


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    forget_other_keys(monkeypatch)
    with BatchServer().running() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture
def world(lake: Lake, control: ControlPlane, objects: Objects, batches: BatchServer) -> World:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
    write_prompts(lake, website, conversations=3)
    llm = LanguageModels(first_wait_s=0.01, batch=True, canaries=False)
    return World(lake, control, objects, website, llm)


def statuses(world: World) -> Counter[str]:
    return Counter(one.status for one in world.attempts())


def run_status(world: World) -> tuple[str, int, int | None]:
    """Status of the run, answers it has, and answers it will have."""
    with world.control.begin() as db:
        run = simulations.for_day(db, world.website.id, DAY)
    return run.status, run.completed_prompts, run.total_prompts


def is_written(world: World) -> bool:
    return world.lake.exists(answers.llm_responses, world.partition)
