"""Conversations by rules over the whole gazetteer: they read as sentences and stay apart."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from onevice_assets.brand_monitor.audience.analysis import Analysis, Offering
from onevice_assets.brand_monitor.audience.read_gazetteer import Industry, families, industries
from onevice_assets.brand_monitor.audience.write_profiles import write
from onevice_assets.brand_monitor.prompts.inflect import plural, third_person, with_article
from onevice_assets.brand_monitor.prompts.plan_conversations import Plan, Subject, plan
from onevice_assets.brand_monitor.prompts.speak_as import voice_of
from resources.text_folding import names_any

_BROKEN = re.compile(r"[{}]|  |\.\.|\s[,.?]|\?\.|\bi\b|\b(a|an|the|to) \1\b|\bto to\b")


def _plans(industry: Industry, subject: Subject) -> list[Plan]:
    analysis = Analysis(
        industry=industry.name,
        business_model=families()[industry.family].model,
        primary_offerings=[Offering(name="X", kind="product", category=subject.category)],
        value_propositions=[],
        target_markets=[],
        competitors_mentioned=[],
    )
    return [
        one
        for number, profile in enumerate(write(analysis))
        for one in plan(voice_of(profile.columns()), subject, number)
    ]


@pytest.mark.parametrize("industry", industries(), ids=lambda one: one.name)
def test_every_industry_gets_fifty_readable_conversations(industry: Industry) -> None:
    place = "Leeds" if industry.local else None
    plans = _plans(industry, Subject(industry.category, place, "Acme", ("Bolt",), ("Acme", "Bolt")))
    assert len({one.topic for one in plans}) == 50
    for one in plans:
        texts = [one.topic, one.context, one.expected_outcome, *(turn.text for turn in one.turns)]
        assert not [text for text in texts if _BROKEN.search(text)]
        assert all(turn.text[-1] in ".?" and turn.text[0].isupper() for turn in one.turns)
        assert len(one.topic) <= 255
        named = any(names_any(turn.text, ("Acme", "Bolt")) for turn in one.turns)
        assert named == one.is_branded


@pytest.mark.parametrize(
    "guarded", [("Browser",), ("Web",), ("Best", "Privacy"), ("Name",), ("I",)]
)
def test_brands_that_are_ordinary_words_are_avoided_where_words_allow(
    guarded: tuple[str, ...],
) -> None:
    browsers = next(one for one in industries() if one.category == "web browser")
    plans = _plans(browsers, Subject("web browser", None, "Acme", (), guarded))
    clean = [
        not names_any(turn.text, guarded)
        for one in plans
        if not one.is_branded
        for turn in one.turns
    ]
    assert sum(clean) >= 0.6 * len(clean)


def test_without_an_own_brand_the_tenth_conversation_is_a_plain_one() -> None:
    plans = _plans(industries()[0], Subject("app"))
    assert len(plans) == 50
    assert not any(one.is_branded for one in plans)


def test_a_rejected_wording_is_replaced_by_another() -> None:
    voice = voice_of(_icp())
    subject = Subject("bank")
    first = plan(voice, subject, 0)[0].turns[0].text
    again = plan(voice, subject, 0, avoid=frozenset({first.casefold()}))[0].turns[0].text
    assert again != first


@pytest.mark.parametrize(
    ("titles", "size", "intro", "people"),
    [
        (["IT administrator"], "10-100", "I'm an IT administrator at a mid-sized company.",
         "IT administrators"),
        (["Head of sales"], "1,000+", "I'm the head of sales at a large company.",
         "heads of sales"),
        (["University student"], "", "I'm a university student.", "university students"),
        (["Small-business owner"], "2-20", "I'm a small-business owner.", "small-business owners"),
    ],
)  # fmt: skip
def test_how_a_customer_introduces_itself(
    titles: list[str], size: str, intro: str, people: str
) -> None:
    voice = voice_of(_icp(titles, size))
    assert (voice.intro, voice.people) == (intro, people)
    assert voice.is_company == bool(size)


@pytest.mark.parametrize(
    ("one", "many"),
    [("bakery", "bakeries"), ("CRM tool", "CRM tools"), ("bank", "banks"), ("gas", "gases"),
     ("museum of art", "museums of art"), ("salesman", "salesmen"), ("day spa", "day spas")],
)  # fmt: skip
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@pytest.mark.parametrize(
    "phrase", ["an app", "a university", "an SQL database", "a CRM tool", "an HR tool", "an hour"]
)
def test_articles(phrase: str) -> None:
    assert with_article(phrase.split(" ", 1)[1]) == phrase


def test_topics_speak_of_others() -> None:
    assert third_person("keep my data with me") == "keep their data with them"
    assert third_person("see what we asked us") == "see what they asked them"


def _icp(titles: list[str] | None = None, size: str = "") -> dict[str, Any]:
    return {
        "professional_profile": json.dumps(
            {"job_titles": titles or ["Teacher"], "company_size": size}
        ),
        "goals": '["keep my money safe"]',
        "pain_points": '["Fees are high."]',
        "objections": "[]",
        "decision_factors": '["price"]',
    }
