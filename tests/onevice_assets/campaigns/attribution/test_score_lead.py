"""A lead's score follows the written rule, line by line."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from onevice_assets.campaigns.attribution.people.score_lead import (
    Thresholds,
    score_lead,
    tell_tier,
)
from resources.attribution_rules import attribution_rules
from resources.errors import ConfigurationError

ON = date(2026, 11, 21)


def sent(days: float = 0, **changes: Any) -> dict[str, Any]:
    """A submission that has all there is points for."""
    at = f"{ON - timedelta(days=int(days))}T08:00:00+00:00"
    return {
        "email": "ann@loft.example",
        "phone": "+15556251199",
        "typed_phone": "+1 555 625 1199",
        "name": "Ann Lee",
        "service": "Prenatal yoga",
        "has_message": True,
        "submitted_at": at,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "source", "score"),
    [
        ({}, "campaign", 95.0),
        ({}, "paid", 91.0),
        ({}, "referral", 88.0),
        ({}, "direct", 85.0),
        ({"email": "ann@gmail.com"}, "campaign", 91.0),
        ({"email": None}, "campaign", 73.0),
        ({"phone": None}, "campaign", 91.0),
        ({"phone": None, "typed_phone": None}, "campaign", 85.0),
        ({"name": "Ann"}, "campaign", 91.0),
        ({"name": None}, "campaign", 87.0),
        ({"service": None}, "campaign", 85.0),
        ({"service": None, "has_message": False}, "campaign", 75.0),
        ({"email": "ann@mailinator.com"}, "campaign", 20.0),
        ({"email": "ann@mx.yopmail.com"}, "campaign", 20.0),
        ({"email": None, "phone": None, "typed_phone": None}, "campaign", 10.0),
    ],
)
def test_each_line_of_the_rule(changes: dict[str, Any], source: str, score: float) -> None:
    found, parts = score_lead([sent(**changes)], source, ON)
    assert found == score
    assert sum(parts.values()) == pytest.approx(score)


@pytest.mark.parametrize(
    ("days", "points"), [(0, 20.0), (1, 20.0), (2, 19.31), (15, 10.34), (30, 0.0), (400, 0.0)]
)
def test_a_lead_cools_day_by_day(days: int, points: float) -> None:
    assert score_lead([sent(days)], "direct", ON)[1]["recency"] == points


def test_who_comes_back_on_another_day_has_five_points_more() -> None:
    assert score_lead([sent(), sent(3)], "campaign", ON)[0] == 100.0
    assert score_lead([sent(), sent()], "campaign", ON)[0] == 95.0


def test_four_forms_in_an_hour_are_no_interest() -> None:
    assert score_lead([sent()] * 4, "campaign", ON)[0] == 35.0
    spread = [sent(submitted_at=f"{ON}T{hour:02}:00:00Z") for hour in (1, 2, 3, 5)]
    assert score_lead(spread, "campaign", ON)[0] == 95.0


def test_what_was_told_once_counts_though_a_later_form_leaves_it_out() -> None:
    later = sent(service=None, phone=None, typed_phone=None, has_message=False)
    assert score_lead([sent(1), later], "direct", ON)[1]["interest"] == 20.0


@pytest.mark.parametrize(
    ("score", "tier"), [(100, "hot"), (70, "hot"), (69.99, "warm"), (40, "warm"), (39.99, "cold")]
)
def test_tiers_begin_at_their_thresholds(score: float, tier: str) -> None:
    assert tell_tier(score, Thresholds()) == tier


def test_thresholds_are_settings() -> None:
    rules = attribution_rules({"ONEVICE_LEAD_HOT": "80", "ONEVICE_ATTRIBUTION_DAYS": "7"})
    assert (rules.hot_from, rules.warm_from, rules.window) == (80.0, 40.0, timedelta(days=7))
    for wrong in ("x", "-1", "101", "nan"):
        with pytest.raises(ConfigurationError, match="ONEVICE_LEAD_HOT"):
            attribution_rules({"ONEVICE_LEAD_HOT": wrong})
    with pytest.raises(ConfigurationError, match="no lead would be warm"):
        attribution_rules({"ONEVICE_LEAD_WARM": "90"})
    with pytest.raises(ConfigurationError):
        attribution_rules({"ONEVICE_ATTRIBUTION_DAYS": "7.5"})
