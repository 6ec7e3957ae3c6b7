"""Pain points to concerns, and concerns to the conversations they set off."""

from __future__ import annotations

import pytest

from onevice_assets.brand_monitor.graph.match_concerns import (
    CATEGORIES,
    OTHER,
    categorize_concern,
    concern_id,
    match_concern,
)

CONCERNS = [
    ("slow", "Pages load slowly on an old laptop"),
    ("tracked", "Advertisers track me across websites"),
    ("cost", "Licences for the whole team cost too much"),
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Slow pages", "slow  PAGES."),
        ("Slow pages", "- slow pages"),
        ("Caf\u00e9 costs", "Cafe\u0301 costs!"),
    ],
)
def test_the_same_words_are_one_concern(one: str, other: str) -> None:
    assert concern_id("w", one) == concern_id("w", other)


def test_two_websites_never_share_a_concern() -> None:
    assert concern_id("w", "Slow pages") != concern_id("v", "Slow pages")


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Licences cost too much", "cost"),
        ("Worried about data breaches", "trust"),
        ("Hard to integrate with our CRM", "integration"),
        ("Pages load slowly", "speed"),
        ("Reporting takes hours", "time"),
        ("Moving to another product later is hard", "integration"),
        ("Free services are paid with personal data", "trust"),
        ("Rolling out policies", "operations"),
        ("Feedback is missing", OTHER),
        ("Nobody in the office likes it", OTHER),
        ("", OTHER),
    ],
)
def test_a_category_comes_from_the_fixed_list(text: str, category: str) -> None:
    assert categorize_concern(text) == category
    assert category in {OTHER, *(name for name, _ in CATEGORIES)}


@pytest.mark.parametrize(
    ("topic", "context", "found"),
    [
        ("How to stop being tracked", None, "tracked"),
        ("A browser for old laptops", None, "slow"),
        ("What it costs for a team", "Slow pages at work", "cost"),
        ("Choosing a browser", "Their laptop is old", "slow"),
        ("Which mascot is nicest", None, None),
        ("", "", None),
        ("the and of", None, None),
    ],
)
def test_a_conversation_finds_the_concern_its_topic_speaks_of(
    topic: str, context: str | None, found: str | None
) -> None:
    match = match_concern(topic, context, CONCERNS)
    assert (match and match[0]) == found


def test_the_more_pressing_of_two_equals_wins() -> None:
    concerns = [("first", "slow pages"), ("second", "slow pages")]
    assert match_concern("slow", None, concerns) == ("first", ["slow"])
    assert match_concern("slow", None, []) is None
