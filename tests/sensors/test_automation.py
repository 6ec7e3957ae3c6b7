"""What follows what: on any day, once, and only where its parents stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from onevice_assets.partitions import (
    campaign_clients,
    entertainment_batches,
    entertainment_organizations,
    intents_organizations,
    website_days,
    websites,
)
from sensors.automation import ALL, BEGUN, BY_HAND, free_automation, paid_automation
from tests.sensors.ticking import evaluate

DEFS = build_defs()
SPECS = {spec.key: spec for spec in sorted(DEFS.resolve_all_asset_specs(), key=lambda one: one.key)}
GRAPH = DEFS.resolve_asset_graph()
SITE = "default.demo.test"
TODAY, OLD = f"2026-11-20|{SITE}", f"2025-02-03|{SITE}"
FREE_OF_THE_DAY = {
    key
    for key, spec in SPECS.items()
    if spec.partitions_def == website_days
    and spec.tags["cost"] == "free"
    and key not in {*BY_HAND, *BEGUN}
}


def key(name: str) -> dg.AssetKey:
    return dg.AssetKey(["brand_monitor", *name.split("/")])


@dataclass
class Daemon:
    """An automation sensor that ticks when a test says so."""

    instance: dg.DagsterInstance
    selection: dg.AssetSelection
    cursor: Any = None

    def tick(self) -> set[tuple[str, str]]:
        """Asset and partition of what is requested."""
        done = evaluate(DEFS, self.instance, self.selection, self.cursor)
        self.cursor = done.cursor
        return {
            ("/".join(one.key.path[1:]), partition)
            for one in done.results
            for partition in done.get_requested_partitions(one.key)
            if partition
        }

    def make(self, name: str, partition: str) -> None:
        """Note that a partition was made anew."""
        event = dg.AssetMaterialization(key(name), partition=partition)
        self.instance.report_runless_asset_event(event)


def follow_only(*watched: str) -> dg.AssetSelection:
    """A selection of few assets: a tick over all takes a second and more."""
    return dg.AssetSelection.assets(*(key(name) for name in watched))


@pytest.fixture
def daemon() -> Iterator[Daemon]:
    """It has ticked once, and looks after what reads the answers."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [SITE, "default.other.test"])
    made = Daemon(instance, follow_only("brand_candidates", "llm_brand_states"))
    with instance:
        made.tick()
        yield made


@pytest.fixture
def all_free() -> Iterator[Daemon]:
    """It has ticked once, and looks after everything that is free."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [SITE])
    made = Daemon(instance, free_automation.asset_selection)
    with instance:
        made.tick()
        yield made


def names(requested: set[tuple[str, str]], partition: str) -> set[str]:
    assert {at for _, at in requested} <= {partition}
    return {name for name, _ in requested}


@pytest.mark.parametrize("spec", SPECS.values(), ids=lambda spec: spec.key.to_user_string())
def test_every_asset_has_exactly_one_trigger(spec: dg.AssetSpec) -> None:
    sensors = [one.name for one in ALL if spec.key in one.asset_selection.resolve(GRAPH)]
    triggers = [
        *(name for name in sensors if spec.automation_condition),
        *(one.name for one in _starters() if spec.key in _begun_by(one)),
        *(["by hand"] if spec.key in BY_HAND else []),
        *(["outside"] if spec.tags["layer"] == "control" else []),
    ]
    assert len(triggers) == 1, triggers
    if spec.key in BEGUN:
        assert triggers == [BEGUN[spec.key]]


def _starters() -> list[Any]:
    """Schedules and sensors that start something by themselves, at an hour or on what is new."""
    named = set(BEGUN.values())
    return [one for one in [*DEFS.schedules, *DEFS.sensors] if one.name in named]


def _begun_by(starter: Any) -> set[dg.AssetKey]:
    return set(DEFS.resolve_job_def(starter.job.name).asset_layer.executable_asset_keys)


def test_no_schedule_starts_what_follows_by_itself() -> None:
    for schedule in DEFS.schedules:
        assert not [k for k in _begun_by(schedule) if SPECS[k].automation_condition]


def test_what_costs_money_is_followed_by_the_paid_sensor_alone() -> None:
    for sensor, cost in ((free_automation, "free"), (paid_automation, "paid")):
        found = {SPECS[one].tags["cost"] for one in sensor.asset_selection.resolve(GRAPH)}
        assert found == {cost}


@pytest.mark.parametrize("sensor", ALL, ids=lambda one: one.name)
def test_one_failing_website_stops_nobody_else(
    sensor: dg.AutomationConditionSensorDefinition,
) -> None:
    assert not sensor.emit_backfills, "a run would hold the partitions of several websites"
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING


def test_a_run_whose_process_died_is_tried_once_more_where_that_is_free() -> None:
    assert free_automation.run_tags["dagster/max_retries"] == "1"
    assert "dagster/max_retries" not in paid_automation.run_tags, "its schedule asks again"


def test_everything_free_follows_at_once_and_once_and_only_where_something_was_made(
    all_free: Daemon,
) -> None:
    """An old day's answers without canaries (an import), and new questions of the website."""
    all_free.make("llm_responses", OLD)
    all_free.make("prompts", SITE)
    requested = all_free.tick()
    of_day = {name for name, partition in requested if partition == OLD}
    assert of_day == {"/".join(one.path[1:]) for one in FREE_OF_THE_DAY}
    of_website = {name for name, partition in requested if partition == SITE}
    assert of_website == {"prompt_classifications"}, "copies wait for the pages"
    assert {partition for _, partition in requested} == {OLD, SITE}, "no year is counted anew"
    assert all_free.tick() == set()


