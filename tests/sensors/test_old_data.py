"""Schedules of retention: off until a person says so, and then one run for what is due."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import dagster as dg

from onevice_assets.tables import answers
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.lake_retired import await_copies
from resources.object_store import Objects
from sensors.old_data import ALL, old_days, old_records

DAY = date(2026, 1, 5)
ON_TIME, EARLY = datetime(2026, 7, 5, 4, 40, tzinfo=UTC), datetime(2026, 7, 4, 4, 40, tzinfo=UTC)


def test_nothing_goes_by_itself_until_a_person_switches_it_on() -> None:
    assert {one.default_status for one in ALL} == {dg.DefaultScheduleStatus.STOPPED}


def test_each_website_of_which_something_is_due_has_one_run_and_no_other(
    control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    with control.begin() as db:
        old, young, unknown, behind = (
            websites.add(db, url=f"http://{name}.test/", organization="acme", actor="test").key
            for name in ("old", "young", "unknown", "behind")
        )
    newest = "2026-07-01"
    for key, days in ((old, (DAY.isoformat(), newest)), (young, (newest,)), (unknown, (newest,))):
        for day in days:
            lake.write(answers.llm_responses, f"{day}|{key}", [])
    with dg.instance_for_test() as instance:
        instance.add_dynamic_partitions("websites", [old, young, behind])

        def tick(moment: datetime) -> list[tuple[str | None, str | None]]:
            context = dg.build_schedule_context(
                instance=instance,
                scheduled_execution_time=moment,
                resources={"control": control, "lake": lake, "objects": objects},
            )
            asked: Any = old_days(context)
            told = [one for one in asked if isinstance(one, dg.RunRequest)]
            return [(one.run_key, one.partition_key) for one in told]

        assert tick(EARLY) == []  # 180 days are kept, the day after them it goes
        due = f"2026-07-05|{old}"
        assert tick(ON_TIME) == tick(ON_TIME) == [(f"old_days {due}", due)]
        await_copies(lake, f"2026-01-01|{behind}")  # copies that a run before could not follow
        assert [key for _, key in tick(ON_TIME)] == [f"2026-07-05|{behind}", due]
        run = old_records(dg.build_schedule_context(scheduled_execution_time=ON_TIME))
    assert isinstance(run, dg.RunRequest)
    assert (run.run_key, run.partition_key) == ("old_records 2026-07-05", "2026-07-05")
