"""A day that comes late: the verdicts that did not see it are reached again, once, when quiet."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.share_of_voice.verdicts.choose_periods import choose_periods
from onevice_assets.brand_monitor.share_of_voice.verdicts.find_overtaken import (
    LOOKS_BACK,
    Overtaken,
    find_overtaken,
)
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts, verdicts
from resources.lake import Lake
from sensors.late_days import late_days
from tests.sensors.conftest import Platform

SITE = "default.demo.test"
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = date(2026, 10, 1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def day(number: int, site: str = SITE) -> str:
    return join_key((FIRST + timedelta(days=number)).isoformat(), site)


def test_days_in_order_overtake_nothing() -> None:
    counted = {day(n): at(10 * n) for n in range(5)}
    judged = {day(n): at(10 * n + 1) for n in range(5)}
    assert find_overtaken(counted, judged) == []


def test_a_late_day_overtakes_the_days_after_it_and_none_before_it() -> None:
    counted = {day(n): at(n) for n in range(5)} | {day(2): at(100)}
    judged = {day(n): at(n + 50) for n in range(5)} | {day(2): at(101)}
    found = find_overtaken(counted, judged)
    assert found == [Overtaken(day(3), at(100)), Overtaken(day(4), at(100))]


def test_the_same_moment_counts_as_overtaken() -> None:
    assert find_overtaken({day(0): NOON}, {day(1): NOON}) == [Overtaken(day(1), NOON)]


def test_a_day_overtakes_no_other_website_and_no_verdict_that_cannot_see_it() -> None:
    far = LOOKS_BACK.days
    judged = {day(1, "default.other.test"): NOON, day(far): NOON, day(far + 1): NOON}
    assert [one.partition for one in find_overtaken({day(0): at(1)}, judged)] == [day(far)]


@given(st.sets(st.integers(0, 60), min_size=1))
def test_no_verdict_compares_with_a_day_further_back(numbers: set[int]) -> None:
    class Counted:
        def exists(self, _table: object, partition: str) -> bool:
            return partition in {day(n) for n in numbers}

    judged = FIRST + timedelta(days=60)
    both = choose_periods(Counted(), SITE, judged)  # type: ignore[arg-type]
    assert all(judged - one <= LOOKS_BACK for period in both for one in period)


def write(lake: Lake, partition: str, *, cells: float, verdict: float | None) -> None:
    """Empty partitions of a day, changed so many minutes after noon."""
    for table, minutes in ((marts.prompt_cells, cells), (verdicts.visibility_verdicts, verdict)):
        if minutes is not None:
            lake.write(table, partition, [])
            moment = at(minutes).timestamp()
            os.utime(Path(lake.uri(table, partition).removeprefix("file://")), (moment, moment))


def test_later_days_are_judged_again_in_one_run_and_only_once(
    platform: Platform, tmp_path: Path
) -> None:
    lake = Lake(url=tmp_path.as_uri())
    platform.resources = {"lake": lake}
    platform.instance.add_dynamic_partitions("websites", [SITE])
    for n in range(4):
        write(lake, day(n), cells=n, verdict=n + 20)
    assert not platform.tick(late_days).run_requests
    write(lake, day(1), cells=60, verdict=61)
    (request,) = platform.tick(late_days).run_requests or []
    assert request.job_name == "judge_again"
    assert (request.tags[START], request.tags[END]) == (day(2), day(3))
    # verdicts that come out as they were keep their age; the key keeps them from a second run
    (again,) = platform.tick(late_days).run_requests or []
    assert again.run_key == request.run_key
    for n in (2, 3):
        write(lake, day(n), cells=n, verdict=90)
    assert not platform.tick(late_days).run_requests


def test_a_website_that_is_being_counted_is_waited_for(platform: Platform, tmp_path: Path) -> None:
    lake = Lake(url=tmp_path.as_uri())
    platform.resources = {"lake": lake}
    platform.instance.add_dynamic_partitions("websites", [SITE])
    write(lake, day(0), cells=5, verdict=6)
    write(lake, day(1), cells=1, verdict=2)
    counting = dg.RunRequest(job_name="watch_website", partition_key=day(2))
    run_id = platform.start(counting, dg.DagsterRunStatus.STARTED)
    assert "being counted" in str(platform.tick(late_days).skip_reason)
    platform.instance.report_run_canceled(platform.instance.get_run_by_id(run_id))
    (request,) = platform.tick(late_days).run_requests or []
    assert request.partition_key == day(1)
