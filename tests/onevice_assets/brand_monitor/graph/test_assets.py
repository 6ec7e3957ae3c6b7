"""The asset end to end: lake and decisions in, graph and metadata out."""

from __future__ import annotations

from datetime import date

import dagster as dg
import pytest

from onevice_assets.brand_monitor.graph.assets import co_mention_graph
from onevice_assets.brand_monitor.graph.checks import graph_holds_what_was_published
from onevice_assets.brand_monitor.graph.read_graph import read_period_end
from onevice_assets.partitions import website_days, websites
from resources.control_plane import brands
from resources.control_plane import websites as sites
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake
from tests.graphs import dump
from tests.onevice_assets.brand_monitor.graph.build import DAY
from tests.onevice_assets.brand_monitor.graph.world import World, a_day_of_answers


@pytest.fixture
def world(lake: Lake, control: ControlPlane) -> World:
    with control.begin() as db:
        site = sites.add(db, url="https://demo.test/", actor="test")
        since = date(2026, 1, 1)
        brands.track(db, site.id, "Firefox", "own", since=since, actor="test")
        brands.track(db, site.id, "Chrome", "competitor", since=since, actor="test")
        brands.track(
            db,
            site.id,
            "Brave",
            "competitor",
            relationship_type="substitute",
            since=since,
            actor="test",
        )
    world = World(lake, site.id, site.key)
    world.write_audience()
    world.write_day(DAY, [*a_day_of_answers(), *a_day_of_answers("google")])
    return world


def materialize(
    world: World, control: ControlPlane, graph: GraphStore, day: str = DAY
) -> dg.ExecuteInProcessResult:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(str(websites.name), [world.key])
    return dg.materialize(
        [co_mention_graph, graph_holds_what_was_published],
        resources={"lake": world.lake, "control": control, "graph": graph},
        partition_key=dg.MultiPartitionKey({"day": day, "website": world.key}),
        instance=instance,
        raise_on_error=False,
    )


def test_a_day_becomes_a_graph_that_shows_its_answers(
    world: World, control: ControlPlane, graph: GraphStore
) -> None:
    result = materialize(world, control, graph)
    assert result.success
    shown = {
        name: str(value.value)
        for name, value in result.asset_materializations_for_node(
            "brand_monitor__co_mention_graph"
        )[0].metadata.items()
    }
    assert "CO_MENTIONED" in shown["edges"]
    assert "Brave" in shown["named beside Firefox"]
    assert "identity" in shown["beliefs about Firefox"]
    assert "Chrome" in shown["recommended where Firefox is ignored"]
    assert "Being tracked across websites" in shown["from concerns to brands"]
    assert "Firefox" in shown["communities"]
    assert shown["network"].startswith("![")
    assert len(shown["network"]) < 45_000
    assert "nobody should see" not in str(shown)
    assert [check.passed for check in result.get_asset_check_evaluations()] == [True]


def test_materialising_twice_changes_nothing(
    world: World, control: ControlPlane, graph: GraphStore
) -> None:
    materialize(world, control, graph)
    with graph.session() as session:
        before = dump(session)
    assert materialize(world, control, graph).success
    with graph.session() as session:
        assert dump(session) == before


def test_a_day_without_answers_fails_for_good_and_says_what_to_do(
    world: World, control: ControlPlane, graph: GraphStore
) -> None:
    result = materialize(world, control, graph, "2026-11-20")
    assert not result.success
    [failed] = result.get_step_failure_events()
    assert "llm_responses has no partition" in str(failed.event_specific_data)


def test_partitions_are_day_and_website() -> None:
    assert co_mention_graph.partitions_def == website_days


def test_a_range_of_days_publishes_its_last(
    world: World, control: ControlPlane, graph: GraphStore
) -> None:
    world.write_day("2026-11-20", a_day_of_answers())
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(str(websites.name), [world.key])
    ends = {"start": "2026-11-20", "end": DAY}
    result = dg.materialize(
        [co_mention_graph],
        resources={"lake": world.lake, "control": control, "graph": graph},
        tags={f"dagster/asset_partition_range_{k}": f"{d}|{world.key}" for k, d in ends.items()},
        instance=instance,
    )
    shown = {
        event.partition: event.metadata
        for event in result.asset_materializations_for_node("brand_monitor__co_mention_graph")
    }
    assert len(shown) == 2
    assert shown[f"{DAY}|{world.key}"]["days counted"].value == 2
    with graph.session() as session:
        assert str(read_period_end(session, world.website_id)) == DAY