def test_an_old_day_that_is_answered_again_is_read_again(daemon: Daemon) -> None:
    daemon.make("llm_responses", OLD)
    first = daemon.tick()
    for name, partition in sorted(first):
        daemon.make(name, partition)
    assert daemon.tick() == set()
    daemon.make("llm_responses", OLD)
    assert daemon.tick() == first


def test_what_failed_is_not_requested_again_until_its_parents_are_made_anew(
    daemon: Daemon,
) -> None:
    daemon.make("llm_responses", TODAY)
    requested = daemon.tick()
    assert [daemon.tick() for _ in range(3)] == [set(), set(), set()]
    daemon.make("llm_responses", TODAY)
    assert daemon.tick() == requested


def test_nothing_is_counted_whose_parent_is_missing(daemon: Daemon) -> None:
    daemon.make("brand_candidates", TODAY)
    assert daemon.tick() == set()


def test_another_day_or_website_is_left_alone(daemon: Daemon) -> None:
    other = "2026-11-20|default.other.test"
    daemon.make("llm_responses", other)
    assert names(daemon.tick(), other)


@pytest.mark.parametrize("working", ["llm_responses", "llm_brand_states"])
def test_it_waits_for_a_run_that_is_still_working_on_the_partition(
    daemon: Daemon, working: str
) -> None:
    daemon.make("llm_responses", TODAY)
    for parent in ("brand_candidates", "llm_responses"):
        daemon.make(parent, TODAY)
    run = _begin(daemon.instance, working, TODAY)
    assert "llm_brand_states" not in names(daemon.tick(), TODAY)
    daemon.instance.report_run_canceled(run)
    assert "llm_brand_states" in names(daemon.tick(), TODAY)


def test_a_day_is_counted_in_one_run_that_waits_for_its_canaries(all_free: Daemon) -> None:
    asking = _begin(all_free.instance, "canary_responses", TODAY)
    all_free.make("llm_responses", TODAY)
    assert all_free.tick() == set()
    all_free.make("canary_responses", TODAY)
    all_free.instance.report_run_canceled(asking)
    counted = names(all_free.tick(), TODAY)
    assert {"llm_brand_states", "model_changes", "share_of_voice", "spending"} <= counted
    assert all_free.tick() == set()


def _begin(instance: dg.DagsterInstance, name: str, partition: str) -> dg.DagsterRun:
    """A run that was started and is not at its end."""
    job = DEFS.resolve_job_def("watch_website").get_subset(asset_selection={key(name)})
    day, _, website = partition.partition("|")
    tags = {
        "dagster/partition": partition,
        "dagster/partition/day": day,
        "dagster/partition/website": website,
    }
    return instance.create_run_for_job(
        job, tags=tags, status=dg.DagsterRunStatus.STARTED, asset_selection={key(name)}
    )


def test_customers_and_questions_follow_the_pages_by_the_paid_sensor() -> None:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [SITE])
    paid = Daemon(instance, paid_automation.asset_selection)
    copies = Daemon(instance, follow_only("postgres/serving_website", "vectors/website_vectors"))
    for sensor in (paid, copies):
        sensor.tick()
    paid.make("scraped_pages", SITE)
    chain = {"website_analysis", "icps", "conversation_sequences", "prompts"}
    assert names(paid.tick(), SITE) == chain
    assert copies.tick() == set(), "copies wait for the questions"


def test_a_second_opinion_is_asked_by_hand_only() -> None:
    assert SPECS[key("brand_state_judgements")].automation_condition is None


def test_what_follows_is_cut_by_website_or_day_or_by_batch_or_organization() -> None:
    cuts: dict[str, set[object]] = {}
    for spec in SPECS.values():
        if spec.automation_condition:
            cuts.setdefault(spec.key.path[0], set()).add(spec.partitions_def)
    assert cuts.pop("campaigns") == {campaign_clients}
    assert cuts.pop("intents") == {intents_organizations}
    assert cuts.pop("entertainment") == {entertainment_batches, entertainment_organizations}
    assert set().union(*cuts.values()) == {websites, website_days}
