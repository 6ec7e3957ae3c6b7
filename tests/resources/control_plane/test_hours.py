"""When an organization is asked: decided by a person, read by the schedule."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from sqlalchemy import Connection

from resources.control_plane import hours, websites
from resources.control_plane.websites import Website
from resources.errors import InputError


def test_an_organization_is_asked_at_three_utc_until_somebody_says_otherwise(
    db: Connection, website: Website
) -> None:
    assert hours.list_all(db) == [hours.Hours("default", "UTC", time(3))]
    (watched,) = hours.list_watched(db)
    assert (watched.key, watched.timezone, watched.daily_at) == (website.key, "UTC", time(3))


def test_hours_are_decided_once_and_audited(db: Connection, website: Website, audited) -> None:
    for _ in range(2):
        hours.set_hours(db, "default", timezone="Europe/Berlin", daily_at=time(6, 30), actor="test")
    assert hours.list_all(db) == [hours.Hours("default", "Europe/Berlin", time(6, 30))]
    assert audited.new() == 1


def test_without_an_hour_nothing_is_asked_daily(db: Connection, website: Website) -> None:
    hours.set_hours(db, "default", timezone="UTC", daily_at=None, actor="test")
    assert hours.list_watched(db) == []


def test_an_imported_website_is_not_asked_daily(db: Connection) -> None:
    websites.add(db, name="Imported", source="import", actor="test")
    assert hours.list_watched(db) == []


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a\x00b", "x" * 300]
)
def test_a_time_zone_nobody_knows_is_refused_and_named(
    db: Connection, website: Website, zone: str
) -> None:
    with pytest.raises(InputError, match="is not a time zone"):
        hours.set_hours(db, "default", timezone=zone, daily_at=time(3), actor="test")


@pytest.mark.parametrize("moment", [time(3, 0, 1), time(3, tzinfo=UTC)])
def test_an_hour_is_to_the_minute_and_on_the_wall_clock(
    db: Connection, website: Website, moment: time
) -> None:
    with pytest.raises(InputError, match="not an hour and minute"):
        hours.set_hours(db, "default", timezone="UTC", daily_at=moment, actor="test")


def test_an_unknown_organization_is_named(db: Connection) -> None:
    with pytest.raises(InputError, match="no organization 'nobody'"):
        hours.set_hours(db, "nobody", timezone="UTC", daily_at=None, actor="test")


def test_the_clock_of_the_control_plane_is_utc(db: Connection) -> None:
    found = hours.read_clock(db)
    assert found.tzinfo == UTC
    assert abs((found - datetime.now(UTC)).total_seconds()) < 60
