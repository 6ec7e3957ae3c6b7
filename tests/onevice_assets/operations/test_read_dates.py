"""Dates as people write them: zones, clocks that are set, 29 February, other eras."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.operations.timeline.calendar import (
    BEGINNING,
    DAY,
    FIRST_YEAR,
    FOREVER,
    LAST_YEAR,
    start_of_day,
    to_civil,
    write_for_postgres,
    write_moment,
    write_range,
)
from onevice_assets.operations.timeline.reading.read_dates import (
    read_interval,
    read_moment,
    read_time,
    read_zone,
)
from resources.errors import InputError


def shown(start: str, end: str, zone: str = "UTC") -> tuple[str, str]:
    found = read_interval(start, end, read_zone(zone))
    return write_moment(found.start), write_moment(found.end)


@settings(max_examples=50)
@given(st.dates())
def test_days_are_those_of_the_calendar(day: date) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    ours = start_of_day(day.year, day.month, day.day)
    assert ours == (moment - datetime(1970, 1, 1, tzinfo=UTC)).days * DAY
    assert write_moment(ours) == day.isoformat()


@settings(max_examples=50)
@given(st.integers(start_of_day(FIRST_YEAR), start_of_day(LAST_YEAR + 1)))
def test_every_moment_is_written_and_read_back(moment: int) -> None:
    assert start_of_day(*to_civil(moment)) == moment // DAY * DAY


@pytest.mark.parametrize(
    ("start", "end", "wanted"),
    [
        ("2024-03-10", "2024-03-10", ("2024-03-10", "2024-03-11")),
        ("2024-02", "2024-02-##", ("2024-02-01", "2024-03-01")),
        ("2023-12", "2023-12", ("2023-12-01", "2024-01-01")),
        ("1952-##-##", "1964-##-##", ("1952-01-01", "1965-01-01")),
        ("360-##-##", "####-##-##", ("0360-01-01", "…")),
        ("-431-##-##", "-1", ("-0431-01-01", "0000-01-01")),
        ("19##-##-##", "195#-##-##", ("1900-01-01", "1960-01-01")),
        ("", "", ("…", "…")),
        ("2024-02-29", "2024-02-29", ("2024-02-29", "2024-03-01")),
        ("12000-01-01", "+12000-01-01", ("+012000-01-01", "+012000-01-02")),
        ("2024-03-10T12:00Z", "2024-03-10T13:00+01:00", ("2024-03-10T12:00:00Z",) * 2),
        ("2024-03-10 12:00:00.5Z", "", ("2024-03-10T12:00:00.500000Z", "…")),
        ("2024-07-04T12:00 America/Chicago", "", ("2024-07-04T17:00:00Z", "…")),
        ("2024-07-04T12:00-05:00[America/Chicago]", "", ("2024-07-04T17:00:00Z", "…")),
    ],
)
def test_a_date_means_all_of_it_and_a_moment_its_instant(
    start: str, end: str, wanted: tuple[str, str]
) -> None:
    assert shown(start, end) == wanted


@pytest.mark.parametrize(
    ("day", "zone", "begins", "ends"),
    [
        # clocks go from 00:00 to 01:00: the day begins at 01:00
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        # from 01:00 back to 00:00: there are two midnights, and the day begins at the first
        ("2024-11-03", "America/Havana", "2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z"),
        ("2024-03-10", "America/Chicago", "2024-03-10T06:00:00Z", "2024-03-11T05:00:00Z"),
        # from 23:30 to 00:30: the day begins half an hour after a midnight that was not
        ("1919-03-31", "America/Toronto", "1919-03-31T04:30:00Z", "1919-04-01T04:00:00Z"),
    ],
)
def test_a_day_in_a_zone_begins_when_its_clocks_show_it(
    day: str, zone: str, begins: str, ends: str
) -> None:
    assert shown(day, day, zone) == (begins, ends)


@pytest.mark.parametrize(
    ("text", "zone", "what"),
    [
        ("2024-03-10T02:30", "America/Chicago", "does not exist in America/Chicago"),
        ("2024-11-03T01:30", "America/Chicago", "-0500 or 2024-11-03T01:30-0600"),
        ("2011-12-30", "Pacific/Apia", "does not exist in Pacific/Apia"),
        ("2024-01-01T12:00-05:00[Europe/Berlin]", "UTC", "is not the time of Europe/Berlin"),
        ("2024-01-01T12:00 Mars/Olympus", "UTC", "no time zone 'Mars/Olympus'"),
        ("2023-02-29", "UTC", "has 28 days"),
        ("1900-02-29", "UTC", "has 28 days"),
        ("2024-13-01", "UTC", "no month 13"),
        ("2024-00", "UTC", "no month 0"),
        ("2024-01-01T24:30Z", "UTC", "00:00 to 23:59"),
        ("2024-01-01T12:00+99:00", "UTC", "no place is"),
        ("300000", "UTC", "cannot be kept"),
        ("-5000", "UTC", "cannot be kept"),
        ("-431", "Europe/Athens", "has no time zones"),
        ("2024-##-05", "UTC", "unknown month"),
        ("19##-05-##", "UTC", "unknown year"),
        ("03/10/2024", "UTC", "write it as 2024-03-10"),
        ("yesterday", "UTC", "is no date"),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(text: str, zone: str, what: str) -> None:
    with pytest.raises(InputError, match=what):
        read_time(text, read_zone(zone))


def test_a_local_time_that_was_twice_is_told_apart_by_its_offset() -> None:
    first = read_moment("2024-11-03T01:30-05:00[America/Chicago]")
    second = read_moment("2024-11-03T01:30-0600 America/Chicago")
    assert second - first == DAY // 24


def test_a_driver_who_changes_at_noon_drove_until_noon() -> None:
    zone = read_zone("America/Chicago")
    ann = read_interval("2024-03-10", "2024-03-10T12:00", zone)
    bob = read_interval("2024-03-10T12:00", "2024-03-10", zone)
    assert ann.end == bob.start
    assert not ann.meets(bob)
    assert bob.end - ann.start == 23 * DAY // 24  # clocks are set forward on that day


def test_postgresql_reads_the_eras_it_is_written() -> None:
    assert write_for_postgres(start_of_day(-431)) == "0432-01-01 00:00:00+00 BC"
    assert write_for_postgres(start_of_day(0)) == "0001-01-01 00:00:00+00 BC"
    assert write_range(BEGINNING, FOREVER) == "[,)"
    assert write_range(5, 5) == "empty"
    assert write_range(0, FOREVER) == '["1970-01-01 00:00:00+00",)'
