"""The asset end to end: lake and decisions in, graph and metadata out."""

from __future__ import annotations

from datetime import date
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.graph.read_graph import read_period_end
from onevice_assets.brand_monitor.projections.assets import day_copies
from onevice_assets.brand_monitor.projections.checks import day_checks
from onevice_assets.partitions import website_days, websites
from resources.control_plane import brands
from resources.control_plane import websites as sites
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake
from tests.graphs import dump
from tests.onevice_assets.brand_monitor.graph.build import DAY
from tests.onevice_assets.brand_monitor.graph.world import World, a_day_of_answers

GRAPH = dg.AssetKey(["brand_monitor", "graph", "co_mention_graph"])


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
    world: World, every_store: dict[str, Any], first: str = DAY, last: str = DAY
) -> dg.ExecuteInProcessResult:
    """Publish a day, or a range of days in one run, to the graph alone."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(str(websites.name), [world.key])
    ends = {"start": first, "end": last}
    ranged = {f"dagster/asset_partition_range_{k}": f"{d}|{world.key}" for k, d in ends.items()}
    return dg.materialize(
        [day_copies, *day_checks],
        resources=every_store,
        selection=dg.AssetSelection.assets(GRAPH),
        instance=instance,
        raise_on_error=False,
        **({"tags": ranged} if first != last else {"partition_key": f"{first}|{world.key}"}),
    )


def materializations(result: dg.ExecuteInProcessResult) -> dict[str | None, dict[str, Any]]:
    """Metadata of the graph's materialisations, by partition."""
    return {
        event.partition: {name: value.value for name, value in event.metadata.items()}
        for event in result.asset_materializations_for_node("publish_day_copies")
    }


def test_a_day_becomes_a_graph_that_shows_its_answers(
    world: World, every_store: dict[str, Any]
) -> None:
    result = materialize(world, every_store)
    assert result.success
    [shown] = [{k: str(v) for k, v in one.items()} for one in materializations(result).values()]
    assert "CO_MENTIONED" in shown["rows"]
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
    world: World, graph: GraphStore, every_store: dict[str, Any]
) -> None:
    materialize(world, every_store)
    with graph.session() as session:
        before = dump(session)
    [again] = materializations(materialize(world, every_store)).values()
    assert again["changed"] is False
    with graph.session() as session:
        assert dump(session) == before


def test_a_day_without_answers_fails_for_good_and_says_what_to_do(
    world: World, every_store: dict[str, Any]
) -> None:
    result = materialize(world, every_store, "2026-11-19", "2026-11-19")
    assert not result.success
    [failed] = result.get_step_failure_events()
    assert "llm_responses has no partition" in str(failed.event_specific_data)


def test_partitions_are_day_and_website() -> None:
    assert day_copies.partitions_def == website_days


def test_a_range_of_days_ends_at_its_last(
    world: World, graph: GraphStore, every_store: dict[str, Any]
) -> None:
    world.write_day("2026-11-20", a_day_of_answers())
    shown = materializations(materialize(world, every_store, "2026-11-20", DAY))
    assert len(shown) == 2
    assert shown[f"{DAY}|{world.key}"]["days counted"] == 2
    with graph.session() as session:
        assert str(read_period_end(session, world.website_id)) == DAY


def test_an_older_day_that_comes_late_is_counted_in_the_newest_days_graph(
    world: World, graph: GraphStore, every_store: dict[str, Any]
) -> None:
    materialize(world, every_store)
    with graph.session() as session:
        before = dump(session)
    world.write_day("2026-11-20", a_day_of_answers())
    [late] = materializations(materialize(world, every_store, "2026-11-20", "2026-11-20")).values()
    assert (late["changed"], late["period ends"], late["days counted"]) == (True, DAY, 2)
    with graph.session() as session:
        assert dump(session) != before
