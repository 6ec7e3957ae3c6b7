"""Days at the edge: nothing asked, nobody named, nobody tracked. A null is not a zero."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.brand_monitor.share_of_voice.publish_marts import MARTS
from onevice_assets.tables import marts
from resources.lake import Lake
from resources.table_schema import Table
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import NEXT_DAY, key

RATES = (
    "mention_rate",
    "share",
    "prominence",
    "informative_rate",
    "visibility_score",
    "trust_score",
    "recommendation_rate",
)


def shares(lake: Lake, name: str, provider: str = "all") -> dict[str, dict[str, Any]]:
    rows = lake.read_rows(marts.share_of_voice, key(name))
    return {row["brand_name"]: row for row in rows if row["llm_provider"] == provider}


@pytest.mark.parametrize("name", ["empty", "nobody"])
def test_a_day_without_answers_or_without_brands_has_no_rows(published: Lake, name: str) -> None:
    for mart in MARTS:
        assert published.exists(mart, key(name))
        assert published.read_rows(mart, key(name)) == []


def test_a_brand_alone_has_all_of_the_voice_and_no_pairs(published: Lake) -> None:
    row = shares(published, "alone")["Firefox"]
    assert (row["share"], row["mention_rate"], row["prominence"]) == (1.0, 1.0, 1.0)
    assert row["trust_score"] is None
    assert published.read_rows(marts.substitution_patterns, key("alone")) == []
    assert published.read_rows(marts.co_mentions, key("alone")) == []


def test_where_nobody_is_named_rates_are_zero_and_the_share_is_unknown(published: Lake) -> None:
    rows = shares(published, "ignored")
    assert len(rows) == 3
    for row in rows.values():
        assert (row["mention_rate"], row["visibility_score"], row["prominence"]) == (0, 0, 0)
        assert (row["informative_rate"], row["recommendation_rate"]) == (0, 0)
        assert row["share"] is None
        assert row["trust_score"] is None


def test_the_demo_model_marks_its_own_rows_and_the_total(published: Lake) -> None:
    marked = {
        provider: {
            row["is_demonstration"] for row in shares(published, "ignored", provider).values()
        }
        for provider in ("openai", "local", "all")
    }
    assert marked == {"openai": {False}, "local": {True}, "all": {True}}


def test_branded_answers_alone_give_counts_but_no_rate(published: Lake) -> None:
    row = shares(published, "branded")["Firefox"]
    assert (row["total_responses"], row["mention_count"], row["topic_count"]) == (0, 0, 0)
    assert (row["branded_total_responses"], row["branded_mention_count"]) == (1, 1)
    assert [row[name] for name in RATES] == [None] * len(RATES)
    assert published.read_rows(marts.substitution_patterns, key("branded")) == []


def test_found_brands_stand_in_where_none_is_tracked(published: Lake) -> None:
    found, tracked = shares(published, "found"), shares(published, "hand")
    assert {row["brand_set"] for row in found.values()} == {"found"}
    assert {row["role"] for row in found.values()} == {"found"}
    for brand, row in tracked.items():
        assert [found[brand][name] for name in RATES] == [row[name] for name in RATES]


def test_found_brands_of_different_topics_do_not_take_each_others_place(published: Lake) -> None:
    assert set(shares(published, "markets")) == {"Firefox", "Ahrefs"}
    assert published.read_rows(marts.substitution_patterns, key("markets")) == []


def test_a_tracked_brand_that_is_never_named_is_missing_everywhere(published: Lake) -> None:
    rows = published.read_rows(marts.substitution_patterns, key("hand", NEXT_DAY))
    missing = {row["missing_brand_name"] for row in rows if row["llm_provider"] == "all"}
    assert "Safari" in missing


def test_found_and_catalogue_brands_do_not_count_beside_tracked_ones(published: Lake) -> None:
    rows = shares(published, "mixed")
    assert set(rows) == {"Firefox", "Chrome", "Safari"}
    assert {row["informative_count"] for row in rows.values()} == {0}


def test_an_empty_answer_is_missing_and_not_a_zero(published: Lake) -> None:
    silent, hand = shares(published, "silent"), shares(published, "hand")
    for brand, row in hand.items():
        assert silent[brand]["total_responses"] == row["total_responses"]
        assert silent[brand]["mention_rate"] == row["mention_rate"]


def test_days_of_one_website_do_not_mix(published: Lake) -> None:
    rows = published.read_rows(marts.share_of_voice, key("hand", NEXT_DAY))
    assert {row["total_responses"] for row in rows} == {1}
    assert {str(row["day"]) for row in rows} == {NEXT_DAY}


@pytest.mark.parametrize("mart", MARTS, ids=lambda mart: str(mart.name))
def test_a_mart_is_the_file_that_writing_its_rows_would_make(published: Lake, mart: Table) -> None:
    partitions = published.partitions(mart)
    assert len(partitions) > 10
    for partition in partitions:
        rows = published.read(mart, partition)
        assert published.write(mart, partition, rows).changed is False
