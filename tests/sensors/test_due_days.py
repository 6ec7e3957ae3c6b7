"""Which days are due: once each, never before they begin, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensors.due_days import CATCH_UP_DAYS, Asked, choose_due, due_at

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
)
LONG_AGO = date(2000, 1, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def site(zone: str = "UTC", daily_at: time = time(3), since: date = LONG_AGO) -> Asked:
    return Asked("default.demo.test", since, ZoneInfo(zone), daily_at)


@pytest.mark.parametrize(
    ("day", "zone", "daily_at", "moment"),
    [
        ("2026-11-22", "UTC", time(3), "2026-11-22T03:00"),
        ("2026-11-22", "Europe/Berlin", time(6, 30), "2026-11-22T05:30"),
        ("2026-07-01", "Europe/Berlin", time(6, 30), "2026-07-01T04:30"),
        ("2026-11-22", "America/Los_Angeles", time(20), "2026-11-23T04:00"),
        ("2026-03-29", "Europe/Berlin", time(2, 30), "2026-03-29T01:30"),  # skipped
        ("2026-10-25", "Europe/Berlin", time(2, 30), "2026-10-25T00:30"),  # comes twice
        ("2026-11-22", "Pacific/Auckland", time(3), "2026-11-22T00:00"),  # 21st in UTC
        ("2026-11-22", "Europe/Berlin", time(0, 30), "2026-11-22T00:00"),
        ("2011-12-30", "Pacific/Apia", time(12), "2011-12-30T22:00"),  # a date Samoa skipped
    ],
)
def test_a_day_is_due_at_its_hour_there_and_not_before_it_begins(
    day: str, zone: str, daily_at: time, moment: str
) -> None:
    assert due_at(date.fromisoformat(day), ZoneInfo(zone), daily_at) == at(moment)


@settings(deadline=None)  # a loaded machine is no reason to fail
@given(
    zone=st.sampled_from(ZONES),
    daily_at=st.times(),
    start=st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    minutes=st.integers(5, 180),
)
def test_looked_at_often_each_day_is_started_once_and_none_is_left_out(
    zone: str, daily_at: time, start: date, minutes: int
) -> None:
    watched = site(zone, daily_at.replace(second=0, microsecond=0), since=start)
    now = datetime.combine(start, time(), UTC)
    end = now + timedelta(days=5)
    started: list[date] = []
    while now < end:
        for due in choose_due([watched], now, {(day, watched.key) for day in started}):
            assert due.day <= now.date(), "a day of the future"
            started.append(due.day)
        now += timedelta(minutes=minutes)
    days = [start + timedelta(days=n) for n in range(5)]
    assert sorted(started) == sorted(set(started))
    assert set(days[:3]) <= set(started) <= set(days)


def test_what_was_missed_is_caught_up_newest_first_and_only_within_the_bound() -> None:
    due = choose_due([site()], at("2026-11-22T04:30"), set())
    assert [one.day.isoformat() for one in due] == ["2026-11-22", "2026-11-21", "2026-11-20"]
    assert len(due) == CATCH_UP_DAYS


def test_no_day_is_asked_from_before_the_website_was_watched() -> None:
    due = choose_due([site(since=date(2026, 11, 22))], at("2026-11-22T04:30"), set())
    assert [one.day.isoformat() for one in due] == ["2026-11-22"]


@pytest.mark.parametrize(
    ("now", "cause"),
    [
        ("2026-11-22T02:59", None),
        ("2026-11-22T03:00", "daily"),
        ("2026-11-22T03:59", "daily"),
        ("2026-11-22T04:00", "again-1"),
        ("2026-11-22T07:00", "again-2"),
        ("2026-11-22T15:00", "again-3"),
        ("2026-11-23T02:00", "again-3"),
    ],
)
def test_a_day_that_failed_is_tried_three_times_more_each_time_for_a_cause_of_its_own(
    now: str, cause: str | None
) -> None:
    watched = site(since=date(2026, 11, 22))
    found = [d.cause for d in choose_due([watched], at(now), set()) if d.day.day == 22]
    assert found == ([cause] if cause else [])


def test_a_day_that_was_asked_to_the_end_is_due_no_more() -> None:
    settled = {(date(2026, 11, day), "default.demo.test") for day in (20, 21, 22)}
    assert choose_due([site()], at("2026-11-22T23:00"), settled) == []


def test_a_clock_moved_back_starts_nothing_that_was_not_due_then() -> None:
    asked_today = {(date(2026, 11, day), "default.demo.test") for day in (19, 20, 21, 22)}
    before = choose_due([site()], at("2026-11-21T12:00"), asked_today)
    assert before == []


def test_a_run_key_names_the_day_the_website_and_the_cause() -> None:
    (first, *_) = choose_due([site()], at("2026-11-22T03:10"), set())
    assert first.run_key == "2026-11-22|default.demo.test|daily"
