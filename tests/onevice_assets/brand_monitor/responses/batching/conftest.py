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
from tests.message_batch_server import MessageBatchServer
from tests.one_provider import KEY, forget_other_keys
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts

# what an answer in a batch costs, of 10 tokens sent and 20 answered
HALF = {
    "openai": Decimal("0.5") * (10 * Decimal("0.20") + 20 * Decimal("1.20")) / 1_000_000,
    "anthropic": Decimal("0.5") * (10 * Decimal("0.10") + 20 * Decimal("0.50")) / 1_000_000,
}
SERVERS: dict[str, type[BatchServer]] = {"openai": BatchServer, "anthropic": MessageBatchServer}


@pytest.fixture(params=list(SERVERS))
def form(request: pytest.FixtureRequest) -> str:
    """Whose form of batches; a test that is about one of them names it."""
    return str(request.param)


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch, form: str) -> Iterator[BatchServer]:
    forget_other_keys(monkeypatch)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with SERVERS[form]().running() as server:
        monkeypatch.setenv(f"{form.upper()}_API_KEY", KEY)
        monkeypatch.setenv(f"{form.upper()}_BASE_URL", server.url)
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
