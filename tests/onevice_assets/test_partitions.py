"""Keys of partitions, and ranges of them in the tags of a run."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.partitions import (
    join_days,
    join_key,
    list_days,
    list_range,
    range_tags,
    read_range,
    request_range,
    website_of,
)

FIRST, LAST = "2026-10-30|acme.a.com", "2026-11-01|acme.a.com"
DAY = timedelta(days=1)
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def test_a_range_is_told_by_the_tags_that_dagster_reads() -> None:
    assert range_tags(FIRST, LAST) == {START: FIRST, END: LAST}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, None),
        ({"dagster/partition": ""}, None),
        ({START: FIRST}, None),
        ({END: LAST}, None),
        ({START: "", END: LAST}, None),
        ({"dagster/partition": "acme.a.com"}, ("acme.a.com", "acme.a.com")),
        ({"dagster/partition": FIRST}, (FIRST, FIRST)),
        ({START: FIRST, END: FIRST}, (FIRST, FIRST)),
        ({START: FIRST, END: LAST, "onevice/cause": "x"}, (FIRST, LAST)),
    ],
)
def test_what_a_run_is_of_is_read_from_its_tags(
    tags: dict[str, str], expected: tuple[str, str] | None
) -> None:
    assert read_range(tags) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (FIRST, FIRST, [FIRST]),
        (FIRST, LAST, [FIRST, "2026-10-31|acme.a.com", LAST]),
        (LAST, FIRST, []),
        ("acme.a.com", "acme.a.com", ["acme.a.com"]),
        ("acme.a.com", "acme.c.com", ["acme.a.com", "acme.c.com"]),
    ],
)
def test_a_range_holds_every_day_between_its_ends(
    first: str, last: str, expected: list[str]
) -> None:
    assert list_range(first, last) == expected


@given(st.dates(date(2025, 1, 1), date(2030, 1, 1)), st.integers(1, 400))
def test_what_is_asked_for_is_read_back(begin: date, days: int) -> None:
    every = [join_key((begin + timedelta(n)).isoformat(), "acme.a.com") for n in range(days)]
    assert list_range(*(read_range(range_tags(every[0], every[-1])) or ("", ""))) == every


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 3, 31))), st.integers(1, 40))
def test_joined_days_are_all_of_them_in_ranges_that_are_no_longer_than_they_may(
    days: list[date], most: int
) -> None:
    ranges = join_days(days, most)
    assert [one for ends in ranges for one in list_days(*ends)] == sorted(set(days))
    assert all(len(list_days(*ends)) <= most for ends in ranges)
    apart = pairwise(ranges)
    assert all(len(list_days(*one)) == most or one[1] + DAY < next_[0] for one, next_ in apart)


def test_a_range_of_one_is_asked_for_as_its_partition() -> None:
    asked = request_range("job", FIRST, FIRST, tags={"why": "x"}, run_key="k")
    assert asked == dg.RunRequest("k", job_name="job", partition_key=FIRST, tags={"why": "x"})


def test_a_longer_range_is_asked_for_in_one_run() -> None:
    asked = request_range("job", FIRST, LAST, tags={"why": "x"})
    assert (asked.partition_key, asked.run_key) == (None, None)
    assert dict(asked.tags) == {"why": "x", START: FIRST, END: LAST}


@pytest.mark.parametrize("partition", [FIRST, "acme.a.com"])
def test_a_partition_names_its_website(partition: str) -> None:
    assert website_of(partition) == "acme.a.com"
