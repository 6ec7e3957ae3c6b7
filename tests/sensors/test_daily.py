"""The schedule `daily`: what it starts, for whom, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import dagster as dg
import pytest
from sqlalchemy import Connection

from onevice_assets.definitions import build_defs
from onevice_assets.jobs import ask_models
from onevice_assets.partitions import join_key
from onevice_assets.tables import audience
from resources.control_plane import hours, simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from sensors.daily import daily

REPOSITORY = build_defs().get_repository_def()
WATCHED_SINCE = datetime(2026, 10, 1, tzinfo=UTC)
SITE = "default.demo.test"
BOTH = ("llm_responses", "canary_responses")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Clockwork:
    """The schedule over stores of its own; ticks at moments that a test names."""

    control: ControlPlane
    lake: Lake
    instance: dg.DagsterInstance

    def watch(self, domain: str = "demo.test", organization: str = "default", **how: Any) -> str:
        """A website that was watched for long and has its questions; returns its key."""
        how = how or {"url": f"https://{domain}/"}
        with self.control.begin() as db:
            made = websites.add(db, domain=domain, organization=organization, actor="test", **how)
            _set_created(db, made.id)
        self.lake.write(audience.prompts, made.key, [])
        self.instance.add_dynamic_partitions("websites", [made.key])
        return made.key

    def tick(self, moment: str) -> list[dg.RunRequest]:
        """What the schedule asks for."""
        context = dg.build_schedule_context(
            instance=self.instance,
            repository_def=REPOSITORY,
            scheduled_execution_time=at(moment),
            resources={"control": self.control, "lake": self.lake},
        )
        return list(daily.evaluate_tick(context).run_requests or [])

    def start(self, request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
        """Let a request become a run that stands so."""
        tags = {**request.tags, "dagster/run_key": str(request.run_key)}
        tags["dagster/partition"] = str(request.partition_key)
        run = dg.DagsterRun(job_name=ask_models.name, tags=tags, status=status)
        self.instance.add_run(run)

    def complete(self, day: str, key: str = SITE, *, made: Sequence[str] = BOTH) -> None:
        """Note that a day was asked to the end, and which of its assets were made."""
        with self.control.begin() as db:
            run = simulations.for_day(db, websites.find(db, key).id, date.fromisoformat(day))
            simulations.set_progress(db, run.id, status="completed", completed=1, total=1)
        for name in made:
            asset = dg.AssetKey(["brand_monitor", name])
            event = dg.AssetMaterialization(asset, partition=join_key(day, key))
            self.instance.report_runless_asset_event(event)


def _set_created(db: Connection, website_id: str) -> None:
    sql = "UPDATE control.websites SET created_at = %(at)s WHERE id = %(id)s"
    db.exec_driver_sql(sql, {"at": WATCHED_SINCE, "id": website_id})


def partitions(requests: list[dg.RunRequest]) -> list[str]:
    return [str(one.partition_key) for one in requests]


@pytest.fixture
def clockwork(control: ControlPlane, lake: Lake) -> Iterator[Clockwork]:
    with dg.instance_for_test() as instance:
        yield Clockwork(control, lake, instance)


def test_a_day_is_started_once_however_often_the_schedule_looks(clockwork: Clockwork) -> None:
    clockwork.watch()
    for day in ("2026-11-19", "2026-11-20"):
        clockwork.complete(day)
    assert clockwork.tick("2026-11-21T02:45") == []
    (request,) = clockwork.tick("2026-11-21T03:00")
    assert request.partition_key == f"2026-11-21|{SITE}"
    assert request.run_key == f"2026-11-21|{SITE}|daily"
    clockwork.start(request, dg.DagsterRunStatus.STARTED)
    assert clockwork.tick("2026-11-21T03:15") == []
    assert clockwork.tick("2026-11-21T09:15") == [], "it is still being worked on"


def test_a_request_is_a_run_of_what_is_paid_and_of_nothing_else() -> None:
    job = REPOSITORY.get_job(ask_models.name)
    assert {key.path[-1] for key in job.asset_layer.executable_asset_keys} == {
        "llm_responses",
        "canary_responses",
    }


def test_a_failed_day_is_tried_again_later_and_at_most_three_times(clockwork: Clockwork) -> None:
    clockwork.watch()
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        clockwork.complete(day)
    causes = []
    for hour in range(3, 24):
        for request in clockwork.tick(f"2026-11-21T{hour:02}:30"):
            causes.append((hour, request.tags["onevice/cause"]))
            clockwork.start(request, dg.DagsterRunStatus.FAILURE)
    assert causes == [(3, "daily"), (4, "again-1"), (7, "again-2"), (15, "again-3")]


def test_a_day_that_a_person_asked_is_not_started(clockwork: Clockwork) -> None:
    clockwork.watch()
    for day in ("2026-11-19", "2026-11-20", "2026-11-21"):
        clockwork.complete(day)
    assert clockwork.tick("2026-11-21T05:00") == []


@pytest.mark.parametrize("made", [(), BOTH[:1]], ids=["no rows", "no canaries"])
def test_a_day_whose_run_was_killed_after_the_last_answer_is_started_again(
    clockwork: Clockwork, made: Sequence[str]
) -> None:
    clockwork.watch()
    clockwork.complete("2026-11-19")
    clockwork.complete("2026-11-20")
    clockwork.complete("2026-11-21", made=made)
    assert partitions(clockwork.tick("2026-11-21T03:00")) == [f"2026-11-21|{SITE}"]


def test_days_that_a_backfill_works_on_as_a_range_are_left_to_it(clockwork: Clockwork) -> None:
    clockwork.watch()
    bounds = {
        "dagster/asset_partition_range_start": f"2026-11-19|{SITE}",
        "dagster/asset_partition_range_end": f"2026-11-20|{SITE}",
    }
    status = dg.DagsterRunStatus.STARTED
    clockwork.instance.add_run(dg.DagsterRun(job_name="any", tags=bounds, status=status))
    assert partitions(clockwork.tick("2026-11-21T04:00")) == [f"2026-11-21|{SITE}"]


def test_missed_days_are_caught_up_within_three_days(clockwork: Clockwork) -> None:
    clockwork.watch()
    found = partitions(clockwork.tick("2026-11-20T04:00"))
    assert found == [f"2026-11-{day}|{SITE}" for day in (20, 19, 18)]


def test_websites_that_cannot_be_asked_are_left_out(clockwork: Clockwork) -> None:
    clockwork.watch("imported.test", name="Imported", source="import")
    clockwork.watch("resting.test", organization="resting")
    with clockwork.control.begin() as db:
        hours.set_hours(db, "resting", timezone="UTC", daily_at=None, actor="test")
        websites.add(db, url="https://new.test/", actor="test")  # without questions yet
    assert clockwork.tick("2026-11-21T12:00") == []


def test_each_organization_is_asked_by_its_own_wall_clock(clockwork: Clockwork) -> None:
    keys = {
        name: clockwork.watch(f"{name}.test", organization=name) for name in ("berlin", "angeles")
    }
    for key in keys.values():
        for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
            clockwork.complete(day, key)
    zones = {"berlin": "Europe/Berlin", "angeles": "America/Los_Angeles"}
    with clockwork.control.begin() as db:
        for name, zone in zones.items():
            hours.set_hours(db, name, timezone=zone, daily_at=time(6), actor="test")
    assert partitions(clockwork.tick("2026-11-21T05:00")) == [f"2026-11-21|{keys['berlin']}"]
    assert len(clockwork.tick("2026-11-21T13:45")) == 1
    assert len(clockwork.tick("2026-11-21T14:00")) == 2


def test_a_host_whose_clock_runs_ahead_starts_no_day_that_has_not_begun(
    clockwork: Clockwork,
) -> None:
    clockwork.watch()
    now = datetime.now(UTC)
    ahead = clockwork.tick(f"{now.year + 1}-01-15T12:00")
    assert ahead
    assert max(partitions(ahead))[:10] <= now.date().isoformat()


def test_a_tick_with_many_websites_is_bounded_and_the_next_goes_on(clockwork: Clockwork) -> None:
    with clockwork.control.begin() as db:
        for number in range(40):
            made = websites.add(db, url=f"https://s{number:02}.test/", actor="test")
            _set_created(db, made.id)
            clockwork.lake.write(audience.prompts, made.key, [])
            clockwork.instance.add_dynamic_partitions("websites", [made.key])
    seen: list[str] = []
    while requests := clockwork.tick("2026-11-21T12:00"):
        assert len(requests) <= 100
        seen += partitions(requests)
        for request in requests:
            clockwork.start(request, dg.DagsterRunStatus.SUCCESS)
    assert len(seen) == len(set(seen)) == 120
    assert all(partition.startswith("2026-11-21") for partition in seen[:40])
