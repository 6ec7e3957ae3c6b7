"""Failures of one cause and hour are one notice, and it says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane.run_failures import WINDOW
from sensors.group_failures import FailedRun, choose_step, group, name_cause
from sensors.run_reasons import clean

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def failed(number: int, reason: str = "The provider said 401.", *, minutes: float = 0) -> FailedRun:
    return FailedRun(
        event_id=number,
        run_id=f"run-{number}",
        job="watch_website",
        asset="brand_monitor/llm_responses",
        partition=f"2026-11-22|default.w{number}.test",
        reason=reason,
        at=NOON + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("Not one of 50 calls was answered: 401", "Not one of 75 calls was answered: 401", True),
        ("There is no website 'a.test'.", "There is no website 'b.test'.", True),
        ("Day 2026-11-21|a.test has no prompt", "Day 2026-11-22|b.test has no prompt", True),
        ("The key is refused", "The budget is spent", False),
    ],
)
def test_a_cause_is_the_words_without_what_varies(one: str, other: str, are_same: bool) -> None:
    assert (name_cause(failed(1, one)) == name_cause(failed(2, other))) == are_same


def test_two_hundred_websites_refused_by_one_provider_are_one_group() -> None:
    (found,) = group(failed(number) for number in range(200))
    assert found.event_ids == tuple(range(200))
    assert found.partition.endswith("w0.test")
    assert found.last_run_id == "run-199"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 600)), max_size=40))
def test_no_failure_is_lost_and_no_group_is_longer_than_an_hour(
    drawn: list[tuple[str, float]],
) -> None:
    minutes = sorted(minute for _, minute in drawn)
    runs = [failed(n, word, minutes=minutes[n]) for n, (word, _) in enumerate(drawn)]
    found = group(runs)
    counted = sorted(one for each in found for one in each.event_ids)
    assert counted == list(range(len(runs)))
    assert all(one.last_at - one.first_at < WINDOW for one in found)


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Incorrect API key provided: sk-proj-abcdefgh12345678", "abcdefgh12345678"),
        ("header Authorization: Bearer eyJhbGciOi.J9", "eyJhbGciOi"),
        ("postgresql://user:hunter22@db.test/x refused", "hunter22"),
        ("password=hunter22 is wrong", "hunter22"),
        ("api_key: 'abc123secret'", "abc123secret"),
        ("AIzaSyA1234567890abcdefg is invalid", "SyA1234567890"),
    ],
)
def test_no_secret_stays_in_a_reason(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in clean(text)


@given(st.text(max_size=3000))
def test_a_reason_is_one_line_of_at_most_500_characters(text: str) -> None:
    told = clean(text)
    assert len(told) <= 500
    assert "\n" not in told


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("The estimate is above MAX_USD", "Raise MAX_USD"),
        ("401 unauthorized", "key is set"),
        ("429 rate limit", "Wait a while"),
        ("There is no active prompt to ask", "Run what it names first"),
        ("No space left on device", "Free some space"),
        ("KeyError: see the run for its message.", "Look at the run"),
    ],
)
def test_each_reason_has_a_next_step(reason: str, word: str) -> None:
    assert word in choose_step(reason)
