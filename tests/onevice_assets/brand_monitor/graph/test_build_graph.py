"""From lake rows to node and edge rows."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.brand_monitor.graph.aggregate_window import Aggregates
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.classify_competition import classify_competition
from resources.errors import MissingDataError
from resources.identity import brand_id
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.graph.build import DAY, build, new_world
from tests.onevice_assets.brand_monitor.graph.world import TOPICS, World, a_day_of_answers

FIREFOX, CHROME, BRAVE = (brand_id(n) for n in ("Firefox", "Chrome", "Brave"))


@pytest.fixture
def world(lake: Lake) -> World:
    return new_world(lake)


def edges(rows: GraphRows, kind: str, **wanted: Any) -> list[dict[str, Any]]:
    found = [{"start": e["start"], "end": e["end"], **e["properties"]} for e in rows.edges[kind]]
    return [one for one in found if wanted.items() <= one.items()]


def test_a_pair_carries_count_rank_difference_and_lift(world: World) -> None:
    start, end = sorted((FIREFOX, BRAVE))
    [pair] = edges(build(world), "CO_MENTIONED", start=start, end=end, llm_provider="all")
    assert pair["count"] == 4
    assert pair["avg_position_delta"] == 2.0
    assert pair["lift"] == pytest.approx((4 / 16) / ((8 / 16) * (6 / 16)), abs=1e-6)
    assert pair["lift_low"] < pair["lift"] < pair["lift_high"]
    assert pair["is_thin"] is True
    assert pair["topic_count"] == 4


def test_pairs_run_from_the_small_id_to_the_large_once_per_provider(world: World) -> None:
    pairs = edges(build(world), "CO_MENTIONED")
    assert all(one["start"] < one["end"] for one in pairs)
    keys = {(one["start"], one["end"], one["llm_provider"]) for one in pairs}
    assert len(keys) == len(pairs)
    assert {one["llm_provider"] for one in pairs} == {"openai", "google", "all"}


def test_branded_prompts_make_no_edge(world: World) -> None:
    [ranked] = edges(
        build(world),
        "RANKS_FOR",
        start=FIREFOX,
        end=world.prompt(next(iter(TOPICS))),
        llm_provider="openai",
    )
    assert (ranked["count"], ranked["response_count"]) == (1, 1)
    assert (ranked["presence"], ranked["position"]) == ("recommended", 1)


def test_days_of_the_window_add_up_and_older_ones_do_not(world: World) -> None:
    world.write_day("2026-10-25", a_day_of_answers())
    world.write_day("2026-10-24", a_day_of_answers())
    start, end = sorted((FIREFOX, BRAVE))
    rows = build(world)
    [pair] = edges(rows, "CO_MENTIONED", start=start, end=end, llm_provider="openai")
    assert pair["count"] == 4
    assert [str(day) for day in rows.period] == ["2026-10-25", DAY]


def test_an_ignored_brand_says_who_was_named_instead(world: World) -> None:
    prompt = world.prompt("A browser for an old laptop")
    [ignored] = edges(
        build(world), "IGNORES", start="openai:openai-1", end=FIREFOX, intent_id=prompt
    )
    assert ignored["competitor_mentioned"] == "Chrome"
    alone = world.prompt("Which mascot is nicest")
    [nobody] = edges(build(world), "IGNORES", start="openai:openai-1", end=FIREFOX, intent_id=alone)
    assert "competitor_mentioned" not in nobody


def test_a_recommendation_has_its_rank_and_belief(world: World) -> None:
    prompt = world.prompt("Rolling out a browser to 500 people")
    [told] = edges(
        build(world), "RECOMMENDS", end=CHROME, intent_id=prompt, start="google:google-1"
    )
    assert (told["position"], told["belief_type"], told["count"]) == (1, "superiority", 1)


def test_confidence_is_the_share_of_named_states_with_the_belief(world: World) -> None:
    [belief] = edges(
        build(world), "INSTALLS_BELIEF", start=FIREFOX, end="identity", llm_provider="openai"
    )
    assert belief["count"] == 2
    assert belief["confidence"] == pytest.approx(2 / 4)


def test_concerns_are_shared_ordered_and_trigger_by_topic(world: World) -> None:
    rows = build(world)
    assert len(rows.nodes["Concern"]) == 3
    assert sorted(one["priority"] for one in edges(rows, "HAS_CONCERN")) == [1, 1, 2, 2]
    triggered = {one["end"] for one in edges(rows, "TRIGGERS")}
    assert world.prompt("A browser for an old laptop", 2) in triggered
    assert world.prompt("Which mascot is nicest") not in triggered


def test_people_decide_first_then_the_site_then_the_answers(world: World) -> None:
    kinds = {
        (one["start"], one["end"]): one["relationship_type"]
        for one in edges(build(world), "COMPETES_WITH")
    }
    assert kinds[tuple(sorted((FIREFOX, CHROME)))] == "direct"
    assert all(start < end for start, end in kinds)
    assert {one["primary_brand_id"] for one in edges(build(world), "COMPETES_WITH")} == {FIREFOX}


def test_each_kind_of_competition_follows_its_rule() -> None:
    instead = {
        "own_id": "us",
        "missing_count": 10,
        "present_count": 10,
        "instead_count": 6,
        "beside_count": 5,
    }
    found = Aggregates(
        brands=[{"brand_id": brand_id("Named")}],
        providers=[],
        ranks_for=[],
        recommends=[],
        ignores=[],
        beliefs=[],
        substitutes=[
            {**instead, "other_id": "more"},
            {**instead, "other_id": "less", "instead_count": 5},
            {**instead, "other_id": "never", "present_count": 0},
        ],
        co_mentions=[{"a": "less", "b": "us"}, {"a": "more", "b": "us"}, {"a": "x", "b": "y"}],
    )
    site = '[{"name": "Named", "page_id": "p"}, {"name": "Unseen", "page_id": "p"}]'
    decided = {"said": "indirect", "tracked": None}
    assert classify_competition(["us"], decided, site, found) == {
        ("us", "more"): "substitute",
        ("us", "less"): "indirect",
        ("us", brand_id("Named")): "direct",
        ("us", "said"): "indirect",
        ("us", "tracked"): "direct",
    }
    assert classify_competition([], decided, site, found) == {}


def test_nodes_hold_scalars_and_lists_of_texts_only(world: World) -> None:
    values = [v for rows in build(world).nodes.values() for row in rows for v in row.values()]
    assert all(isinstance(v, str | int | float | bool | list) for v in values)
    assert all(isinstance(one, str) for v in values if isinstance(v, list) for one in v)


def test_the_same_rows_come_again(world: World) -> None:
    assert build(world) == build(world)


def test_a_day_that_is_not_there_is_told(world: World) -> None:
    with pytest.raises(MissingDataError, match="2026-11-20"):
        build(world, "2026-11-20")


def test_a_day_of_nothing_is_a_graph_of_the_audience(world: World) -> None:
    world.write_day(DAY, [])
    rows = build(world)
    assert not rows.edges["CO_MENTIONED"]
    assert len(rows.nodes["Intent"]) == 8
    assert {row["name"] for row in rows.nodes["Brand"]} == {"Firefox", "Chrome", "Brave"}


def test_an_import_has_conversations_of_nobody(world: World) -> None:
    imported = World(world.lake, world.website_id, world.key, topics=dict.fromkeys(TOPICS))
    imported.write_audience()
    rows = build(imported)
    assert not rows.edges["INITIATES"]
    assert not rows.edges["TRIGGERS"]
    assert len(rows.edges["CONTAINS"]) == 8
