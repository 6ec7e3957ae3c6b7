"""The shared condition over real runs: checks, failures, and a parent that is made again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import pytest

from onevice_assets.partitions import website_days
from sensors.automation import attach
from tests.sensors.ticking import evaluate

KEY = dg.AssetKey(["brand_monitor", "llm_responses"])
SITE = "default.demo.test"
TODAY, OLD = f"2026-11-20|{SITE}", f"2025-02-03|{SITE}"


@dataclass
class World:
    """Answers with a blocking check, and two assets after them; each can be told to fail."""

    failing: set[str] = field(default_factory=set)
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)
    cursor: Any = None

    def __post_init__(self) -> None:
        self.instance.add_dynamic_partitions("websites", [SITE])
        world = self

        @dg.asset(key=KEY, partitions_def=website_days, tags={"cost": "paid"})
        def answers() -> None:
            """The day's root."""

        @dg.asset_check(asset=KEY, blocking=True, partitions_def=website_days)
        def sound() -> dg.AssetCheckResult:
            return dg.AssetCheckResult(passed="sound" not in world.failing)

        @dg.asset(deps=[KEY], partitions_def=website_days, tags={"cost": "free"})
        def states() -> None:
            if "states" in world.failing:
                raise dg.Failure("as the test wants", allow_retries=False)

        @dg.asset(deps=[states], partitions_def=website_days, tags={"cost": "free"})
        def marts() -> None:
            if "marts" in world.failing:
                raise dg.Failure("as the test wants", allow_retries=False)

        self.defs = dg.Definitions(attach([answers, states, marts]), asset_checks=[sound])

    def run(self, *names: str, partition: str) -> bool:
        """Materialise assets in one run, with their checks."""
        keys = [KEY if name == "answers" else dg.AssetKey(name) for name in names]
        job = self.defs.resolve_implicit_global_asset_job_def()
        done = job.get_subset(asset_selection=set(keys)).execute_in_process(
            instance=self.instance, partition_key=partition, raise_on_error=False
        )
        return bool(done.success)

    def tick(self) -> dict[str, set[str]]:
        """What is requested, by asset."""
        done = evaluate(
            self.defs, self.instance, dg.AssetSelection.tag("cost", "free"), self.cursor
        )
        self.cursor = done.cursor
        found = {one.key.path[-1]: done.get_requested_partitions(one.key) for one in done.results}
        return {name: set(partitions) for name, partitions in found.items() if partitions}


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    with made.instance:  # Dagster reads what it loads by the instance that was entered last
        made.tick()
        yield made


@pytest.mark.parametrize("partition", [TODAY, OLD], ids=["today", "old"])
def test_what_was_requested_and_run_is_not_requested_again(world: World, partition: str) -> None:
    world.run("answers", partition=partition)
    assert world.tick() == {"states": {partition}, "marts": {partition}}
    world.run("states", "marts", partition=partition)
    assert [world.tick(), world.tick()] == [{}, {}]


def test_a_whole_day_in_one_run_of_a_person_is_not_repeated(world: World) -> None:
    world.run("answers", "states", "marts", partition=TODAY)
    assert [world.tick(), world.tick()] == [{}, {}]


def test_a_failed_blocking_check_holds_back_what_follows_until_it_passes(world: World) -> None:
    world.failing.add("sound")
    world.run("answers", partition=TODAY)
    assert world.tick() == {}
    world.failing.clear()
    world.run("answers", partition=TODAY)
    assert world.tick() == {"states": {TODAY}, "marts": {TODAY}}


def test_a_failed_check_of_one_day_holds_back_no_other(world: World) -> None:
    world.failing.add("sound")
    world.run("answers", partition=OLD)
    world.failing.clear()
    world.run("answers", partition=TODAY)
    assert world.tick() == {"states": {TODAY}, "marts": {TODAY}}


def test_what_fails_is_requested_once_and_again_when_its_parent_is_made_anew(
    world: World,
) -> None:
    world.run("answers", partition=TODAY)
    world.tick()
    world.failing.add("states")
    assert not world.run("states", "marts", partition=TODAY)
    assert [world.tick() for _ in range(3)] == [{}, {}, {}]
    world.failing.clear()
    world.run("answers", partition=TODAY)
    assert world.tick() == {"states": {TODAY}, "marts": {TODAY}}


def test_what_fails_after_its_parent_in_one_run_is_tried_once_more_alone(world: World) -> None:
    world.run("answers", partition=TODAY)
    world.tick()
    world.failing.add("marts")
    assert not world.run("states", "marts", partition=TODAY)
    assert world.tick() == {"marts": {TODAY}}
    assert not world.run("marts", partition=TODAY)
    assert [world.tick() for _ in range(3)] == [{}, {}, {}]


def test_what_was_missed_by_hand_is_followed_from_where_it_was_made(world: World) -> None:
    world.run("answers", "states", partition=OLD)
    assert world.tick() == {"marts": {OLD}}


def test_answers_made_again_right_after_the_request_are_not_lost(world: World) -> None:
    world.run("answers", partition=TODAY)
    world.tick()
    world.run("states", "marts", partition=TODAY)
    world.run("answers", partition=TODAY)
    assert world.tick() == {"states": {TODAY}, "marts": {TODAY}}
