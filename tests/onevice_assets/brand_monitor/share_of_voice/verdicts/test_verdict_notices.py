"""Being told: one notice per brand and day, of fresh days, whatever runs again or breaks."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from resources.identity import brand_id
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.conftest import Office
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.rows import (
    DAY,
    verdict,
    write_day,
    write_series,
)

YESTERDAY = DAY - timedelta(days=1)


def test_two_runs_of_a_day_post_once_for_each_brand(office: Office) -> None:
    write_day(
        office.lake,
        DAY,
        verdict("down"),
        verdict("down", measure="recommendation_rate"),
        verdict("down", llm_provider="openai"),
        verdict("up", brand="Chrome"),
        verdict("no_change", brand="Safari"),
        verdict("up", brand="Opera", role="found"),
    )
    for _ in range(2):
        assert office.check().passed
    assert office.heard() == [("Firefox", "2026-11-20"), ("Chrome", "2026-11-20")]


def test_a_rise_that_lasts_is_told_on_its_first_day_only(office: Office) -> None:
    write_series(office.lake, "no_change", "up", "up", "up", "down")
    for back in range(4, -1, -1):
        day = DAY - timedelta(days=back)
        assert office.check(day=day, today=day).passed
    assert office.heard() == [("Firefox", "2026-11-17"), ("Firefox", "2026-11-20")]


def test_what_a_notice_says(office: Office) -> None:
    write_day(
        office.lake,
        DAY,
        verdict("down"),
        verdict("thin", llm_provider="openai"),
        verdict("up", measure="recommendation_rate", llm_provider="google"),
    )
    write_day(office.lake, YESTERDAY, verdict("no_change", day=YESTERDAY))
    office.tell()
    (body,) = office.hook.bodies
    assert body["title"] == "Firefox: mention rate down from 34 % to 21 %"
    assert body["body"] == (
        "Mention rate: 34 % from 2026-11-07 to 2026-11-13, 21 % from 2026-11-14 to 2026-11-20, "
        "over 25 topics. Down by 13 points since the week before, more than chance explains.\n"
        "Before: no change on 2026-11-19."
    )
    assert body["severity"] == "warning"
    assert body["link"].endswith("reports/default.demo.test/2026-11-20/influence-report.html")
    facts = body["facts"]
    assert facts["all.mention_rate.verdict"] == "down"
    assert (facts["all.mention_rate.rate_before"], facts["all.mention_rate.rate_after"]) == (
        0.34,
        0.21,
    )
    assert facts["all.mention_rate.q_value"] == 0.004
    assert facts["openai.mention_rate.verdict"] == "thin"
    assert facts["google.recommendation_rate.verdict"] == "up"
    assert (facts["verdict_before"], facts["verdict_before_on"]) == ("no_change", "2026-11-19")


@pytest.mark.parametrize(
    ("brand", "said", "severity"),
    [
        ("Firefox", "down", "warning"),
        ("Firefox", "up", "info"),
        ("Chrome", "up", "warning"),
        ("Chrome", "down", "info"),
    ],
)
def test_what_is_bad_for_you_is_a_warning(
    office: Office, brand: str, said: str, severity: str
) -> None:
    write_day(office.lake, DAY, verdict(said, brand=brand))
    office.tell()
    assert [body["severity"] for body in office.hook.bodies] == [severity]


@pytest.mark.parametrize(("age", "posts"), [(0, 1), (2, 1), (3, 0), (300, 0)])
def test_only_fresh_days_are_told_to_people_older_ones_to_the_log(
    office: Office, caplog: pytest.LogCaptureFixture, age: int, posts: int
) -> None:
    caplog.set_level(logging.INFO, logger="onevice.notifications")
    write_day(office.lake, DAY, verdict("down"))
    assert office.check(today=DAY + timedelta(days=age)).passed
    assert len(office.heard()) == posts
    told = [one for one in caplog.records if one.name == "onevice.notifications"]
    assert len(told) == 1 - posts
    assert office.account() == [("Firefox", "webhook" if posts else "log", "sent")]


def test_a_backfill_of_a_range_posts_only_its_fresh_end(office: Office) -> None:
    turning = ["up", "down"] * 5
    write_series(office.lake, *turning)
    first = DAY - timedelta(days=len(turning) - 1)
    assert office.check(day=first, last=DAY).passed
    assert [day for _, day in office.heard()] == ["2026-11-18", "2026-11-19", "2026-11-20"]
    office.tell(day=first, last=DAY)
    assert len(office.heard()) == 3


def test_the_demonstration_model_alarms_nobody(office: Office) -> None:
    write_day(office.lake, DAY, verdict("down", is_demonstration=True))
    assert office.check().passed
    assert office.heard() == []
    assert office.account() == [("Firefox", "log", "sent")]


def test_a_channel_that_is_down_warns_and_the_next_days_run_tells_it(office: Office) -> None:
    write_day(office.lake, YESTERDAY, verdict("down", day=YESTERDAY))
    office.hook.statuses = [404, 200]
    office.channels = ("log", "webhook")
    failed = office.check(day=YESTERDAY, today=YESTERDAY)
    assert (failed.passed, failed.severity.value) == (False, "WARN")
    assert "answered 404" in failed.metadata["not_sent"].value
    assert sorted(office.account()) == [
        ("Firefox", "log", "sent"),
        ("Firefox", "webhook", "failed"),
    ]
    write_day(office.lake, DAY, verdict("down"))
    assert office.check().passed
    assert office.heard() == [("Firefox", "2026-11-19")] * 2
    assert {status for _, _, status in office.account()} == {"sent"}


def test_a_lost_answer_is_warned_of_and_not_sent_again(office: Office) -> None:
    write_day(office.lake, DAY, verdict("down"))
    office.hook.statuses = [0]
    for _ in range(2):
        assert not office.check().passed
    assert len(office.heard()) == 1


HOSTILE = (
    "<script>alert(1)</script>",
    "<!channel> | @here [x](http://evil.test)",
    "Evil\u202eknaB",
    "Bcc: all@evil.test =?utf-8?q?=0A?=",
    "ß" * 255,
    "日本の ブラウザー 🦊",
)


@pytest.mark.parametrize("brand", HOSTILE)
def test_a_brand_may_have_any_name(office: Office, brand: str) -> None:
    write_day(office.lake, DAY, verdict("down", brand=brand, brand_id=brand_id(brand)))
    for _ in range(2):
        assert office.check().passed
    (body,) = office.hook.bodies
    assert body["title"].endswith("mention rate down from 34 % to 21 %")
    assert not {"\n", "\u202e"} & set(body["title"] + body["brand"])
    assert "<" not in body["text"]
    assert "@here" not in body["text"]


def test_a_website_nobody_watches_is_named(office: Office) -> None:
    write_day(office.lake, DAY, verdict("down"))
    with office.control.begin() as db:
        db.exec_driver_sql("DELETE FROM control.websites")
    done = office.tell()
    assert not done.success
    (failure,) = done.get_step_failure_events()
    assert "default.demo.test" in str(failure.step_failure_data.user_failure_data.description)
    assert office.heard() == []


def test_a_day_without_verdicts_tells_nothing(office: Office) -> None:
    write_day(office.lake, DAY)
    assert office.check().passed
    assert (office.heard(), office.account()) == ([], [])


def test_the_clock_tells_today_where_nobody_does(office: Office) -> None:
    today = datetime.now(UTC).date()
    write_day(office.lake, today, verdict("down", day=today))
    write_day(office.lake, today - timedelta(days=9), verdict("up", day=today - timedelta(days=9)))
    for day in (today, today - timedelta(days=9)):
        assert office.check(day=day, today=None).passed
    assert office.heard() == [("Firefox", today.isoformat())]


def test_a_today_that_is_no_day_is_named(office: Office) -> None:
    write_day(office.lake, DAY, verdict("down"))
    done = office.tell(today="tomorrow")
    (failure,) = done.get_step_failure_events()
    assert "today='tomorrow' is not a day" in str(failure.step_failure_data.user_failure_data)
    assert office.heard() == []
