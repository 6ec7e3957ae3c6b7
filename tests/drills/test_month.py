"""The month of the drill: what its parts promise, so that a kept promise there means something."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from resources.control_plane import hours, organizations, simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.redis_keys.key import KeyPattern
from resources.redis_store import RedisStore
from tests.drills import drill_month
from tests.drills.month import people, report
from tests.drills.month.calendar import ZONES, Month, first_day
from tests.drills.month.clock import Clock
from tests.drills.month.contents import find_differences
from tests.drills.month.provider import _FAULTS, MonthProvider
from tests.drills.month.same_ids import same_ids
from tests.provider_server import Plan, Seen
from tests.stores import driver_of

FIRST = first_day(date(2026, 11, 22))
MONTH = Month(FIRST, 30, 3, is_faulty=True)


def told(**changes: Any) -> dict[str, Any]:
    """A month that keeps every promise, but for what is changed."""
    money: dict[str, Any] = {
        "not_asked": [], "not_booked": [], "answered_twice": [], "wrong_successes": [],
        "too_little_before_bills": [], "unclear": [], "open": 0, "is_exact": True,
        "ledger_usd": "1", "billed_usd": "1", "calls_by_what": {"well": 3}, "calls": 3,
        "attempts": 3, "ledger_before_bills_usd": "1",
    }  # fmt: skip
    tables = ("share_of_voice", "visibility_verdicts", "model_changes", "spending")
    partition = f"{FIRST}|market-0.demo.test"
    month: dict[str, Any] = {
        "contents": {f"lake {table} {partition}": ['{"count": 1}'] for table in tables},
        "due_partitions": [partition],
        "money": money,
        "days": [{"wrong_counters": []}],
        "failed_ticks": [],
        "killed": {"ask_models": 1},
        "runs": {"publish": {"SUCCESS": 1}},
    }
    for name, value in changes.items():
        (money if name in money else month)[name] = value
    return month


ENDING = KeyPattern("brand_monitor", "month:{name}", "string", timedelta(days=1), "of this test")
FAULTY = {"calls_by_what": {"well": 3, "500": 1, "reset in": 1}}


@pytest.mark.parametrize(
    "broken",
    [
        {"contents": {**told()["contents"], f"lake share_of_voice {FIRST}|other": []}},
        {"contents": {}},
        {"is_exact": False},
        {"not_asked": ["a"]},
        {"not_booked": ["a"]},
        {"answered_twice": ["a"]},
        {"wrong_successes": ["a"]},
        {"too_little_before_bills": ["a"]},
        {"unclear": ["a"]},
        {"open": 1},
        {"days": [{"wrong_counters": ["a"]}]},
        {"failed_ticks": ["a"]},
        {"due_partitions": []},
        {"killed": {}},
        {"calls_by_what": {"well": 3}},
    ],
    ids="+".join,
)
def test_a_promise_that_is_broken_is_told(broken: dict[str, Any]) -> None:
    kept = drill_month.judge({"clean": told(), "faults": told(**FAULTY)})
    assert [one for one in kept if one.broken_by] == []
    found = drill_month.judge({"clean": told(), "faults": told(**{**FAULTY, **broken})})
    assert [one for one in found if one.broken_by]


def test_one_number_that_differs_is_found_and_shown() -> None:
    clean = {"lake share_of_voice d|w": ['{"share_pct": 10.0}', '{"share_pct": 20.0}']}
    other = copy.deepcopy(clean)
    other["lake share_of_voice d|w"][1] = '{"share_pct": 20.5}'
    (difference,) = find_differences(clean, other)
    assert "20.0" in difference
    assert "20.5" in difference
    assert find_differences(clean, copy.deepcopy(clean)) == []


def test_the_month_has_both_changes_of_the_clocks_and_lies_ahead() -> None:
    noons = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
             for day in map(MONTH.day, range(MONTH.days))]  # fmt: skip
    moved = {
        zone for zone in ZONES if len({n.astimezone(ZoneInfo(zone)).utcoffset() for n in noons}) > 1
    }
    assert moved == {"Europe/Berlin", "America/Los_Angeles"}
    assert FIRST.year == 2027


def test_every_kind_of_trouble_comes_and_none_to_the_clean_month() -> None:
    clean = Month(FIRST, 30, 3, is_faulty=False)
    for is_trouble in (
        lambda month, now: month.rests(now),
        lambda month, now: month.is_away(now),
        lambda month, now: month.kills_asking(now.date()),
        lambda month, now: month.kills_publishing(now.date()),
    ):
        assert any(is_trouble(MONTH, now) for now in MONTH.moments())
        assert not any(is_trouble(clean, now) for now in clean.moments())


@pytest.mark.parametrize("days", [2, 5, 30])
def test_what_people_decide_is_decided_within_the_month_and_while_no_day_is_missed(
    days: int,
) -> None:
    month = Month(FIRST, days, 3, is_faulty=True)
    whole = list(month.moments())
    decided = [month.name_is_decided, month.model_is_replaced, month.website_comes(2)]
    assert set(decided) <= set(whole)
    # answers of a day that was missed would come from the new model
    for back in range(12):
        assert not month.rests(month.model_is_replaced - timedelta(hours=back))


@pytest.fixture
def provider(tmp_path: Path) -> MonthProvider:
    (tmp_path / "stages.json").write_text("{}")
    return MonthProvider("beta", tmp_path, is_faulty=True)


def ask(provider: MonthProvider, text: str) -> Plan:
    body = {"model": "beta-1", "messages": [{"role": "user", "content": text}]}
    return provider.decide(Seen("/v1/chat/completions", "", body, 0.0, "attempt"))


def test_an_answer_depends_on_the_question_alone(provider: MonthProvider) -> None:
    texts = {ask(provider, "Which browser is private?").text for _ in range(50)}
    assert len(texts) == 1
    assert ask(provider, "Which browser is fast?").text not in texts


def test_of_one_question_two_tries_fail_at_most_and_every_fault_comes(
    provider: MonthProvider, tmp_path: Path
) -> None:
    for number in range(4000):
        ask(provider, f"Question {number % 40}?")
    lines = [json.loads(line) for line in (tmp_path / "beta.jsonl").read_text().splitlines()]
    seen = [line["what"] for line in lines]
    assert set(_FAULTS) <= set(seen)
    free = [line for line in lines if line["what"] in ("429", "500", "503")]
    assert not [line for line in free if "prompt_tokens" in line]
    for question in range(40):
        tries = "".join("+" if one in ("well", "slow", "reset after") else "-"
                        for one in seen[question::40])  # fmt: skip
        assert "---" not in tries


@pytest.mark.parametrize(
    ("file", "statuses"), [("beta.away", [503] * 4), ("busy", [200, 200, 429, 429])]
)
def test_a_provider_that_is_away_or_busy_says_so_and_charges_nothing(
    tmp_path: Path, file: str, statuses: list[int]
) -> None:
    (tmp_path / "stages.json").write_text("{}")
    provider = MonthProvider("beta", tmp_path, is_faulty=False)
    (tmp_path / file).touch()
    assert [ask(provider, f"Question {n}?").status for n in range(4)] == statuses
    (tmp_path / file).unlink()
    assert ask(provider, "Question 5?").status == 200
    lines = [json.loads(line) for line in (tmp_path / "beta.jsonl").read_text().splitlines()]
    assert sum("prompt_tokens" in line for line in lines) == statuses.count(200) + 1


def test_a_bill_is_exact() -> None:
    assert str(people.price("gamma-1", 7, 3)) == "0.000001425"
    assert people.price("beta-1", 0, 0).as_tuple().exponent == -4


def test_websites_and_days_have_the_same_ids_in_every_world(control: ControlPlane) -> None:
    made = []
    for _ in range(2):
        with control.begin() as db, same_ids():
            site = websites.add(db, url="http://demo.test/", organization="market-0", actor="t")
            run = simulations.for_day(db, site.id, FIRST)
            made.append((site.organization_id, site.id, run.id))
            db.rollback()
        with control.begin() as db:
            assert not websites.list_all(db)
            assert "market-0" not in {one.organization for one in hours.list_all(db)}
    assert made[0] == made[1]
    assert organizations.new_id() != organizations.new_id()


@pytest.mark.redis
@pytest.mark.clock
def test_one_time_for_python_postgresql_and_redis(empty_database: str, store: RedisStore) -> None:
    moment = datetime(2027, 3, 14, 9, tzinfo=UTC)
    clock, control = Clock(empty_database, driver_of(store)), ControlPlane(url=empty_database)
    key, kept = (ENDING.key(name=name) for name in ("ends", "stays"))
    store.write_text(key, "x", expires_at=moment - timedelta(minutes=1))
    store.write_text(kept, "x", expires_at=moment + timedelta(minutes=1))
    with clock.at(moment, stands_still=True):
        assert datetime.now(UTC) == moment
        assert (store.read_text(key), store.read_text(kept)) == (None, "x")
        with control.begin() as db:
            assert _is_just_after(hours.read_clock(db), moment)
            site = websites.add(db, url="http://demo.test/", actor="test")
            assert _is_just_after(simulations.for_day(db, site.id, FIRST).created_at, moment)
    assert datetime.now(UTC) < moment


def _is_just_after(found: datetime, moment: datetime) -> bool:
    return timedelta() <= found - moment < timedelta(minutes=5)


def test_the_page_tells_what_is_broken() -> None:
    clean, faults = told(), told(**FAULTY)
    result = {
        "on": "2026-11-22", "machine": "m", "days": 1, "websites": 1, "providers": 3, "seconds": 1,
        "partitions_compared": 4, "rows_compared": 4, "clean": clean, "faults": faults,
        "promises": {"every website has every day": ["clean: spending of x"], "more": []},
    }  # fmt: skip
    page = report.write_report(result)
    assert "| every website has every day | **broken** |" in page
    assert "| more | kept |" in page
    assert "- clean: spending of x" in page
