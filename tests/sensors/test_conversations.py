"""An organization's conversations are read anew once whenever its prompts or logs changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg

from onevice_assets.tables import audience
from resources.lake import Lake
from resources.object_store import Objects
from sensors.conversations import choose_due, conversations_to_mine
from tests.sensors.conftest import Platform

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHOP, BLOG, OTHER = "acme.shop.test", "acme.blog.test", "other.shop.test"
LOG = "intents/logs/acme/0123.jsonl"


def test_each_state_of_an_organization_has_a_name_of_its_own() -> None:
    before = choose_due({SHOP: NOW, OTHER: NOW}, [LOG])
    assert sorted(before) == ["acme", "other"]
    assert choose_due({OTHER: NOW, SHOP: NOW}, [LOG]) == before
    later = NOW + timedelta(seconds=1)
    for state in (
        choose_due({SHOP: later, OTHER: NOW}, [LOG]),
        choose_due({SHOP: NOW, BLOG: NOW, OTHER: NOW}, [LOG]),
        choose_due({SHOP: NOW, OTHER: NOW}, [LOG, LOG.replace("0123", "4567")]),
        choose_due({SHOP: NOW, OTHER: NOW}, []),
    ):
        assert state["acme"] != before["acme"]
        assert state["other"] == before["other"]
    assert choose_due({}, ["intents/logs/stray.jsonl"]) == {}


def tick(platform: Platform, lake: Lake, objects: Objects) -> list[dg.RunRequest]:
    context = dg.build_sensor_context(
        instance=platform.instance, resources={"lake": lake, "objects": objects}
    )
    done = conversations_to_mine(context)
    return list(done.run_requests or []) if isinstance(done, dg.SensorResult) else []


def test_what_changed_is_asked_for_once_and_what_is_being_written_waits(
    platform: Platform, lake: Lake, objects: Objects
) -> None:
    assert tick(platform, lake, objects) == []
    for key in (SHOP, OTHER):
        lake.write(audience.prompt_classifications, key, [])
    objects.put(LOG, b"{}")
    first = tick(platform, lake, objects)
    assert [one.partition_key for one in first] == ["acme", "other"]
    again = tick(platform, lake, objects)
    assert [one.run_key for one in again] == [one.run_key for one in first]
    platform.instance.add_dynamic_partitions("websites", [SHOP])
    writing = dg.RunRequest(job_name="understand_website", partition_key=SHOP)
    platform.start(writing, dg.DagsterRunStatus.STARTED)
    assert [one.partition_key for one in tick(platform, lake, objects)] == ["other"]
