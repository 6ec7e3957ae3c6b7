"""Rows tell each store's copy beside the lake; the check names each drift and each silent store."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from onevice_assets.every_copy import NEEDED
from onevice_assets.tables import answers, upkeep
from onevice_assets.upkeep.drift import assets
from resources.graph_store import GraphStore
from tests.onevice_assets.brand_monitor.projections.world import World
from tests.onevice_assets.upkeep.drift.websites import WRECK, make_websites, publish_all

Resources = dict[str, Any]


@pytest.fixture
def world(every_store: Resources) -> World:
    """A website that is published to every store."""
    (made,) = make_websites(every_store, "leeds.test")
    publish_all(every_store)
    return made


def look(given: Resources, world: World, asset: dg.AssetsDefinition, partition: str) -> Any:
    """What the check came to, after rows of the partition were written."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [world.website.key])
    done = dg.materialize(
        [asset],
        partition_key=partition,
        instance=instance,
        resources={name: given[name] for name in NEEDED},
    )
    (check,) = done.get_asset_check_evaluations()
    return check


def test_drift_is_named_and_a_silent_store_hides_no_other(
    every_store: Resources, world: World
) -> None:
    given, newest = every_store, world.day("2026-11-21").partition
    assert look(given, world, assets.website_copies, world.website.key).passed
    assert look(given, world, assets.day_copies, newest).passed
    rows = given["lake"].read_rows(upkeep.day_copies, newest)
    assert {row["store"] for row in rows} == {"postgres", "search", "vectors", "graph"}
    assert all(row["is_equal"] and row["digest"] == row["stored_digest"] for row in rows)

    given["graph"] = GraphStore(uri="bolt://127.0.0.1:1", user="", retry_seconds=0.2)
    WRECK["vectors"](given)
    with given["control"].begin() as db:
        db.exec_driver_sql(
            "UPDATE serving.llm_responses SET response_text = 'other' WHERE id = "
            "(SELECT min(id::text)::uuid FROM serving.llm_responses WHERE day = '2026-11-21')"
        )
    check = look(given, world, assets.day_copies, newest)
    assert not check.passed
    asked = given["lake"].read_rows(answers.llm_responses, newest)
    first = min(row["id"] for row in asked)
    assert f"postgres llm_responses of {newest}: 6 rows, 6 in the lake; 1 changed ({first})" in (
        check.description
    )
    assert "vectors" in check.description
    assert "missing (" in check.description
    assert "graph could not be compared" in check.description
    assert "127.0.0.1:1" in check.description
    rows = given["lake"].read_rows(upkeep.day_copies, newest)
    assert {row["store"] for row in rows} == {"postgres", "search", "vectors"}
    changed = [row for row in rows if row["changed_count"]]
    assert [(row["store"], row["table_name"]) for row in changed] == [("postgres", "llm_responses")]
