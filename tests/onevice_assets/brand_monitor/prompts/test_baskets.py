"""Conversations and prompts through refreshes, people's words and imports."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.plan import plan_conversations
from onevice_assets.superseding import active
from onevice_assets.tables import audience
from resources.control_plane import brands, overrides, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.lake import Lake
from resources.object_store import Objects
from resources.text_folding import names_any
from tests.onevice_assets.brand_monitor.audience.run_stage import read_all, run_all
from tests.onevice_assets.brand_monitor.audience.sites import (
    BRANDS,
    PLUMBER,
    add_example,
    add_site,
    page_rows,
)


@pytest.fixture
def example(control: ControlPlane, lake: Lake, objects: Objects) -> Website:
    website = add_example(control, lake)
    run_all(website.key, lake, control, objects)
    return website


def test_a_website_gets_fifty_conversations_and_a_prompt_for_each_turn(
    example: Website, lake: Lake
) -> None:
    rows = read_all(example.key, lake)
    conversations = rows["conversation_sequences"]
    assert Counter(row["icp_id"] for row in conversations) == {
        icp["id"]: 10 for icp in rows["icps"]
    }
    core = [row for row in conversations if row["is_core_conversation"]]
    assert len(core) == 25
    assert {row["sequence_number"] for row in core} == {1, 2, 3, 4, 5}
    assert len({row["topic"] for row in conversations}) == 50
    core_ids = {row["id"] for row in core}
    asked = [row for row in rows["prompts"] if row["conversation_id"] in core_ids]
    assert 50 <= len(asked) <= 75


def test_turns_begin_with_a_primary_and_no_text_comes_twice_in_one_voice(
    example: Website, lake: Lake
) -> None:
    prompts = lake.read_rows(audience.prompts, example.key)
    for conversation in {row["conversation_id"] for row in prompts}:
        turns = sorted(
            (row for row in prompts if row["conversation_id"] == conversation),
            key=lambda row: row["sequence_order"],
        )
        assert [row["sequence_order"] for row in turns] == list(range(1, len(turns) + 1))
        assert [row["prompt_type"] for row in turns] in (
            ["primary", "follow_up"],
            ["primary", "follow_up", "clarification"],
        )
    primaries = [row["prompt_text"] for row in prompts if row["prompt_type"] == "primary"]
    assert len(set(primaries)) == len(primaries) == 50


def test_only_one_conversation_per_customer_names_a_tracked_brand(
    example: Website, lake: Lake
) -> None:
    rows = read_all(example.key, lake)
    names = (BRANDS[0], *BRANDS[1])
    branded = [row for row in rows["prompts"] if row["is_branded"]]
    assert not [
        row["prompt_text"]
        for row in rows["prompts"]
        if not row["is_branded"] and names_any(row["prompt_text"], names)
    ]
    numbers = {row["id"]: row["sequence_number"] for row in rows["conversation_sequences"]}
    assert {numbers[row["conversation_id"]] for row in branded} == {10}
    assert len({row["conversation_id"] for row in branded}) == 5


def test_a_second_run_changes_no_byte(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    results = run_all(example.key, lake, control, objects)
    assert [result.metadata["changed"] for result in results] == [False] * 5


def test_a_refresh_over_unchanged_pages_keeps_every_row(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    before = read_all(example.key, lake)
    with control.begin() as db:
        websites.request_refresh(db, example.id, actor="test", why="try")
    run_all(example.key, lake, control, objects)
    after = read_all(example.key, lake)
    assert after["prompts"] == before["prompts"]
    assert after["conversation_sequences"] == before["conversation_sequences"]
    assert {row["basket_version"] for row in after["icps"]} == {1}


def test_changed_pages_change_nothing_until_a_refresh_supersedes(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    before = read_all(example.key, lake)
    lake.write(audience.scraped_pages, example.key, page_rows(example.id, PLUMBER))
    run_all(example.key, lake, control, objects)
    assert read_all(example.key, lake)["prompts"] == before["prompts"]
    with control.begin() as db:
        basket = websites.request_refresh(db, example.id, actor="test", why="new business")
    run_all(example.key, lake, control, objects)
    after = read_all(example.key, lake)
    now = active(after["prompts"])
    assert {row["basket_version"] for row in now} == {2}
    old = [row for row in after["prompts"] if not row["is_active"]]
    assert {row["id"] for row in old} == {row["id"] for row in before["prompts"]}
    assert {row["superseded_at"] for row in old} == {basket.created_at}
    assert len(active(after["icps"])) == 5
    assert len(active(after["conversation_sequences"])) == 50
    results = run_all(example.key, lake, control, objects)
    assert not any(result.metadata["changed"] for result in results)


def test_a_new_basket_asks_the_same_core_until_the_prompts_are_made_again(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    before = _asked(lake, example)
    assert len(before) == 25
    with control.begin() as db:
        websites.request_refresh(db, example.id, actor="test", why="new day")
    assert _asked(lake, example) == before
    lake.write(audience.scraped_pages, example.key, page_rows(example.id, PLUMBER))
    assert _asked(lake, example) == before
    run_all(example.key, lake, control, objects)  # the new basket is adopted
    adopted = _asked(lake, example)
    assert len(adopted) == 25
    assert not adopted.keys() & before.keys()


def test_a_rejected_prompt_changes_no_other_question_of_the_core(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    before = _asked(lake, example)
    target = _primary(lake, example, 1)
    _decide(control, overrides.reject, example, target)
    assert _asked(lake, example) == before
    run_all(example.key, lake, control, objects)
    after = _asked(lake, example)
    assert after.keys() == before.keys()
    changed = {one for one in before if after[one] != before[one]}
    assert changed == {target["conversation_id"]}


def test_a_rejected_prompt_gives_way_and_never_comes_back(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    target = _primary(lake, example, 1)
    _decide(control, overrides.reject, example, target)
    run_all(example.key, lake, control, objects)
    now = _active_texts(lake, example)
    assert target["prompt_text"] not in now
    assert len(now) == len(set(now)) or len(active(lake.read_rows(audience.prompts, example.key)))
    turns = _turns(lake, example, target["conversation_id"])
    assert [row["prompt_type"] for row in turns] == ["primary", "follow_up"]
    assert turns[0]["basket_version"] == 2
    with control.begin() as db:
        websites.request_refresh(db, example.id, actor="test", why="try")
    run_all(example.key, lake, control, objects)
    assert target["prompt_text"] not in _active_texts(lake, example)


def test_a_pinned_prompt_survives_a_refresh_with_its_conversation(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    target = _primary(lake, example, 2)
    _decide(control, overrides.pin, example, target)
    with control.begin() as db:
        websites.request_refresh(db, example.id, actor="test", why="new business")
    lake.write(audience.scraped_pages, example.key, page_rows(example.id, PLUMBER))
    run_all(example.key, lake, control, objects)
    rows = {row["id"]: row for row in lake.read_rows(audience.prompts, example.key)}
    assert rows[target["id"]]["is_active"]
    assert rows[target["id"]]["is_pinned"]
    conversations = active(lake.read_rows(audience.conversation_sequences, example.key))
    assert len(conversations) == 50
    assert target["conversation_id"] in {row["id"] for row in conversations}
    results = run_all(example.key, lake, control, objects)
    assert not any(result.metadata["changed"] for result in results)


def test_a_persons_own_prompt_is_asked_beside_the_generated_ones(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    before = lake.read_rows(audience.prompts, example.key)
    with control.begin() as db:
        overrides.add_prompt(
            db, example.id, topic="Reading mode", prompt_text="Is Opera or Safari nicer to read?",
            prompt_type="follow_up", actor="test",
        )  # fmt: skip
    run_all(example.key, lake, control, objects)
    rows = lake.read_rows(audience.prompts, example.key)
    (mine,) = [row for row in rows if row["source"] == "person"]
    assert mine["prompt_type"] == "primary"
    assert mine["is_branded"]
    assert mine["basket_version"] == 2
    assert [row for row in rows if row["source"] != "person"] == before


def test_a_brand_tracked_later_flags_the_prompts_that_name_it(
    example: Website, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    with control.begin() as db:
        brands.track(db, example.id, "Web Browsers", "competitor", actor="test")
    run_all(example.key, lake, control, objects)
    prompts = lake.read_rows(audience.prompts, example.key)
    assert not [
        row for row in prompts if "web browsers" in row["prompt_text"] and not row["is_branded"]
    ]


def test_a_local_business_is_asked_for_in_its_town(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    website = add_site(control, lake, PLUMBER, domain="hargreaves.example")
    run_all(website.key, lake, control, objects)
    core = lake.read_rows(audience.conversation_sequences, website.key)
    assert all("Leeds" in row["topic"] for row in core)


def _asked(lake: Lake, website: Website) -> dict[str, tuple[str, ...]]:
    """Ids of the prompts that a day asks now, in order, by core conversation."""
    conversations, prompts = (
        lake.read_rows(table, website.key)
        for table in (audience.conversation_sequences, audience.prompts)
    )
    asked = plan_conversations(conversations, prompts, "core")
    return {one.id: tuple(turn.prompt_id for turn in one.turns) for one in asked}


def _primary(lake: Lake, website: Website, number: int) -> dict[str, Any]:
    rows = lake.read_rows(audience.conversation_sequences, website.key)
    mine = sorted((row for row in rows if row["sequence_number"] == number), key=lambda r: r["id"])
    turns = _turns(lake, website, mine[0]["id"])
    return {**turns[0], "topic": mine[0]["topic"], "icp_id": mine[0]["icp_id"]}


def _turns(lake: Lake, website: Website, conversation_id: str) -> list[dict[str, Any]]:
    rows = active(lake.read_rows(audience.prompts, website.key))
    mine = [row for row in rows if row["conversation_id"] == conversation_id]
    return sorted(mine, key=lambda row: row["sequence_order"])


def _active_texts(lake: Lake, website: Website) -> list[str]:
    return [row["prompt_text"] for row in active(lake.read_rows(audience.prompts, website.key))]


def _decide(control: ControlPlane, decide: Any, website: Website, row: dict[str, Any]) -> None:
    with control.begin() as db:
        decide(
            db, website.id, prompt_id=row["id"], topic=row["topic"],
            prompt_text=row["prompt_text"], icp_id=row["icp_id"], actor="test",
        )  # fmt: skip
