"""A failed run is told once, with asset, partition, reason and what to do; and nothing more."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from typing import Any

import dagster as dg
import pytest

from resources import left_runs
from resources.control_plane import listing
from resources.control_plane.resource import ControlPlane
from resources.errors import BudgetError, DeliveryRefusedError
from resources.notifications.notice import Notice
from resources.notifications.resource import Notifier
from resources.saga.owner import this_process
from sensors.failures import failed_runs
from tests.sensors.conftest import Platform

ANSWER = "Firefox is the best browser, said the model."
SECRET = "sk-proj-verysecret1234"
DAYS = dg.StaticPartitionsDefinition(["2026-11-21", "2026-11-22"])
SENT: list[Notice] = []


class Collector(Notifier):
    """Keeps what it is to send, or refuses it."""

    refuses: bool = False

    def send(self, channel: str, notice: Notice) -> None:
        if self.refuses:
            raise DeliveryRefusedError("nobody is there")
        SENT.append(notice)


@dg.asset(key=["brand_monitor", "breaks"], partitions_def=DAYS)
def breaks(context: dg.AssetExecutionContext) -> None:
    error = context.run.tags["error"]
    if error == "ours":
        raise dg.Failure(description=f"The estimate is above MAX_USD, key {SECRET}.")
    if error == "tree":
        raise BudgetError("Asking costs USD 3, but MAX_USD is 1.")
    raise KeyError(ANSWER, SECRET)


@pytest.fixture(autouse=True)
def _watched(platform: Platform) -> None:
    SENT.clear()
    platform.resources = {"notifier": Collector()}
    platform.tick(failed_runs)


def fail(platform: Platform, error: str = "ours", **tags: str) -> str:
    """A run that fails with an error, as Dagster writes it down."""
    done = dg.materialize(
        [breaks],
        instance=platform.instance,
        partition_key="2026-11-21",
        tags={"error": error, **tags},
        raise_on_error=False,
    )
    return done.run_id


def rows(platform: Platform, table: str = "run_failures") -> list[dict[str, Any]]:
    with platform.control.begin() as db:
        return listing.rows(db, table)


def test_a_failed_run_is_told_once_with_asset_partition_reason_and_next_step(
    platform: Platform,
) -> None:
    run_id = fail(platform)
    platform.tick(failed_runs)
    platform.tick(failed_runs)
    (notice,) = SENT
    assert notice.title == "Run failed: brand_monitor/breaks of 2026-11-21"
    assert "The estimate is above MAX_USD" in notice.body
    assert "Raise MAX_USD" in notice.body
    assert run_id in notice.link


@pytest.mark.parametrize(
    ("error", "words"), [("ours", "MAX_USD"), ("tree", "USD 3"), ("other", "KeyError: see the run")]
)
def test_a_notice_holds_no_secret_and_no_text_of_an_answer(
    platform: Platform, error: str, words: str
) -> None:
    fail(platform, error)
    platform.tick(failed_runs)
    told = f"{SENT[0].as_json().decode()} {rows(platform)}"
    assert words in told
    assert SECRET not in told
    assert ANSWER not in told


def test_the_same_cause_within_an_hour_is_one_notice_with_a_count(platform: Platform) -> None:
    for _ in range(3):
        fail(platform)
    platform.tick(failed_runs)
    fail(platform)
    platform.tick(failed_runs)
    (notice,) = SENT
    assert notice.title.startswith("3 runs failed")
    (row,) = rows(platform)
    assert row["run_count"] == 4


def test_after_an_hour_the_same_cause_is_told_again(platform: Platform) -> None:
    fail(platform)
    platform.tick(failed_runs)
    with platform.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.run_failures SET first_at = first_at - interval '2 hours'"
        )
    fail(platform)
    platform.tick(failed_runs)
    assert len(SENT) == len(rows(platform)) == 2


def test_a_run_that_is_tried_again_is_not_told(platform: Platform) -> None:
    fail(platform, **{"dagster/will_retry": "true"})
    platform.tick(failed_runs)
    assert SENT == []


def test_a_run_whose_command_was_killed_is_ended_and_told(platform: Platform) -> None:
    """Else it keeps a place in the queue, and its partition, for ever."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    owner = replace(this_process(), pid=ended.pid)
    run = platform.instance.create_run_for_job(
        dg.Definitions([breaks], jobs=[dg.define_asset_job("work")]).resolve_job_def("work"),
        tags={left_runs.TAG: json.dumps(asdict(owner))},
        status=dg.DagsterRunStatus.STARTED,
    )
    platform.tick(failed_runs)
    found = platform.instance.get_run_by_id(run.run_id)
    assert found is not None
    assert found.status is dg.DagsterRunStatus.FAILURE
    (notice,) = SENT
    assert run.run_id in notice.link


def test_what_failed_before_anybody_watched_is_history(platform: Platform) -> None:
    fail(platform)
    platform.cursor = None
    platform.tick(failed_runs)
    platform.tick(failed_runs)
    assert SENT == []


def test_a_tick_that_was_cut_off_counts_nothing_twice(platform: Platform) -> None:
    before = platform.cursor
    fail(platform)
    platform.tick(failed_runs)
    platform.cursor = before
    platform.tick(failed_runs)
    (row,) = rows(platform)
    assert row["run_count"] == len(SENT) == 1


def test_with_the_database_away_nothing_is_lost(platform: Platform) -> None:
    control, cursor = platform.control, platform.cursor
    fail(platform)
    platform.control = ControlPlane(
        url="postgresql://nobody@127.0.0.1:9/nothing", connect_seconds=2, retry_seconds=0
    )
    assert "127.0.0.1:9" in str(platform.tick(failed_runs).skip_reason)
    assert platform.cursor == cursor
    platform.control = control
    platform.tick(failed_runs)
    assert len(SENT) == 1


def test_a_channel_that_refuses_is_tried_again_later(platform: Platform) -> None:
    platform.resources = {"notifier": Collector(refuses=True)}
    fail(platform)
    platform.tick(failed_runs)
    (notice,) = rows(platform, "notices")
    assert (notice["status"], notice["website"]) == ("failed", None)
    platform.resources = {"notifier": Collector()}
    platform.tick(failed_runs)
    assert SENT == [], "not at every tick"
    with platform.control.begin() as db:
        db.exec_driver_sql("UPDATE control.notices SET settled_at = now() - interval '11 minutes'")
    platform.tick(failed_runs)
    assert len(SENT) == 1
