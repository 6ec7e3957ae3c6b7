"""A daily run tells what it was asked with; the next materialisation is asked with its own."""

from __future__ import annotations

from typing import Any

from resources.control_plane import simulations
from resources.llm.resource import LanguageModels
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World
from tests.provider_server import ProviderServer


def settings(world: World) -> dict[str, Any]:
    with world.control.begin() as db:
        return simulations.for_day(db, world.website.id, DAY).settings


def test_a_daily_run_tells_what_it_was_asked_with(world: World, server: ProviderServer) -> None:
    world.materialize()
    asked = {"samples": 1, "conversations": "core", "providers": ["openai:gpt-5.6-luna"]}
    assert settings(world) == asked
    world.materialize()
    assert settings(world) == asked


def test_more_samples_later_are_asked_and_told(world: World, server: ProviderServer) -> None:
    world.materialize()
    world.llm = LanguageModels(samples=2, conversations="all", first_wait_s=0.01)
    world.materialize()
    assert len(server.calls) == 4 * 2 * 2
    told = settings(world)
    assert (told["samples"], told["conversations"]) == (2, "all")


def test_a_run_without_a_call_tells_nothing_new(world: World, server: ProviderServer) -> None:
    world.llm = LanguageModels(samples=2, first_wait_s=0.01)
    world.materialize()
    world.llm = LanguageModels(samples=1, first_wait_s=0.01)
    world.materialize()
    assert settings(world)["samples"] == 2
