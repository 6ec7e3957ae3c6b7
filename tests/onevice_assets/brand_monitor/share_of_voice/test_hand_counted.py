"""Every column of the three marts over ten answers, against numbers counted by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from onevice_assets.tables import marts
from resources.identity import brand_id, derived_id
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.rows import website_id
from tests.onevice_assets.brand_monitor.share_of_voice.worlds import TRACKED, key

SITE = website_id("default.hand.test")
F, C, S = "Firefox", "Chrome", "Safari"

# provider, brand: mentions, recommended, compared, trusted, first | rank weights | scores | branded
SHARE_COLUMNS = [
    "mention_count",
    "recommendation_count",
    "comparison_count",
    "trust_count",
    "first_position_count",
    "mention_rate",
    "share",
    "prominence",
    "visibility_score",
    "trust_score",
    "recommendation_rate",
    "branded_mention_count",
]
SHARES: dict[tuple[str, str], tuple[float | None, ...]] = {
    ("openai", F): (3, 2, 0, 1, 1, 3 / 5, 3 / 9, (1 + 0.9) / 5, 60.0, None, 40.0, 1),
    ("openai", C): (4, 3, 1, 0, 2, 4 / 5, 4 / 9, (0.9 + 1 + 1 + 0.81) / 5, 80.0, None, 60.0, 0),
    ("openai", S): (2, 1, 0, 0, 0, 2 / 5, 2 / 9, 0.9 / 5, 40.0, None, 20.0, 0),
    ("google", F): (2, 1, 0, 0, 1, 2 / 3, 2 / 5, 1 / 3, 66.67, None, 33.33, 0),
    ("google", C): (1, 1, 0, 0, 0, 1 / 3, 1 / 5, 0.9 / 3, 33.33, None, 33.33, 1),
    ("google", S): (2, 1, 1, 0, 2, 2 / 3, 2 / 5, 2 / 3, 66.67, None, 33.33, 0),
    ("all", F): (5, 3, 0, 1, 2, 5 / 8, 5 / 14, 2.9 / 8, 62.5, 80.0, 37.5, 1),
    ("all", C): (5, 4, 1, 0, 2, 5 / 8, 5 / 14, 4.61 / 8, 62.5, 80.0, 50.0, 1),
    ("all", S): (4, 2, 1, 0, 2, 4 / 8, 4 / 14, 2.9 / 8, 50.0, None, 25.0, 0),
}
# provider: answers in R, topics, answers that name anybody, branded answers
SCOPES = {"openai": (5, 3, 4, 1), "google": (3, 2, 3, 1), "all": (8, 3, 7, 2)}

# provider, missing, substitute: occurrences, mean rank, missing, present, beside it, lift
SUBSTITUTION_COLUMNS = [
    "occurrence_count",
    "avg_position",
    "missing_count",
    "present_count",
    "recommended_when_present_count",
    "lift",
]
SUBSTITUTIONS: dict[tuple[str, str, str], tuple[float | None, ...]] = {
    ("openai", F, C): (1, 1.0, 2, 3, 2, (1 / 2) / (2 / 3)),
    ("openai", F, S): (1, 2.0, 2, 3, 0, None),
    ("openai", C, F): (0, None, 1, 4, 2, 0.0),
    ("openai", C, S): (0, None, 1, 4, 1, 0.0),
    ("openai", S, F): (1, 1.0, 3, 2, 1, (1 / 3) / (1 / 2)),
    ("openai", S, C): (1, 3.0, 3, 2, 2, (1 / 3) / (2 / 2)),
    ("google", F, C): (1, 2.0, 1, 2, 0, None),
    ("google", F, S): (0, None, 1, 2, 1, 0.0),
    ("google", C, F): (1, 1.0, 2, 1, 0, None),
    ("google", C, S): (1, 1.0, 2, 1, 0, None),
    ("google", S, F): (1, 1.0, 1, 2, 0, None),
    ("google", S, C): (0, None, 1, 2, 1, 0.0),
    ("all", F, C): (2, 1.5, 3, 5, 2, (2 / 3) / (2 / 5)),
    ("all", F, S): (1, 2.0, 3, 5, 1, (1 / 3) / (1 / 5)),
    ("all", C, F): (1, 1.0, 3, 5, 2, (1 / 3) / (2 / 5)),
    ("all", C, S): (1, 1.0, 3, 5, 1, (1 / 3) / (1 / 5)),
    ("all", S, F): (2, 1.0, 4, 4, 1, (2 / 4) / (1 / 4)),
    ("all", S, C): (1, 3.0, 4, 4, 3, (1 / 4) / (3 / 4)),
}

# provider, pair by id: together, a, b, answers, both ranked, sum of rank(b) - rank(a), of | |
PAIR_COLUMNS = [
    "mention_count",
    "brand_a_count",
    "brand_b_count",
    "total_responses",
    "ranked_pair_count",
    "rank_delta_sum",
    "rank_delta_abs_sum",
]
PAIRS = {
    ("openai", S, F): (1, 2, 3, 5, 0, 0, 0),
    ("openai", C, F): (3, 4, 3, 5, 2, 0, 2),
    ("openai", C, S): (2, 4, 2, 5, 1, 1, 1),
    ("google", S, F): (1, 2, 2, 3, 0, 0, 0),
    ("google", C, S): (1, 1, 2, 3, 1, -1, 1),
    ("all", S, F): (2, 4, 5, 8, 0, 0, 0),
    ("all", C, F): (3, 5, 5, 8, 2, 0, 2),
    ("all", C, S): (3, 5, 4, 8, 2, 0, 2),
}


def by(rows: Iterable[dict[str, Any]], *names: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row[name] for name in names): row for row in rows}


def assert_close(row: dict[str, Any], columns: list[str], wanted: tuple[float | None, ...]) -> None:
    assert [row[name] for name in columns] == [
        value if value is None else pytest.approx(value, abs=1e-9) for value in wanted
    ]


def test_the_brands_are_in_the_order_of_their_ids() -> None:
    assert sorted(TRACKED, key=brand_id) == [C, S, F]


def test_share_of_voice(published: Lake) -> None:
    rows = by(published.read_rows(marts.share_of_voice, key("hand")), "llm_provider", "brand_name")
    assert rows.keys() == SHARES.keys()
    for (provider, brand), wanted in SHARES.items():
        row = rows[provider, brand]
        assert_close(row, SHARE_COLUMNS, wanted)
        total, topics, informative, branded = SCOPES[provider]
        assert (row["total_responses"], row["topic_count"]) == (total, topics)
        assert (row["informative_count"], row["branded_total_responses"]) == (informative, branded)
        assert row["informative_rate"] == pytest.approx(informative / total)
        assert (row["brand_id"], row["role"]) == (brand_id(brand), TRACKED[brand])


def test_substitution_patterns(published: Lake) -> None:
    found = published.read_rows(marts.substitution_patterns, key("hand"))
    rows = by(found, "llm_provider", "missing_brand_name", "substitute_brand_name")
    assert rows.keys() == SUBSTITUTIONS.keys()
    for pair, wanted in SUBSTITUTIONS.items():
        assert_close(rows[pair], SUBSTITUTION_COLUMNS, wanted)
        assert rows[pair]["missing_brand_id"] == brand_id(pair[1])
        assert rows[pair]["substitute_brand_id"] == brand_id(pair[2])


def test_co_mentions(published: Lake) -> None:
    found = published.read_rows(marts.co_mentions, key("hand"))
    rows = by(found, "llm_provider", "brand_a_name", "brand_b_name")
    assert rows.keys() == PAIRS.keys()
    for pair, wanted in PAIRS.items():
        assert [rows[pair][name] for name in PAIR_COLUMNS] == list(wanted)
        assert rows[pair]["brand_a_id"] == brand_id(pair[1])
        assert rows[pair]["brand_b_id"] == brand_id(pair[2])


def test_what_every_mart_says_about_its_rows(published: Lake) -> None:
    day = date(2026, 11, 21)
    for mart in (marts.share_of_voice, marts.substitution_patterns, marts.co_mentions):
        for row in published.read_rows(mart, key("hand")):
            natural_key = [row[name] for name in mart.natural_key]
            assert row["id"] == derived_id(day, mart.name, *natural_key)
            assert (row["website_id"], row["day"]) == (SITE, day)
            assert (row["period_start"], row["period_end"]) == (day, day)
            assert row["created_at"] == datetime(2026, 11, 21, tzinfo=UTC)
            assert (row["brand_set"], row["is_demonstration"]) == ("tracked", False)
            assert (row["extractor_version"], row["alias_version"]) == ("7", "abc")
            assert row["basket_version"] == 2
