"""What a backfill does, and what it refuses before anything is started."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.cli.backfill_plan import (
    MOST_DAYS_A_RUN,
    Known,
    cut_ranges,
    list_counted,
    plan_backfill,
)
from onevice_assets.partitions import list_days
from tests.onevice_assets.cli.conftest import KEY, Terminal

FIRST = date(2026, 1, 1)
TOMORROW = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
DAYS = list_days(FIRST, date(2026, 1, 5))


def days(*numbers: int) -> frozenset[date]:
    return frozenset(date(2026, 1, number) for number in numbers)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2026-01-05", "2026-01-04"), "lies after --to"),
        (("2026-01-05", TOMORROW), "lies in the future"),
        (("1999-01-01", "2026-01-04"), "before the first day"),
        (("2026-02-30", "2026-03-01"), "is not a day"),
        (("", "yesterday"), "is not a day"),
    ],
)
def test_days_that_cannot_be_filled_are_refused(
    terminal: Terminal, words: tuple[str, str], told: str
) -> None:
    assert told in terminal.error("backfill", "--from", words[0], "--to", words[1])


def test_an_unknown_website_is_refused_and_the_known_ones_are_named(shop: Terminal) -> None:
    span = ("--from", "2026-01-01", "--to", "2026-01-02")
    told = shop.error("backfill", *span, "--site", "nobody.test")
    assert "no website 'nobody.test'" in told
    assert KEY in told


def test_a_website_without_questions_is_refused_with_the_way_to_them(shop: Terminal) -> None:
    span = ("--from", "2026-01-01", "--to", "2026-01-02")
    assert "onevice run --site" in shop.run("backfill", *span, "--site", KEY, code=1)


def test_only_what_is_missing_is_asked_and_counted() -> None:
    every = frozenset(DAYS)
    plan = plan_backfill(DAYS, [Known("a", every, days(1, 2, 3), days(1, 2))])
    assert plan.ask == [(date(2026, 1, 4), "a"), (date(2026, 1, 5), "a")]
    assert [(one.first.day, one.last.day) for one in plan.count] == [(3, 5)]
    assert plan.done == 2


def test_a_second_call_of_a_finished_backfill_does_nothing() -> None:
    every = frozenset(DAYS)
    plan = plan_backfill(DAYS, [Known("a", every, every, every)])
    assert (plan.ask, plan.count, plan.done) == ([], [], 5)


def test_counting_again_asks_nothing_again() -> None:
    every = frozenset(DAYS)
    plan = plan_backfill(DAYS, [Known("a", every, every, every)], again=True)
    assert plan.ask == []
    assert [(one.first, one.last) for one in plan.count] == [(DAYS[0], DAYS[-1])]


def test_an_import_is_counted_on_its_own_days_only() -> None:
    plan = plan_backfill(DAYS, [Known("a", days(2, 3, 9), days(2, 3), days())])
    assert plan.ask == []
    assert [one.days for one in plan.count] == [sorted(days(2, 3))]


def test_days_are_asked_in_order_over_all_websites() -> None:
    known = [Known(name, frozenset(DAYS), days(), days()) for name in ("b", "a")]
    plan = plan_backfill(DAYS[:2], known)
    assert [(day.day, name) for day, name in plan.ask] == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]


@given(st.sets(st.integers(0, 400)))
def test_ranges_hold_every_day_once_and_are_no_longer_than_a_month(numbers: set[int]) -> None:
    wanted = sorted(FIRST + timedelta(number) for number in numbers)
    ranges = cut_ranges("a", wanted)
    assert [day for one in ranges for day in one.days] == wanted
    assert all(len(one.days) <= MOST_DAYS_A_RUN for one in ranges)
    for one, other in pairwise(ranges):
        assert len(one.days) == MOST_DAYS_A_RUN or one.last + timedelta(1) < other.first


def test_a_day_is_counted_when_all_that_follows_was_made_after_its_answers() -> None:
    answers = {"1": 10, "2": 20, "3": 30}
    followers = [{"1": 11, "2": 19, "3": 31}, {"1": 12, "2": 21}]
    assert list_counted(answers, followers) == {"1"}
