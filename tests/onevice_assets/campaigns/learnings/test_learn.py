"""What is learnt is what was the cause, and it does not depend on how reports are written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from onevice_assets.campaigns.learnings.learn import Learning
from tests.onevice_assets.campaigns.learnings.studies import (
    believed,
    creatives,
    find,
    learn,
    learn_tones,
    results,
)

PLANTED = {("women", "calm"): 0.6}


@pytest.fixture(scope="module")
def content() -> list[dict[str, Any]]:
    return creatives()


@pytest.fixture(scope="module")
def rows(content: list[dict[str, Any]]) -> pd.DataFrame:
    return results(content, PLANTED)


@pytest.fixture(scope="module")
def learned(rows: pd.DataFrame, content: list[dict[str, Any]]) -> list[Learning]:
    return learn(rows, content)


def test_a_tone_that_works_for_one_audience_is_learnt_of_that_audience_alone(
    learned: list[Learning],
) -> None:
    assert believed(learned) == {("RESPONDS_TO", "women", "calm")}
    one = find(learned, "RESPONDS_TO", "women", "calm")
    assert 0 < (one.judged.lower_bound or 0) < (one.judged.shrunk_lift or 0)
    assert one.judged.reason.startswith("at least +")


def test_averages_are_sums_over_sums_and_ads_are_counted_not_days(
    rows: pd.DataFrame, learned: list[Learning]
) -> None:
    of = rows[(rows["demographic_id"] == "men") & (rows["content_id"].isin([f"c{n:02}" for n in
              range(1, 30, 5)]))]  # fmt: skip
    one = find(learned, "RESPONDS_TO", "men", "playful")
    assert one.average == pytest.approx(of["conversions"].sum() / of["spend"].sum())
    assert (one.sample_size, one.evidence_count, one.outcome) == (6, 6, "conversions")


def test_the_order_of_rows_does_not_matter(
    rows: pd.DataFrame, content: list[dict[str, Any]], learned: list[Learning]
) -> None:
    again = learn(rows.sample(frac=1, random_state=3), content[::-1])
    assert believed(again) == believed(learned)
    _assert_alike(again, learned)


def test_a_day_that_is_told_in_parts_says_the_same(
    rows: pd.DataFrame, content: list[dict[str, Any]], learned: list[Learning]
) -> None:
    amounts = ["impressions", "clicks", "engagements", "conversions", "spend"]
    halves = rows.assign(**{name: rows[name] / 2 for name in amounts})
    _assert_alike(learn(pd.concat([halves, halves]), content), learned)


def test_another_currency_changes_no_belief(content: list[dict[str, Any]]) -> None:
    rows = results(content, PLANTED, rate=0.02)
    rows = rows.assign(revenue=rows["conversions"] * 50.0)
    told = learn(rows, content)
    scaled = learn(rows.assign(revenue=rows["revenue"] * 7, spend=rows["spend"] * 7), content)
    assert {one.outcome for one in told if one.kind == "RESPONDS_TO"} == {"revenue"}
    _assert_alike(scaled, told)
    assert believed(scaled) == believed(told)


def test_more_days_of_one_creative_are_no_more_evidence() -> None:
    content = creatives(10)  # each tone of two creatives alone
    learned = learn_tones(results(content, {("women", "calm"): 1.5}, weeks=12), content)
    assert not believed(learned)
    one = find(learned, "RESPONDS_TO", "women", "calm")
    assert one.judged.reason == "only 2 of its creatives: 3 are needed"


def test_one_lucky_creative_makes_no_tone() -> None:
    content = creatives(30)
    rows = results(content, {})
    lucky = rows["content_id"] == "c00"
    rows.loc[lucky, ["conversions"]] *= 12.0
    rows.loc[lucky, ["spend", "conversions"]] *= 4.0
    learned = learn_tones(rows, content)
    assert not believed(learned)
    of = find(learned, "RESPONDS_TO", "women", "calm")
    rest = find(learned, "RESPONDS_TO", "women", "playful")
    assert (of.average or 0) > 2 * (rest.average or 0)  # what a ranking of averages would fall for


def test_a_tone_of_the_season_is_not_taken_for_its_cause() -> None:
    content = creatives(30)
    rows = results(content, {}, weeks=8)
    is_peak = pd.to_datetime(rows["date"]) >= pd.Timestamp("2026-11-16")
    calm = rows["content_id"].isin([one["id"] for one in content[::5]])
    rows.loc[is_peak, "conversions"] *= 3.0
    rows = rows[~calm | is_peak]
    learned = learn_tones(rows, content)
    calm_women = find(learned, "RESPONDS_TO", "women", "calm")
    assert (calm_women.average or 0) > 1.4 * (
        find(learned, "RESPONDS_TO", "women", "playful").average or 1
    )
    assert not believed(learned)


def test_a_tone_of_one_platform_is_not_taken_for_its_cause() -> None:
    content = creatives(30)
    rows = results(content, {}, campaigns=2)
    better = rows["campaign_id"] == "k0"
    calm = rows["content_id"].isin([one["id"] for one in content[::5]])
    rows = rows[~calm | better].copy()
    rows.loc[better, "platform"] = "instagram"
    rows.loc[better, "conversions"] *= 3.0
    better = rows["campaign_id"] == "k0"
    assert not believed(learn_tones(rows, content))


def test_what_always_comes_together_is_not_told_apart() -> None:
    content = [
        {**one, "aesthetics": [{"name": "intimate", "confidence": 0.9}]}
        if one["tones"][0]["name"] == "calm"
        else one
        for one in creatives(40)
    ]
    learned = learn(results(content, {("women", "calm"): 1.0}), content)
    assert not believed(learned)
    told = find(learned, "RESPONDS_TO", "women", "calm").judged.reason
    assert told == "cannot be told apart from intimate"
    assert find(learned, "PREFERS_AESTHETIC", "women", "intimate").judged.reason.endswith("calm")


def test_creatives_that_nobody_looked_at_teach_no_tone(rows: pd.DataFrame) -> None:
    content = [{**one, "tones": [], "aesthetics": []} for one in creatives()]
    assert {one.kind for one in learn(rows, content)} == {"BEST_FOR"}


def test_without_any_result_only_averages_are_told(content: list[dict[str, Any]]) -> None:
    rows = results(content, {}).assign(conversions=0.0)
    learned = learn_tones(rows, content)
    assert {one.judged.reason for one in learned} == {"there are no conversions at all"}
    assert {one.average for one in learned} == {0.0}


@pytest.mark.parametrize("column", ["content_id", "demographic_id"])
def test_rows_without_creative_or_audience_teach_nothing(
    rows: pd.DataFrame, content: list[dict[str, Any]], column: str
) -> None:
    assert learn(rows.assign(**{column: None}), content) == []
    assert learn(rows.iloc[:0], content) == []


def _assert_alike(some: list[Learning], others: list[Learning]) -> None:
    assert len(some) == len(others)
    for one, two in zip(some, others, strict=True):
        assert (one.kind, one.audience, one.name) == (two.kind, two.audience, two.name)
        for name in ("lift", "shrunk_lift", "lower_bound", "q_value"):
            mine, theirs = getattr(one.judged, name), getattr(two.judged, name)
            assert (mine is None) == (theirs is None)
            assert mine is None or np.isclose(mine, theirs, atol=2e-3)
        assert replace(one.judged, reason="").believed == two.judged.believed
