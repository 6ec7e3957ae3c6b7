"""What is said after a decision about a name: in a few lines, however many days it concerns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.cli.rescore import tell_days, tell_websites
from onevice_assets.partitions import join_key

FIRST = date(2026, 10, 1)


def partitions(*numbers: int, website: str = "acme.a.com") -> list[str]:
    """The days of October 2026 (and on) by their number."""
    days = ((FIRST + timedelta(number - 1)).isoformat() for number in numbers)
    return [join_key(day, website) for day in days]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([3], "2026-10-03 (1 day)"),
        ([3, 4], "2026-10-03 … 2026-10-04 (2 days)"),
        (range(1, 31), "2026-10-01 … 2026-10-30 (30 days)"),
        ([30, *range(1, 30)], "2026-10-01 … 2026-10-30 (30 days)"),
        (
            [1, 2, 3, 5, 8, 9],
            "2026-10-01 … 2026-10-03, 2026-10-05, 2026-10-08 … 2026-10-09 (6 days)",
        ),
        (range(1, 31, 2), "2026-10-01 … 2026-10-29 (15 days, with 14 gaps)"),
    ],
)
def test_days_are_told_as_ranges(numbers: list[int], told: str) -> None:
    assert tell_days(partitions(*numbers)) == told


@given(st.sets(st.integers(1, 500), min_size=1))
def test_any_days_are_told_in_one_short_line(numbers: set[int]) -> None:
    told = tell_days(partitions(*numbers))
    assert len(told) < 100
    assert f"{len(numbers)} day" in told


def test_each_website_has_a_line_and_many_are_counted() -> None:
    every = [one for name in "edcba" for one in partitions(1, 2, website=f"acme.{name}.com")]
    assert tell_websites(every) == [
        "acme.a.com: 2026-10-01 … 2026-10-02 (2 days)",
        "acme.b.com: 2026-10-01 … 2026-10-02 (2 days)",
        "acme.c.com: 2026-10-01 … 2026-10-02 (2 days)",
        "and 2 more websites",
    ]
