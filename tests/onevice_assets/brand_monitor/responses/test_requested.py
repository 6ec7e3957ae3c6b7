"""From `onevice simulate` to the answers, with the daemon replaced by running what it is asked."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.assets import llm_responses
from onevice_assets.tables import answers
from resources.llm.resource import LanguageModels
from resources.progress import Progress
from sensors.simulations import requested_simulations
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts
from tests.onevice_assets.brand_monitor.responses.test_interrupted import (
    count_asked,
    stop_half_way,
    tell_twice,
)
from tests.provider_server import ProviderServer
from tests.sensors.conftest import Platform


@pytest.fixture
def platform(world: World) -> Iterator[Platform]:
    with dg.DagsterInstance.ephemeral() as instance:
        found = Platform(world.control, instance, {"redis": world.redis})
        found.add_website(world.website.domain)  # its pages are read
        yield found


def run(world: World, platform: Platform, request: dg.RunRequest) -> bool:
    """Do what the daemon would: run what was asked for, under the tags asked for."""
    platform.instance.add_dynamic_partitions("websites", [world.website.key])
    done = dg.materialize(
        [llm_responses],
        instance=platform.instance,
        partition_key=request.partition_key,
        tags=dict(request.tags),
        resources={
            "lake": world.lake,
            "control": world.control,
            "objects": world.objects,
            "llm": world.llm,
            "redis": world.redis,
            "progress": Progress(mode="off"),
        },
        raise_on_error=False,
    )
    return done.success


def test_a_requested_simulation_is_asked_as_wished_and_noted_as_completed(
    world: World, platform: Platform, server: ProviderServer
) -> None:
    write_prompts(world.lake, world.website, conversations=2)
    run_id = platform.queue(world.website, DAY, samples=2, conversations="core")
    (request,) = platform.tick(requested_simulations).run_requests or []
    assert platform.row(run_id)["status"] == "pending"
    assert run(world, platform, request)
    row = platform.row(run_id)
    assert (row["status"], row["completed_prompts"], row["total_prompts"]) == ("completed", 8, 8)
    assert {one["simulation_run_id"] for one in world.rows()} == {run_id}
    assert not platform.tick(requested_simulations).run_requests
    assert len(server.calls) == 8


def test_a_killed_simulation_is_started_again_and_pays_nothing_twice(
    world: World, platform: Platform, server: ProviderServer
) -> None:
    run_id = platform.queue(world.website, DAY)
    stop_half_way(world, server, signal.SIGKILL)
    assert platform.row(run_id)["status"] == "running"
    kept = {one.id for one in world.attempts() if one.status == "succeeded"}
    assert not platform.tick(requested_simulations).run_requests, "it was heard of just now"
    long_ago = "now() - interval '1 hour'"
    moments = ("created_at", "started_at", "noted_at")
    platform.change(run_id, ", ".join(f"{one} = {long_ago}" for one in moments))
    (request,) = platform.tick(requested_simulations).run_requests or []
    assert run(world, platform, request)
    row = platform.row(run_id)
    assert (row["status"], row["restarts"], row["error"]) == ("completed", 1, None)
    assert set(count_asked(server).values()) == {1}, tell_twice(world, server)
    answered = {one.id for one in world.attempts() if one.status == "succeeded"}
    assert kept <= answered == {row["attempt_id"] for row in world.rows()}


def test_a_simulation_that_is_refused_its_money_fails_with_the_reason_and_waits_no_longer(
    world: World, platform: Platform, server: ProviderServer
) -> None:
    write_prompts(world.lake, world.website, conversations=2)
    world.llm = LanguageModels(first_wait_s=0.01, max_usd=0)
    run_id = platform.queue(world.website, DAY)
    (request,) = platform.tick(requested_simulations).run_requests or []
    assert not run(world, platform, request)
    assert not platform.tick(requested_simulations).run_requests
    row = platform.row(run_id)
    assert row["status"] == "failed"
    assert "brand_monitor/llm_responses" in row["error"]
    assert "MAX_USD" in row["error"]
    assert server.calls == []
    assert not world.lake.partitions(answers.llm_responses)
