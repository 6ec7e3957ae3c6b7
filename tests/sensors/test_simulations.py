"""Requested simulations start in fair turn, and none waits, runs or fails unseen."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest
from sqlalchemy import create_engine, text

from resources.control_plane.engine import parse_url
from resources.control_plane.resource import ControlPlane
from resources.control_plane.simulations import set_progress
from resources.redis_keys.active_simulations import read_active
from resources.redis_store import RedisStore
from sensors.simulations import MOST_A_TICK, MOST_AT_WORK, TAG, requested_simulations
from tests.sensors.conftest import TODAY, YESTERDAY, Platform

LONG_AGO = "now() - interval '1 hour'"


def asked(done: dg.SensorResult) -> list[str]:
    return [one.tags[TAG] for one in done.run_requests or []]


def test_a_requested_simulation_becomes_a_run_of_its_day_that_names_it(platform: Platform) -> None:
    website = platform.add_website("demo.test")
    run_id = platform.queue(website)
    (request,) = platform.tick(requested_simulations).run_requests
    assert request.job_name == "watch_website"
    assert request.partition_key == f"{TODAY}|default.demo.test"
    assert request.tags[TAG] == run_id
    assert platform.instance.get_dynamic_partitions("websites") == ["default.demo.test"]


def test_a_tick_after_a_restart_asks_for_nothing_twice(platform: Platform) -> None:
    platform.queue(platform.add_website("demo.test"))
    assert len(asked(platform.tick(requested_simulations))) == 1
    platform.cursor = None
    assert asked(platform.tick(requested_simulations)) == []


def test_a_row_that_is_committed_late_is_not_lost(platform: Platform) -> None:
    early, late = platform.add_website("early.test"), platform.add_website("late.test")
    engine = create_engine(parse_url(platform.control.url))
    with engine.connect() as slow, slow.begin():
        slow.execute(
            text(
                "INSERT INTO control.simulation_runs (id, website_id, organization_id, kind, day) "
                "SELECT gen_random_uuid(), id, organization_id, 'requested', current_date "
                "FROM control.websites WHERE id = :id"
            ),
            {"id": late.id},
        )
        first = platform.queue(early)
        assert asked(platform.tick(requested_simulations)) == [first]
    engine.dispose()
    (request,) = platform.tick(requested_simulations).run_requests
    assert request.partition_key.endswith("late.test")


def test_one_of_an_organization_is_not_starved_by_thousands_of_another(platform: Platform) -> None:
    many = [platform.add_website(f"many{n}.test", organization="loud") for n in range(30)]
    for website in many:
        platform.queue(website)
    quiet = platform.queue(platform.add_website("one.test", organization="quiet"))
    first = asked(platform.tick(requested_simulations))
    assert quiet in first[:2]
    assert len(first) == MOST_A_TICK


def test_no_more_than_so_many_are_at_work_at_once(platform: Platform) -> None:
    for n in range(30):
        platform.queue(platform.add_website(f"w{n}.test"))
    counts = [len(asked(platform.tick(requested_simulations))) for _ in range(4)]
    assert counts == [MOST_A_TICK, MOST_AT_WORK - MOST_A_TICK, 0, 0]


def test_two_requests_of_one_day_go_one_after_the_other(platform: Platform) -> None:
    website = platform.add_website("demo.test")
    first, second = platform.queue(website, samples=1), platform.queue(website, samples=2)
    assert asked(platform.tick(requested_simulations)) == [first]
    assert asked(platform.tick(requested_simulations)) == []
    platform.change(first, "status = 'completed'")
    assert asked(platform.tick(requested_simulations)) == [second]


def test_a_website_that_is_not_understood_yet_is_waited_for(platform: Platform) -> None:
    from resources.control_plane import websites

    with platform.control.begin() as db:
        website = websites.add(db, url="https://new.test", actor="test")
    run_id = platform.queue(website)
    assert asked(platform.tick(requested_simulations)) == []
    platform.add_website("new.test")
    understanding = dg.RunRequest(
        job_name="understand_website", tags={"dagster/partition": website.key}
    )
    at_work = platform.start(understanding, dg.DagsterRunStatus.STARTED)
    assert asked(platform.tick(requested_simulations)) == []
    platform.instance.delete_run(at_work)
    assert asked(platform.tick(requested_simulations)) == [run_id]


def test_a_day_to_come_waits_and_a_day_before_the_first_fails_with_a_reason(
    platform: Platform,
) -> None:
    website = platform.add_website("demo.test")
    to_come = platform.queue(website, TODAY + timedelta(days=2))
    before = platform.queue(website, TODAY.replace(year=2019, day=1))
    assert asked(platform.tick(requested_simulations)) == []
    assert platform.row(to_come)["status"] == "pending"
    failed = platform.row(before)
    assert failed["status"] == "failed"
    assert "ONEVICE_FIRST_DAY" in failed["error"]


@pytest.mark.parametrize(
    ("row", "run", "status", "words"),
    [
        ("status = 'pending'", dg.DagsterRunStatus.FAILURE, "failed", "the run itself"),
        ("status = 'pending'", dg.DagsterRunStatus.CANCELED, "failed", "cancelled"),
        ("status = 'running'", dg.DagsterRunStatus.CANCELED, "failed", "cancelled"),
        ("status = 'pending'", dg.DagsterRunStatus.NOT_STARTED, "pending", None),
        ("status = 'running'", dg.DagsterRunStatus.STARTED, "running", None),
        ("status = 'running'", dg.DagsterRunStatus.FAILURE, "running", None),
        ("status = 'completed'", dg.DagsterRunStatus.FAILURE, "completed", None),
    ],
)
def test_what_became_of_the_run_stands_in_the_row(
    platform: Platform, row: str, run: dg.DagsterRunStatus, status: str, words: str | None
) -> None:
    run_id = platform.queue(platform.add_website("demo.test"))
    (request,) = platform.tick(requested_simulations).run_requests
    platform.start(request, run)
    platform.change(run_id, row)
    platform.tick(requested_simulations)
    found = platform.row(run_id)
    assert found["status"] == status
    assert words in found["error"] if words else found["error"] is None


@pytest.mark.parametrize("state", ["running", "pending"])
def test_a_run_that_vanished_is_started_again_once_and_then_fails(
    platform: Platform, state: str
) -> None:
    run_id = platform.queue(platform.add_website("demo.test"))
    platform.tick(requested_simulations)
    for again in ([run_id], []):
        aged = f"status = '{state}', created_at = {LONG_AGO}, requested_at = {LONG_AGO}"
        platform.change(run_id, f"{aged}, noted_at = NULL")
        assert asked(platform.tick(requested_simulations)) == again
    failed = platform.row(run_id)
    assert failed["status"] == "failed"
    assert "started again before" in failed["error"]


@pytest.mark.parametrize(
    ("minutes", "status", "tags", "is_started_again"),
    [
        (20, dg.DagsterRunStatus.STARTED, {}, True),  # a killed `onevice run` stays started
        (10, dg.DagsterRunStatus.STARTED, {}, False),
        (20, dg.DagsterRunStatus.NOT_STARTED, {}, False),  # Dagster's own second try
        (20, dg.DagsterRunStatus.FAILURE, {"dagster/will_retry": "true"}, False),
        (20, dg.DagsterRunStatus.FAILURE, {}, True),
        (2, dg.DagsterRunStatus.FAILURE, {}, False),
    ],
)
def test_a_silent_simulation_is_started_again_unless_dagster_is_about_to(
    platform: Platform,
    minutes: int,
    status: dg.DagsterRunStatus,
    tags: dict[str, str],
    is_started_again: bool,
) -> None:
    run_id = platform.queue(platform.add_website("demo.test"))
    (request,) = platform.tick(requested_simulations).run_requests or []
    platform.start(request._replace(tags={**request.tags, **tags}), status)
    then = f"now() - interval '{minutes} minutes'"
    moments = ("created_at", "requested_at", "started_at", "noted_at")
    aged = ", ".join(f"{one} = {then}" for one in moments)
    platform.change(run_id, f"status = 'running', {aged}")
    assert asked(platform.tick(requested_simulations)) == [run_id] * is_started_again


def test_a_run_by_hand_that_died_is_noticed_and_one_at_work_is_left_alone(
    platform: Platform,
) -> None:
    dead = platform.queue(platform.add_website("dead.test"))
    well = platform.queue(platform.add_website("well.test"))
    with platform.control.begin() as db:
        for run_id in (dead, well):
            set_progress(db, run_id, status="running", completed=3, total=9)
    aged = f"created_at = {LONG_AGO}, started_at = {LONG_AGO}"
    platform.change(dead, f"{aged}, noted_at = {LONG_AGO}")
    platform.change(well, aged)
    assert asked(platform.tick(requested_simulations)) == [dead]
    assert platform.row(well)["status"] == "running"


def test_a_daily_run_that_died_today_is_started_again_and_an_old_one_is_not_paid_for(
    platform: Platform,
) -> None:
    from resources.control_plane import simulations

    website = platform.add_website("demo.test")
    with platform.control.begin() as db:
        new = simulations.for_day(db, website.id, YESTERDAY).id
        old = simulations.for_day(db, website.id, TODAY - timedelta(days=9)).id
    for run_id in (new, old):
        aged = f"created_at = {LONG_AGO}, started_at = {LONG_AGO}"
        platform.change(run_id, f"status = 'running', {aged}")
    assert asked(platform.tick(requested_simulations)) == [new]
    assert platform.row(old)["status"] == "failed"


@pytest.mark.redis
def test_whoever_watches_a_simulation_is_told_that_it_failed(
    platform: Platform, store: RedisStore
) -> None:
    store.read_memory()  # the embedded one is not started for this alone
    platform.resources = {"redis": store}
    run_id = platform.queue(platform.add_website("demo.test"))
    (request,) = platform.tick(requested_simulations).run_requests or []
    platform.change(run_id, "status = 'running', completed_prompts = 3, total_prompts = 9")
    platform.start(request, dg.DagsterRunStatus.CANCELED)
    platform.tick(requested_simulations)
    told = read_active(store, run_id)
    assert told is not None
    assert (told.status, told.progress, told.total) == ("failed", 3, 9)


def test_a_store_that_is_away_skips_the_tick_and_moves_no_cursor(platform: Platform) -> None:
    platform.control = ControlPlane(
        url="postgresql://nobody@127.0.0.1:9/nothing", connect_seconds=2, retry_seconds=0
    )
    platform.cursor = "kept"
    done = platform.tick(requested_simulations)
    assert not done.run_requests
    assert "127.0.0.1:9" in str(done.skip_reason)
    assert platform.cursor == "kept"
