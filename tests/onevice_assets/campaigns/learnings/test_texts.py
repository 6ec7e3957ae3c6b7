"""Texts say what figures say, and what is not known is told as not known."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from onevice_assets.campaigns.learnings.believe import Judged
from onevice_assets.campaigns.learnings.learn import Learning
from onevice_assets.campaigns.learnings.make_rows import make_learning_rows
from onevice_assets.campaigns.learnings.tell_insights import tell_patterns, tell_psychographics
from onevice_assets.campaigns.learnings.tell_scenarios import tell_scenarios
from onevice_assets.campaigns.model.check_rows import check_rows
from onevice_assets.campaigns.projections import make_learning_rows as edges
from onevice_assets.campaigns.projections.make_rows import make_texts
from onevice_assets.tables import campaign_learnings as tables

OWNER = {"organization_id": "org", "brand_id": "brand"}
WINDOW = (date(2026, 10, 1), date(2026, 12, 31))
SURE = Judged(0.6, 0.1, 0.5, 0.3, 0.8, 0.001, 0.01, True, "at least +30%")
UNSURE = Judged.unknown("only 2 of its creatives: 3 are needed")
PEOPLE = [{"id": "d1", "name": "women 25-34"}]


def _learning(kind: str, name: str, judged: Judged, outcome: str = "conversions") -> Learning:
    return Learning(kind, "d1", name, outcome, 0.02, 9, 7, 4200.0, judged)


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    learnings = [
        _learning("RESPONDS_TO", "calm", SURE),
        _learning("RESPONDS_TO", "urgent", UNSURE),
        _learning("PREFERS_AESTHETIC", "warm", UNSURE, "revenue"),
        _learning("ACTIVE_ON", "evening", SURE, "engagements"),
        _learning("BEST_FOR", "tiktok", SURE),
    ]
    return make_learning_rows(OWNER, learnings, PEOPLE, WINDOW)


def test_an_average_is_called_what_it_is(rows: list[dict[str, Any]]) -> None:
    calm, _, warm, evening, tiktok = rows
    assert (calm["avg_roas"], calm["avg_engagement"], calm["avg_outcome"]) == (None, None, 0.02)
    assert warm["avg_roas"] == 0.02
    assert evening["avg_engagement"] == 0.02
    assert (tiktok["start_name"], tiktok["end_id"], tiktok["end_name"]) == (
        "tiktok", "d1", "women 25-34",
    )  # fmt: skip
    frame = tables.learnings.frame(rows)
    tables.learnings.pandera_schema.validate(frame)


def test_learnings_are_relationships_that_the_model_knows(rows: list[dict[str, Any]]) -> None:
    found = edges.make_learning_rows(rows)
    check_rows("brand", {**found, "Demographic": [{"id": "d1", "name": "women 25-34"}]})
    assert [one["believed"] for one in found["RESPONDS_TO"]] == ["yes", "no"]
    assert found["BEST_FOR"][0]["start"] == "tiktok"


def test_an_audience_is_told_what_is_believed_and_what_is_not_known(
    rows: list[dict[str, Any]],
) -> None:
    (row,) = tell_psychographics(OWNER, rows)
    assert row["text"].startswith("Audience women 25-34. The tone calm brings more")
    assert "+50%, at least +30%, over 9 ads" in row["text"]
    assert "Not known of any tone: urgent." in row["text"]
    assert "The platform tiktok brings more" in row["text"]
    assert json.loads(row["metadata"])["believed"] == 3


def test_a_pattern_says_for_whom_it_works_and_why_it_is_not_known(
    rows: list[dict[str, Any]],
) -> None:
    texts = {
        json.loads(row["metadata"])["subject"]: row["text"] for row in tell_patterns(OWNER, rows)
    }
    assert "does well with women 25-34: +50%" in texts["RESPONDS_TO calm"]
    assert "not known: only 2 of its creatives" in texts["RESPONDS_TO urgent"]
    assert set(texts) == {"RESPONDS_TO calm", "RESPONDS_TO urgent", "PREFERS_AESTHETIC warm"}


def _performance(**changes: Any) -> pd.DataFrame:
    row = {
        "campaign_id": "k1", "content_id": "c1", "demographic_id": "d1", "platform": "facebook",
        "date": date(2026, 11, 3), "impressions": 1000, "clicks": 30, "conversions": 4.0,
        "spend": 100.0, "revenue": None,
    }  # fmt: skip
    return pd.DataFrame([row | {"date": date(2026, 11, day)} | changes for day in (3, 4)])


CONTENT = [{"id": "c1", "sort": "Video", "tones": '[{"name": "calm", "confidence": 0.9}]',
            "aesthetics": "[]"}]  # fmt: skip
CAMPAIGNS = [{"id": "k1", "objective": "leads", "budget_per_day": 60.0}]


def _tell(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return tell_scenarios(OWNER, frame, CONTENT, CAMPAIGNS, PEOPLE)


def test_a_scenario_is_a_situation_and_what_came_of_it() -> None:
    (row,) = _tell(_performance())
    assert row["text"] == (
        "A calm video on facebook in 2026-11 for women 25-34 with the objective leads. It spent "
        "200 US dollars over 2 days of a budget of 60 a day. 2,000 impressions and 60 clicks "
        "brought 8.0 conversions at 25.00 dollars each."
    )
    tables.scenarios.pandera_schema.validate(tables.scenarios.frame([row]))


def test_revenue_is_told_where_it_is_reported_and_nothing_where_nothing_came() -> None:
    (row,) = _tell(_performance(revenue=250.0))
    assert row["text"].endswith("and 2.50 dollars of revenue per dollar.")
    (row,) = _tell(_performance(conversions=0.0))
    assert row["text"].endswith("It brought 2,000 impressions and 60 clicks, and no conversion.")


def test_a_corrected_day_changes_the_text_and_not_the_id() -> None:
    (before,), (after,) = _tell(_performance()), _tell(_performance(conversions=9.0))
    assert before["id"] == after["id"]
    assert before["text"] != after["text"]


def test_what_spent_nothing_or_shows_an_unknown_creative_is_no_scenario() -> None:
    assert _tell(_performance(spend=0.0)) == []
    assert _tell(_performance(content_id=None)) == []
    assert _tell(_performance(content_id="c9")) == []


def test_a_text_goes_to_the_vectors_with_what_it_is_searched_by() -> None:
    (entry,) = make_texts(_tell(_performance()))
    known = json.loads(entry["metadata"])
    assert (known["platform"], known["month"], known["client_of"]) == ("facebook", "2026-11", "org")
    assert all(isinstance(value, str | int | float) for value in known.values())
