"""After decisions about names, days that were read without them are read again, newest first."""

from __future__ import annotations

from datetime import date, timedelta

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.brand_states import assets as brand_states
from onevice_assets.brand_monitor.brand_states.find_stale import search
from onevice_assets.partitions import join_key, split_key
from onevice_assets.tables import answers
from resources.control_plane import brand_merges, brands, websites
from resources.lake import Lake
from resources.object_store import Objects
from sensors.aliases import MOST_RUNS, decisions_about_names
from tests.onevice_assets.brand_monitor.brand_states.days import (
    PAYMENTS,
    read_again,
    write_answers,
)
from tests.sensors.conftest import DEFS, Platform

WEBSITE = "default.pay.test"
START = "dagster/asset_partition_range_start"
END = "dagster/asset_partition_range_end"


@pytest.fixture
def days(platform: Platform, lake: Lake, objects: Objects) -> list[str]:
    """Two days of a website, read with the names in force, at which the sensor has looked."""
    with platform.control.begin() as db:
        site = websites.add(db, domain="pay.test", source="import", actor="test")
        for name in ("PayPal", "PayPal Checkout"):
            brands.track(db, site.id, name, "competitor", actor="test")
    platform.resources = {"lake": lake, "objects": objects}
    written = write_answers(lake, site.id, WEBSITE, PAYMENTS)
    read_again(lake, platform.control, written)
    platform.instance.add_dynamic_partitions("websites", [WEBSITE])
    age_decisions(platform, 2)
    assert not platform.tick(decisions_about_names).run_requests
    return written


def decide(platform: Platform, *, minutes_ago: float = 2) -> None:
    """Merge one brand into another, some time ago."""
    with platform.control.begin() as db:
        brand_merges.merge(db, "PayPal Checkout", "PayPal", actor="test")
    age_decisions(platform, minutes_ago)


def age_decisions(platform: Platform, minutes: float) -> None:
    with platform.control.begin() as db:
        db.exec_driver_sql("SET LOCAL session_replication_role = replica")
        db.exec_driver_sql(
            "UPDATE control.audit_log SET recorded_at = now() - make_interval(secs => %(s)s)",
            {"s": minutes * 60},
        )


def test_names_nobody_decided_about_since_start_nothing(
    platform: Platform, days: list[str]
) -> None:
    age_decisions(platform, 5)
    assert not platform.tick(decisions_about_names).run_requests
    assert "names in force" in str(platform.tick(decisions_about_names).skip_reason)


def test_a_decision_reads_the_days_again_in_one_run_and_then_rests(
    platform: Platform, days: list[str]
) -> None:
    decide(platform)
    (request,) = platform.tick(decisions_about_names).run_requests or []
    assert request.job_name == "read_again"
    assert (request.tags[START], request.tags[END]) == (min(days), max(days))
    assert not platform.tick(decisions_about_names).run_requests


def test_the_run_that_is_asked_for_reads_the_days_with_the_new_names(
    platform: Platform, days: list[str], lake: Lake
) -> None:
    decide(platform)
    (request,) = platform.tick(decisions_about_names).run_requests or []
    chosen = DEFS.resolve_job_def("read_again").asset_layer.selected_asset_keys
    assert {key.path[-1] for key in chosen} == {
        "brand_candidates",
        "llm_brand_states",
        "answer_citations",
    }
    done = dg.materialize(
        [brand_states.brand_candidates, brand_states.llm_brand_states],
        instance=platform.instance,
        tags=dict(request.tags),
        resources={"lake": lake, "control": platform.control},
    )
    assert done.success
    with platform.control.begin() as db:
        version = brands.alias_version(db)
    for day in days:
        rows = lake.read_rows(answers.llm_brand_states, day)
        assert {row["alias_version"] for row in rows} == {version}


def test_a_burst_of_decisions_is_one_reading(platform: Platform, days: list[str]) -> None:
    decide(platform, minutes_ago=0.1)
    assert not platform.tick(decisions_about_names).run_requests
    with platform.control.begin() as db:
        brand_merges.split(db, "PayPal Checkout", actor="test")
        brands.add_alias(db, "PayPal", "PayPal Holdings", actor="test")
    assert not platform.tick(decisions_about_names).run_requests
    age_decisions(platform, 2)
    assert len(platform.tick(decisions_about_names).run_requests or []) == 1


def test_a_decision_that_is_taken_back_in_time_reads_nothing(
    platform: Platform, days: list[str]
) -> None:
    decide(platform, minutes_ago=0.1)
    platform.tick(decisions_about_names)
    with platform.control.begin() as db:
        brand_merges.split(db, "PayPal Checkout", actor="test")
    age_decisions(platform, 2)
    assert not platform.tick(decisions_about_names).run_requests


def test_while_many_days_are_being_read_no_more_are_asked_for(
    platform: Platform, days: list[str]
) -> None:
    decide(platform)
    for _ in range(MOST_RUNS):
        request = dg.RunRequest(job_name="read_again", partition_key=days[0])
        platform.start(request, dg.DagsterRunStatus.STARTED)
    assert not platform.tick(decisions_about_names).run_requests
    for run in platform.instance.get_runs():
        platform.instance.delete_run(run.run_id)
    assert platform.tick(decisions_about_names).run_requests


def test_a_cursor_of_another_time_begins_anew(platform: Platform, days: list[str]) -> None:
    decide(platform)
    platform.cursor = "what is this"
    assert platform.tick(decisions_about_names).run_requests


PARTITIONS = st.lists(
    st.builds(
        lambda ago, website: join_key((date(2026, 11, 22) - timedelta(ago)).isoformat(), website),
        st.integers(0, 100),
        st.sampled_from(["a.one.test", "a.two.test", "b.one.test"]),
    ),
    unique=True,
    max_size=60,
)


@given(PARTITIONS, st.sets(st.integers(0, 59)), st.integers(1, 4))
def test_a_search_that_is_cut_short_again_and_again_finds_each_stale_day_once(
    partitions: list[str], places: set[int], room: int
) -> None:
    stale = {partitions[place] for place in places if place < len(partitions)}
    found: list[str] = []
    after, is_done = "", False
    while not is_done:
        got = search(partitions, after, stale.__contains__, lambda runs, most=room: runs < most)
        for first, last in got.ranges:
            day, website = split_key(first)
            while join_key(day, website) <= last:
                found.append(join_key(day, website))
                day = (date.fromisoformat(day) + timedelta(1)).isoformat()
        assert got.is_done or got.last != after
        after, is_done = got.last, got.is_done
    assert sorted(found) == sorted(stale)


def test_a_year_of_many_websites_is_read_newest_month_first_a_month_of_a_website_a_run() -> None:
    days = [(date(2026, 11, 22) - timedelta(ago)).isoformat() for ago in range(365)]
    partitions = [join_key(day, f"a.w{n}.test") for n in range(250) for day in days]
    got = search(partitions, "", lambda _: True, lambda runs: runs < MOST_RUNS)
    assert len(got.ranges) == MOST_RUNS
    assert len({split_key(first)[1] for first, _ in got.ranges}) == MOST_RUNS
    assert all(last.startswith("2026-11-22") for _, last in got.ranges)
