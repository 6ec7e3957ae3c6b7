"""Dates are read in every usual form, and one that can be read in two ways says so."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.words.read_dates import read_dates


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-07-01", ["2024-07-01"]),
        ("12 March 2024", ["2024-03-12"]),
        ("March 12, 2024", ["2024-03-12"]),
        ("5th of May, 2023", ["2023-05-05"]),
        ("12–14 March 2024", ["2024-03-12", "2024-03-14"]),
        ("July 15-17, 2024", ["2024-07-15", "2024-07-17"]),
        ("01.07.2024", ["2024-07-01"]),
        ("25/12/2024", ["2024-12-25"]),
        ("12/25/2024", ["2024-12-25"]),
        ("31/02/2024", []),
        ("555-12-1234", []),
        ("", []),
    ],
)
def test_a_date_is_read_as_the_day_it_names(text: str, days: list[str]) -> None:
    assert [fact.readings[0].isoformat() for fact in read_dates(text)] == days
    assert not any(fact.is_ambiguous for fact in read_dates(text))


def test_a_date_of_two_readings_keeps_both() -> None:
    (fact,) = read_dates("Wrap 03/04/24")
    assert fact.readings == (date(2024, 3, 4), date(2024, 4, 3))
    assert fact.is_ambiguous


def test_another_date_of_the_document_decides_the_order_and_the_flag_stays() -> None:
    (fact,) = read_dates("Wrap 03/04/24", context="Shoot 25/03/24, wrap 03/04/24")
    assert fact.readings == (date(2024, 4, 3),)
    assert fact.is_ambiguous


def test_dates_that_contradict_each_other_decide_nothing() -> None:
    facts = read_dates("25/03/24, 03/25/24 and 03/04/24")
    assert len(facts[-1].readings) == 2


def test_a_month_alone_is_told_as_a_month() -> None:
    (fact,) = read_dates("in March 2024")
    assert (fact.readings[0], fact.precision) == (date(2024, 3, 1), "month")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_any_day_written_out_is_read_back(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%y"):
        (fact,) = read_dates(f"on {day.strftime(form)} again")
        assert day in fact.readings
