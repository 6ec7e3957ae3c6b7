"""What is news: a verdict that turned, once, for the brands that are tracked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import (
    Row,
    find_alerts,
    find_missing_verdicts,
)
from onevice_assets.brand_monitor.share_of_voice.verdicts.read_alerts import read_alerts
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.rows import (
    DAY,
    KEY,
    verdict,
    write_day,
    write_series,
)

SAID = ("up", "down", "no_change", "thin", "no_responses")


def days(*said: str) -> list[tuple[date, list[Row]]]:
    """Earlier days of Firefox, newest first."""
    backs = [DAY - timedelta(days=at) for at in range(1, len(said) + 1)]
    return [(day, [verdict(one, day=day)]) for day, one in zip(backs, said, strict=True)]


@pytest.mark.parametrize(
    ("today", "newest_first", "expected"),
    [
        ("up", [], (None, None)),
        ("down", [], (None, None)),
        ("no_change", [], None),
        ("thin", ["up"], None),
        ("no_change", ["up"], None),
        ("up", ["up"], None),
        ("up", ["no_change"], ("no_change", 1)),
        ("up", ["down"], ("down", 1)),
        ("down", ["up", "down"], ("up", 1)),
        ("up", ["thin", "model_changed", "up"], None),
        ("up", ["thin", "basket_changed", "no_change", "up"], ("no_change", 3)),
        ("up", ["thin", "thin"], (None, None)),
    ],
)
def test_an_alert_is_a_verdict_other_than_the_last_one_there_was(
    today: str, newest_first: list[str], expected: tuple[str | None, int | None] | None
) -> None:
    alerts = find_alerts([verdict(today)], days(*newest_first))
    if expected is None:
        assert alerts == []
        return
    ((turn,),) = (alert.turns for alert in alerts)
    said, back = expected
    assert (turn.verdict_before, turn.row["verdict"]) == (said, today)
    assert turn.day_before == (DAY - timedelta(days=back) if back else None)


@given(st.lists(st.sampled_from(SAID), max_size=20))
def test_one_that_reads_every_day_hears_each_turn_once(said: list[str]) -> None:
    """Alerts of a series are the changes of the series without its gaps and quiet days."""
    heard = []
    for at, today in enumerate(said):
        earlier = days(*reversed(said[:at]))
        heard += [alert.first["verdict"] for alert in find_alerts([verdict(today)], earlier)]
    known = [one for one in said if one in ("up", "down", "no_change")]
    turns = [one for at, one in enumerate(known) if at == 0 or known[at - 1] != one]
    assert heard == [one for one in turns if one != "no_change"]


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "found"},
        {"comparison": "own_brand"},
        {"llm_provider": "openai"},
    ],
)
def test_found_brands_leads_and_single_providers_are_no_alert(changes: dict[str, Any]) -> None:
    assert find_alerts([verdict("up", **changes)], []) == []


@pytest.mark.parametrize(
    "changes", [{"comparison": "own_brand"}, {"llm_provider": "openai"}, {"brand": "Chrome"}]
)
def test_what_was_said_of_something_else_is_no_verdict_before(changes: dict[str, Any]) -> None:
    yesterday = DAY - timedelta(days=1)
    other = verdict("up", **{"day": yesterday, **changes})
    (alert,) = find_alerts([verdict("up")], [(yesterday, [other])])
    assert alert.turns[0].verdict_before is None


def test_a_competitor_that_becomes_the_own_brand_keeps_its_past() -> None:
    yesterday = DAY - timedelta(days=1)
    assert find_alerts([verdict()], [(yesterday, [verdict(role="competitor")])]) == []


def test_the_own_brand_comes_first_then_competitors_by_name() -> None:
    rows = [verdict(brand=name) for name in ("Vivaldi", "Chrome", "Firefox")]
    assert [one.first["brand_name"] for one in find_alerts(rows, [])] == [
        "Firefox",
        "Chrome",
        "Vivaldi",
    ]


def test_a_brand_has_one_alert_with_both_measures_and_all_providers() -> None:
    rows = [
        verdict("down", measure="recommendation_rate"),
        verdict("thin", llm_provider="openai"),
        verdict("up"),
        verdict("up", comparison="own_brand"),
        verdict("no_change", llm_provider="google", measure="recommendation_rate"),
    ]
    (alert,) = find_alerts(rows, [])
    assert [turn.row["measure"] for turn in alert.turns] == ["mention_rate", "recommendation_rate"]
    assert [row["llm_provider"] for row in alert.rows] == ["all", "all", "google", "openai"]


def test_a_measure_that_did_not_turn_does_not_stand_among_the_turns() -> None:
    rows = [verdict("up"), verdict("up", measure="recommendation_rate")]
    (alert,) = find_alerts(rows, days("up"))
    assert [turn.row["measure"] for turn in alert.turns] == ["recommendation_rate"]


def test_no_earlier_day_is_read_than_needed() -> None:
    read = []

    def earlier() -> Iterator[tuple[date, list[Row]]]:
        for day, rows in days("thin", "no_change", "up"):
            read.append(day)
            yield day, rows

    find_alerts([verdict("no_change")], earlier())
    assert read == []
    find_alerts([verdict("up")], earlier())
    assert len(read) == 2


@pytest.mark.parametrize(("back", "alerts"), [(28, 0), (29, 1)])
def test_the_verdict_before_is_looked_for_in_28_days(lake: Lake, back: int, alerts: int) -> None:
    write_day(lake, DAY, verdict("up"))
    write_day(lake, DAY - timedelta(days=back), verdict("up", day=DAY - timedelta(days=back)))
    assert len(read_alerts(lake, KEY, DAY)) == alerts


def test_a_week_of_rise_warns_once_and_its_turn_again(lake: Lake) -> None:
    said = ["no_change", "up", "up", "", "thin", "up", "down", "down", "no_change", "up"]
    write_series(lake, *said)
    first = DAY - timedelta(days=len(said) - 1)
    found = [
        (at, alert.first["verdict"])
        for at in range(len(said))
        for alert in read_alerts(lake, KEY, first + timedelta(days=at))
    ]
    assert found == [(1, "up"), (6, "down"), (9, "up")]


def test_another_websites_days_are_not_looked_at(lake: Lake) -> None:
    write_day(lake, DAY, verdict("up"))
    yesterday = DAY - timedelta(days=1)
    write_day(lake, yesterday, verdict("up", day=yesterday), website="default.other.test")
    assert len(read_alerts(lake, KEY, DAY)) == 1
    assert read_alerts(lake, KEY, yesterday) == []


def test_a_missing_verdict_is_the_own_brands_over_all_providers() -> None:
    rows = [
        verdict("thin", measure="recommendation_rate"),
        verdict("basket_changed"),
        verdict("thin", llm_provider="openai"),
        verdict("thin", comparison="own_brand"),
        verdict("thin", brand="Chrome"),
        verdict("up", brand="Opera", role="own"),
    ]
    assert [row["reason"] for row in find_missing_verdicts(rows)] == ["basket_changed", "thin"]
