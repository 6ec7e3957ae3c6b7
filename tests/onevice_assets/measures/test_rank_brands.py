"""The same number on every surface: rates, shares and ranks over any days and filters."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onevice_assets.measures.rank_brands import rank_brands, rank_everywhere
from onevice_assets.measures.rank_topics import rank_topics
from onevice_assets.measures.trace_trend import start_of_period, trace_trend
from tests.onevice_assets.measures.cells import DAY, Asked, make_cells

ROLES = {"acme": "own", "best": "competitor", "care": "competitor"}


def twelve_topics(named: int = 6) -> list[Asked]:
    """Twelve topics of two answers each; acme is named in both answers of the first ones."""
    return [
        Asked(f"p{at}", {"acme": 2 if at < named else 0, "best": 1}, 2, topic=f"t{at}")
        for at in range(12)
    ]


def test_brands_are_ranked_by_mention_rate_with_intervals_that_hold_it() -> None:
    ranked = rank_brands(make_cells(twelve_topics(9), ROLES))
    assert [(row["brand_id"], row["rank"]) for row in ranked] == [
        ("acme", 1),
        ("best", 2),
        ("care", 3),
    ]
    acme = ranked[0]
    assert (acme["mention_count"], acme["total_responses"], acme["topic_count"]) == (18, 24, 12)
    assert acme["mention_rate"] == pytest.approx(0.75)
    assert acme["share"] == pytest.approx(18 / 30)
    assert 0 < acme["mention_rate_low"] < 0.75 < acme["mention_rate_high"] < 1
    assert not acme["is_thin"]


def test_a_brand_that_is_never_named_may_still_be_named_by_other_questions() -> None:
    never = rank_brands(make_cells(twelve_topics(), ROLES))[-1]
    assert (never["brand_id"], never["mention_rate"], never["mention_rate_low"]) == ("care", 0, 0)
    assert 0.1 < never["mention_rate_high"] < 0.5


def test_equal_rates_share_the_better_place() -> None:
    ranked = rank_brands(make_cells(twelve_topics(6), ROLES))
    assert [row["rank"] for row in ranked] == [1, 1, 3]


def test_few_topics_are_marked_thin_and_one_topic_has_no_bounds() -> None:
    few = rank_brands(make_cells(twelve_topics()[:9], ROLES))[0]
    assert few["is_thin"]
    assert few["mention_rate_low"] is not None
    one = rank_brands(make_cells([Asked("p", {"acme": 3}, 5)], ROLES))[0]
    assert (one["mention_rate"], one["mention_rate_low"], one["mention_rate_high"]) == (
        0.6,
        None,
        None,
    )


def test_branded_questions_do_not_count() -> None:
    cells = make_cells([Asked("p", {"best": 1}), Asked("q", {"acme": 1}, is_branded=True)], ROLES)
    assert {row["brand_id"]: row["mention_count"] for row in rank_brands(cells)} == {
        "acme": 0,
        "best": 1,
        "care": 0,
    }


def test_where_nobody_is_named_there_are_rates_and_no_share() -> None:
    row = rank_brands(make_cells([Asked("p", {}, 4)], ROLES))[0]
    assert (row["mention_rate"], row["share"], row["prominence"]) == (0, None, 0)


@pytest.mark.parametrize("asked", [[], [Asked("q", {"acme": 1}, is_branded=True)]])
def test_nothing_asked_gives_no_row(asked: list[Asked]) -> None:
    assert rank_brands(make_cells(asked, ROLES)) == []


def test_a_brand_that_joins_later_is_divided_by_the_answers_since_then() -> None:
    asked = [
        Asked("p", {"acme": 1}, 10, day=DAY - timedelta(1)),
        Asked("p", {"acme": 1, "best": 5}, 10),
    ]
    rows = rank_brands(make_cells(asked, ROLES, joined={"best": DAY}))
    totals = {row["brand_id"]: (row["mention_count"], row["total_responses"]) for row in rows}
    assert totals == {"best": (5, 10), "acme": (2, 20), "care": (0, 20)}


def test_providers_are_measured_alone_and_together() -> None:
    asked = [Asked("p", {"acme": 1}, 2), Asked("p", {"acme": 2}, 2, provider="google")]
    rates = {
        row["llm_provider"]: row["mention_rate"]
        for row in rank_everywhere(make_cells(asked, ROLES))
        if row["brand_id"] == "acme"
    }
    assert rates == {"openai": 0.5, "google": 1.0, "all": 0.75}


def test_a_topic_is_measured_over_its_own_cells_and_says_only_who_is_named() -> None:
    asked = [Asked(f"p{at}", {"acme": at % 2}, 1, topic="one") for at in range(12)]
    topics = rank_topics(make_cells([*asked, Asked("q", {"best": 1}, topic="two")], ROLES))
    assert list(topics) == ["one", "two"]
    (acme,) = topics["one"]
    assert (acme["mention_rate"], acme["topic_count"], acme["is_thin"]) == (0.5, 12, False)
    assert acme["mention_rate_low"] > 0.15
    assert [row["brand_id"] for row in topics["two"]] == ["best"]


def test_a_gap_in_a_trend_is_a_gap_and_never_a_zero() -> None:
    asked = [Asked("p", {"acme": 1}, 2, day=DAY - timedelta(at)) for at in (0, 1, 9)]
    trend = [row for row in trace_trend(make_cells(asked, ROLES)) if row["brand_id"] == "acme"]
    assert [row["period_start"] for row in trend] == [DAY - timedelta(at) for at in (9, 1, 0)]
    weeks = trace_trend(make_cells(asked, ROLES), "week")
    assert {(row["period_start"].isoformat(), row["total_responses"]) for row in weeks} == {
        ("2026-11-09", 2),
        ("2026-11-16", 4),
    }


def test_weeks_are_iso_weeks_and_months_are_calendar_months() -> None:
    assert start_of_period(DAY.replace(day=22), "week") == DAY.replace(day=16)
    assert start_of_period(DAY, "month") == DAY.replace(day=1)
    assert start_of_period(DAY, "day") == DAY
