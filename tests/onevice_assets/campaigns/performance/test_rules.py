"""The written rules: whether a campaign runs, a creative is in use, and who an audience is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onevice_assets.campaigns.performance.deriving.audiences import name_audience
from onevice_assets.campaigns.performance.deriving.creatives import match_ads
from onevice_assets.campaigns.performance.rules import (
    Thresholds,
    judge_campaign,
    judge_content,
    thresholds_from,
)
from resources.errors import ConfigurationError

TODAY = date(2026, 11, 20)
LIMITS = Thresholds()


def ago(days: int) -> date:
    return TODAY - timedelta(days)


CAMPAIGNS = [
    ("ENABLED", None, None, "active"),
    ("ACTIVE", None, ago(400), "active"),
    ("CAMPAIGN_STATUS_ENABLE", date(2031, 1, 1), ago(1), "active"),
    ("PAUSED", None, ago(1), "paused"),
    ("DISABLE", None, ago(1), "paused"),
    ("CAMPAIGN_PAUSED", None, ago(1), "paused"),
    ("REMOVED", None, ago(1), "ended"),
    ("COMPLETED", None, ago(1), "ended"),
    ("ENABLED", ago(1), ago(1), "ended"),
    ("ENABLED", TODAY, ago(1), "active"),
    (None, None, ago(14), "active"),
    (None, None, ago(15), "paused"),
    (None, None, ago(90), "paused"),
    (None, None, ago(91), "ended"),
    (None, None, None, "paused"),
    ("word nobody knows", None, ago(3), "active"),
]


@pytest.mark.parametrize(("said", "ends", "shown", "status"), CAMPAIGNS)
def test_a_campaign_runs_as_its_platform_says_or_as_it_was_shown(
    said: str | None, ends: date | None, shown: date | None, status: str
) -> None:
    assert judge_campaign(said, ends, shown, TODAY, LIMITS) == status


CREATIVES = [
    (None, False, "active"),
    (ago(0), False, "active"),
    (ago(14), False, "active"),
    (ago(15), False, "resting"),
    (ago(90), False, "resting"),
    (ago(91), False, "archived"),
    (ago(0), True, "archived"),
    (None, True, "archived"),
]


@pytest.mark.parametrize(("spent", "by_hand", "status"), CREATIVES)
def test_a_creative_rests_two_weeks_after_it_last_spent(
    spent: date | None, by_hand: bool, status: str
) -> None:
    assert judge_content(spent, TODAY, by_hand, LIMITS) == status


def test_without_reports_what_was_never_used_is_active() -> None:
    assert judge_content(None, None, False, LIMITS) == "active"


def test_thresholds_are_settings_and_wrong_ones_are_told() -> None:
    names = ("ONEVICE_CAMPAIGNS_RESTING_DAYS", "ONEVICE_CAMPAIGNS_ARCHIVED_DAYS")
    assert thresholds_from({}) == Thresholds(14, 90)
    assert thresholds_from(dict(zip(names, ("7", "30"), strict=True))) == Thresholds(7, 30)
    for wrong in (("-1", "30"), ("soon", ""), ("30", "30")):
        with pytest.raises(ConfigurationError, match="DAYS"):
            thresholds_from(dict(zip(names, wrong, strict=True)))


AUDIENCES = [
    ("female", "25-34", "women 25-34"),
    ("GENDER_FEMALE", '[ "AGE_25_34", "AGE_35_44" ]', "women 25-44"),
    ("GENDER_UNLIMITED", '["AGE_55_100", "AGE_18_24"]', "18-24, 55+"),
    ("MALE", "AGE_RANGE_65_UP", "men 65+"),
    ("unknown", "65+", "65+"),
    ('["female", "male"]', None, None),
    ("UNDETERMINED", "AGE_RANGE_UNDETERMINED", None),
    (None, None, None),
]


@pytest.mark.parametrize(("gender", "age", "name"), AUDIENCES)
def test_an_audience_has_one_name_on_every_platform(
    gender: str | None, age: str | None, name: str | None
) -> None:
    found = name_audience(gender, age)
    assert (found.name if found else None) == name


def thing(kind: str, external_id: str, files: str, creative: str | None = None) -> dict:
    ids = {"network": "facebook", "kind": kind, "external_id": external_id}
    return {**ids, "files": files, "creative_id": creative}


CONTENT = [
    {"id": "c1", "filename": "Hero.jpg", "content_hash": "aa11"},
    {"id": "c2", "filename": "tour.mp4", "content_hash": "bb22"},
    {"id": "c3", "filename": "twice.jpg", "content_hash": "cc33"},
    {"id": "c4", "filename": "twice.jpg", "content_hash": "dd44"},
]
SHOWN = {
    "its name": ('["hero.jpg"]', "c1"),
    "an address": ('["https://cdn.test/a/tour.mp4?x=1"]', "c2"),
    "an escaped address": ('["https://cdn.test/a/%48ero.jpg"]', "c1"),
    "its hash": ('["BB22"]', "c2"),
    "something like it": ('["hero"]', None),
    "two files of one name": ('["twice.jpg"]', None),
    "two files": ('["hero.jpg", "tour.mp4"]', None),
    "nothing": ("[]", None),
}


@pytest.mark.parametrize(("files", "content"), SHOWN.values(), ids=SHOWN.keys())
def test_an_ad_shows_what_it_names_exactly(files: str, content: str | None) -> None:
    found = match_ads([thing("ad", "1", files)], CONTENT, {})
    assert found.get(("facebook", "1")) == content


def test_a_creative_of_the_platform_names_the_file_too_and_a_person_goes_before_both() -> None:
    things = [thing("ad", "1", "[]", "9"), thing("creative", "9", '["tour.mp4"]')]
    assert match_ads(things, CONTENT, {}) == {("facebook", "1"): "c2"}
    assert match_ads(things, CONTENT, {("facebook", "1"): "c3"}) == {("facebook", "1"): "c3"}
    gone = {("facebook", "1"): "no such creative"}
    assert match_ads(things, CONTENT, gone) == {("facebook", "1"): "c2"}
