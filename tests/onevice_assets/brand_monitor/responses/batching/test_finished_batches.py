"""The sensor that has ended batches collected, and what a waiting day holds back."""

from __future__ import annotations

import dataclasses

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.assets import llm_responses
from onevice_assets.partitions import website_days
from resources.llm.batch import kept
from resources.llm.batch.kept import list_open
from resources.progress import Progress
from sensors.batches import finished_batches
from tests.batch_server import BatchServer
from tests.onevice_assets.brand_monitor.responses.conftest import World


def tick(world: World, cursor: str | None = None) -> dg.SensorResult:
    with dg.build_sensor_context(cursor=cursor) as context:
        found = finished_batches(
            context, objects=world.objects, control=world.control, llm=world.llm
        )
    assert isinstance(found, dg.SensorResult)
    return found


def test_the_sensor_asks_for_the_day_when_its_batch_has_ended(
    world: World, batches: BatchServer
) -> None:
    assert not tick(world).run_requests
    world.materialize()
    assert not tick(world).run_requests
    batches.finish()
    first, again = tick(world), tick(world, tick(world).cursor)
    (request,) = first.run_requests or []
    assert request.partition_key == world.partition
    assert [one.run_key for one in again.run_requests or []] == [request.run_key]


def test_the_sensor_asks_for_a_day_whose_run_was_killed_while_it_handed_out(
    world: World, batches: BatchServer
) -> None:
    batches.break_create = True
    with pytest.raises(dg.Failure):
        world.materialize()
    assert not tick(world).run_requests  # a run may be about it
    (batch,) = list_open(world.objects)
    kept.keep(world.objects, dataclasses.replace(batch, created_at="2026-11-20T00:00:00+00:00"))
    assert len(tick(world).run_requests or []) == 1


def test_a_provider_that_does_not_tell_stops_no_tick(
    world: World, batches: BatchServer, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.materialize()
    monkeypatch.setenv(f"{form.upper()}_BASE_URL", "http://127.0.0.1:9/v1")
    assert not tick(world).run_requests
    monkeypatch.delenv(f"{form.upper()}_API_KEY")
    assert not tick(world).run_requests


def test_while_a_day_waits_nothing_after_it_runs_and_the_run_succeeds(
    world: World, batches: BatchServer
) -> None:
    @dg.asset(deps=[llm_responses], partitions_def=website_days)
    def after() -> None:
        """What counts the answers."""

    def run() -> dg.ExecuteInProcessResult:
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [world.website.key])
        resources = {
            "lake": world.lake,
            "objects": world.objects,
            "control": world.control,
            "llm": world.llm,
            "progress": Progress(mode="off"),
            "redis": world.redis,
        }
        return dg.materialize(
            [llm_responses, after],
            instance=instance,
            partition_key=world.partition,
            resources=resources,
        )

    waits = run()
    assert waits.success
    assert not waits.get_asset_materialization_events()
    batches.finish()
    run()
    batches.finish()
    assert len(run().get_asset_materialization_events()) == 2
