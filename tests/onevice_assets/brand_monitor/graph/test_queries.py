"""The seed's four questions, asked of a published graph."""

from __future__ import annotations

import pytest

from onevice_assets.brand_monitor.graph.queries import (
    find_co_mentioned,
    find_substitutes,
    list_icps,
    map_beliefs,
    trace_concerns,
)
from onevice_assets.brand_monitor.graph.write_graph import publish
from resources.graph_store import GraphStore
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.graph.build import build, new_world
from tests.onevice_assets.brand_monitor.graph.world import World


@pytest.fixture
def world(graph: GraphStore, lake: Lake) -> World:
    """Two websites with the same market are published; the questions are about the first."""
    world, other = new_world(lake), new_world(lake, "other.test")
    with graph.session() as session:
        publish(session, build(world))
        publish(session, build(other))
    return world


def test_who_is_named_beside_a_brand(graph: GraphStore, world: World) -> None:
    with graph.session() as session:
        found = find_co_mentioned(session, world.website_id, " FIREFOX ")
        one = find_co_mentioned(session, world.website_id, "Firefox", llm_provider="google")
        assert find_co_mentioned(session, "another website", "Firefox") == []
        assert find_co_mentioned(session, world.website_id, "Nobody") == []
    assert [(x.name, x.count, x.avg_position_delta) for x in found] == [
        ("Brave", 4, 2.0),
        ("Chrome", 2, 1.0),
    ]
    assert [x.count for x in one] == [2, 1]
    assert found[1].lift is not None
    assert found[1].lift < 1 < (found[0].lift or 0)


def test_which_beliefs_are_installed(graph: GraphStore, world: World) -> None:
    with graph.session() as session:
        found = map_beliefs(session, world.website_id, "Firefox")
    assert [(x.belief, x.total, x.avg_confidence) for x in found] == [("identity", 4, 0.5)]


def test_who_shows_up_when_a_brand_is_ignored(graph: GraphStore, world: World) -> None:
    with graph.session() as session:
        found = find_substitutes(session, world.website_id, "Firefox")
        assert find_substitutes(session, "another website", "Firefox") == []
    assert [(x.name, x.substitution_count) for x in found] == [("Brave", 2), ("Chrome", 2)]


def test_from_a_concern_to_the_brands_named_there(graph: GraphStore, world: World) -> None:
    with graph.session() as session:
        [reader, admin] = list_icps(session, world.website_id)
        found = trace_concerns(session, world.website_id, reader.id)
        assert trace_concerns(session, "another website", reader.id) == []
    assert (reader.name, admin.name) == ("Privacy-minded reader", "IT administrator")
    first = found[0]
    assert (first.concern, first.category, first.priority) == (
        "Being tracked across websites",
        "trust",
        1,
    )
    assert [(x.brand, x.intent_count, x.mention_count) for x in found if x.priority == 1] == [
        ("Brave", 2, 4),
        ("Firefox", 2, 4),
    ]
