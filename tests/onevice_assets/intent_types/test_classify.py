"""What kind of question a prompt is: realistic prompts in several wordings."""

from __future__ import annotations

import pytest

from onevice_assets.intent_types.classify import classify

INFORMATIONAL = """
What is a web browser engine?
How do browsers block trackers?
Why does my old laptop get slow?
Tell me about embedded databases
How does end-to-end encryption work?
What should I look for in a mattress?
What questions should I ask before hiring a lawyer?
What are common mistakes when choosing a dentist?
What has changed about web browsers in the last few years?
What makes a database a good one?
explain the difference a heat pump makes
how to switch from one bank to another
Is it safe to store passwords in a browser?
what to look for in running shoes
"""
EVALUATION = """
Which CRM would you recommend for a small agency?
Best note-taking apps 2026
best 55 inch TV under 1000
top rated wireless earbuds
Notion vs Evernote
alternatives to Slack for small teams
What are the best web browsers if I want to keep many tabs open?
Can you suggest a few good bakeries in Portland?
Please compare the best-known project management tools.
List the most popular databases with one strength each.
Rank the best hotels in Rome by value for money
Which dentist in Austin is good with children?
Which banks can I trust with my savings?
cheap car insurance for young drivers
Recommend me a good coffee grinder below $150
What are the pros and cons of electric cars?
Give me a shortlist of three accounting tools
How much does a new boiler cost?
Are heat pumps worth the money?
Which of these do people stay with for years?
"""
DECISION = """
Should I buy the new phone now or wait?
buy running shoes online
Where can I order a birthday cake in Leeds?
plumber near me open now
We have to decide on an HR tool by Friday. Which one should it be?
I need a web browser this week. Which one should I choose?
If you had to choose one database today, which would it be?
coupon for skincare
free trial project management tool
emergency plumber leeds
Is it a good choice, and where to buy it?
We are ready to switch to another bank. Which one should we take?
Is Todoist a good choice if I want to understand where my day goes?
"""


def _lines(block: str, intent: str) -> list[tuple[str, str]]:
    return [(line, intent) for line in block.strip().splitlines()]


TABLE = [
    *_lines(INFORMATIONAL, "informational"),
    *_lines(EVALUATION, "evaluation"),
    *_lines(DECISION, "decision"),
]


@pytest.mark.parametrize(("text", "intent"), TABLE)
def test_the_intent_of_realistic_prompts(text: str, intent: str) -> None:
    found = classify(text)
    assert found.intent_type == intent
    assert found.funnel_stage in {"awareness", "consideration", "purchase"}
    for score in (found.buying_signal, found.trust_need, found.confidence):
        assert 0 <= score <= 1


def test_the_buying_signal_rises_towards_the_purchase() -> None:
    steps = [
        "What is a mattress made of?",
        "Which mattresses would you recommend for a bad back?",
        "Where can I buy a mattress today?",
    ]
    signals = [classify(text).buying_signal for text in steps]
    assert signals == sorted(set(signals))
    assert [classify(text).funnel_stage for text in steps] == [
        "awareness",
        "consideration",
        "purchase",
    ]


def test_worries_need_more_trust_than_prices() -> None:
    worried = classify("Which banks can I trust with my savings? I worry about fraud.")
    thrifty = classify("Which banks have the lowest fees?")
    assert worried.trust_need > thrifty.trust_need


@pytest.mark.parametrize(
    ("text", "query_intent"),
    [
        ("How do heat pumps work?", "Informational"),
        ("best 55 inch TV under 1000", "Commercial"),
        ("buy 55 inch TV", "Transactional"),
        ("Trello login", "Navigational"),
    ],
)
def test_the_query_intent_of_search_marketing(text: str, query_intent: str) -> None:
    assert classify(text).query_intent == query_intent


def test_a_follow_up_without_cues_asks_on_about_options() -> None:
    text = "And the second?"
    assert classify(text, prompt_type="follow_up").intent_type == "evaluation"
    assert classify("Hm.", prompt_type="primary").intent_type != "decision"


def test_orientation_with_options_is_already_consideration() -> None:
    found = classify("What should I look for in a bank, and which banks do that well?")
    assert (found.intent_type, found.funnel_stage) == ("informational", "consideration")


def test_any_text_is_classified() -> None:
    for text in ("", " ", "😀", "a" * 10_000, "Привет, какой банк лучше?"):
        assert classify(text).query_intent in {"Commercial", "Informational"}
