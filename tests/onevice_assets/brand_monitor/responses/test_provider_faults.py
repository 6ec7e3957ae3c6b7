"""A provider that misbehaves: what it does to ledger, payloads and rows, through real HTTP."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from onevice_assets.tables import answers
from resources.control_plane import simulations
from resources.llm.resource import LanguageModels
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts
from tests.provider_server import Plan, ProviderServer

QUESTIONS = 12  # six conversations of two turns
HIT = "topic 3, question 1"


@dataclass(frozen=True)
class Consequence:
    """What a fault does.

    Attributes:
        rows: answers in the lake.
        calls: requests that reached the provider.
        failed: attempts that the ledger has as failed.
        charged: how many of those count as paid.
        kept: payloads of answers that could not be used.
    """

    rows: int = QUESTIONS
    calls: int = QUESTIONS + 1
    failed: int = 1
    charged: int = 0
    kept: int = 0


# the second turn of a conversation is not asked where the first has no answer
LOST = Consequence(rows=QUESTIONS - 2, calls=QUESTIONS - 1)
CHARGED_AND_LOST = replace(LOST, charged=1, kept=1)

FAULTS: dict[str, tuple[Plan, Consequence]] = {
    "a 429 with seconds": (Plan(status=429, headers={"retry-after": "0.2"}), Consequence()),
    "a 429 with a date": (Plan(status=429, headers={"retry-after": "DATE"}), Consequence()),
    "a 429 with a reset header": (
        Plan(
            status=429,
            headers={"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "200ms"},
        ),
        Consequence(),
    ),
    "a 500": (Plan(status=500), Consequence()),
    "a 529 of an overloaded provider": (Plan(status=529), Consequence()),
    "a reset before the answer": (Plan(reset="before"), Consequence(charged=1)),
    "a reset in the answer": (Plan(reset="in"), Consequence(charged=1)),
    "a truncated answer": (Plan(truncate=True), Consequence(charged=1)),
    "a slow stream": (Plan(drip_s=0.02), Consequence(calls=QUESTIONS, failed=0)),
    "a stream that takes too long": (Plan(drip_s=1.0), Consequence(charged=1)),
    "silence": (Plan(hang=True), Consequence(charged=1)),
    "broken JSON": (Plan(body='{"choices": ['), Consequence(charged=1, kept=1)),
    "JSON of another kind": (Plan(body="[1, 2]"), CHARGED_AND_LOST),
    "an empty answer": (Plan(text=""), CHARGED_AND_LOST),
    "nothing but thoughts": (Plan(text="<think>hm</think>"), CHARGED_AND_LOST),
    "a refusal": (Plan(text="no", finish_reason="content_filter"), CHARGED_AND_LOST),
    "a 400": (Plan(status=400), LOST),
}


@pytest.fixture
def asked(world: World) -> World:
    """Six conversations of two turns."""
    write_prompts(world.lake, world.website, conversations=6)
    return world


def status_of(asked: World) -> str:
    """How the day's run stands."""
    with asked.control.begin() as db:
        (run,) = simulations.runs_of_day(db, asked.website.id, DAY)
    return run.status


def give_up_after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Wait so long for an answer, and not two minutes."""
    hosted = LanguageModels.describe_providers

    def describe(self: LanguageModels) -> list[Any]:
        return [replace(one, timeout_s=seconds) for one in hosted(self)]

    monkeypatch.setattr(LanguageModels, "describe_providers", describe)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_loses_nothing_and_pays_nothing_twice(
    asked: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    plan, expected = FAULTS[name]
    assert_consequence(asked, server, monkeypatch, plan, (expected,))


def test_a_reset_right_after_the_answer_may_lose_it_and_then_counts_as_paid(
    asked: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_be = (Consequence(calls=QUESTIONS, failed=0), Consequence(charged=1))
    assert_consequence(asked, server, monkeypatch, Plan(reset="after"), may_be)


def assert_consequence(
    asked: World,
    server: ProviderServer,
    monkeypatch: pytest.MonkeyPatch,
    plan: Plan,
    may_be: tuple[Consequence, ...],
) -> None:
    """Ask while one call meets a fault; what became of it is one of these."""
    if plan.hang or plan.drip_s >= 1:
        give_up_after(monkeypatch, 3)
    headers = {
        name: said.replace("DATE", format_datetime(datetime.now(UTC) + timedelta(seconds=1)))
        for name, said in plan.headers.items()
    }
    server.plans = [replace(plan, match=HIT, uses=1, headers=headers)]
    told = asked.materialize()
    attempts = asked.attempts()
    failed = [one for one in attempts if one.status == "failed"]
    kept = asked.objects.list(f"llm-responses/{attempts[0].simulation_run_id}/failed/")
    found = Consequence(
        rows=len(asked.rows()),
        calls=len(server.calls),
        failed=len(failed),
        charged=sum(bool(one.cost_usd) for one in failed),
        kept=len(kept),
    )
    assert found in may_be
    assert len(attempts) == len(server.calls)
    assert not [one for one in attempts if one.status == "reserved"]
    assert told["calls_missing"] == QUESTIONS - found.rows
    paid = Counter(one.prompt_id for one in attempts if one.status == "succeeded")
    assert set(paid.values()) == {1}
    assert len(paid) == found.rows


def test_what_a_fault_cost_us_is_asked_by_the_next_run_and_only_that(
    asked: World, server: ProviderServer
) -> None:
    server.plans = [Plan(match=HIT, uses=1, text="")]
    asked.materialize()
    before = len(server.calls)
    asked.materialize()
    assert len(asked.rows()) == QUESTIONS
    assert len(server.calls) - before == 2


@pytest.mark.parametrize(
    ("plan", "ended"),
    [
        (Plan(match=HIT, status=503), "pending"),
        (Plan(match=HIT, body="<html>"), "pending"),
        (Plan(match=HIT, text=""), "completed"),
        (Plan(match=HIT, text="no", finish_reason="content_filter"), "completed"),
    ],
    ids=["away", "broken", "empty", "refused"],
)
def test_a_day_that_lacks_what_may_come_later_is_asked_again_by_the_schedule(
    asked: World, server: ProviderServer, plan: Plan, ended: str
) -> None:
    server.plans = [plan]
    asked.materialize()
    assert status_of(asked) == ended
    assert len(asked.rows()) == QUESTIONS - 2, "what is there is written all the same"
    server.plans = []
    asked.materialize()
    assert status_of(asked) == "completed"
    assert len(asked.rows()) == QUESTIONS


def test_a_key_that_is_refused_ends_the_asking_and_costs_nothing(
    asked: World, server: ProviderServer
) -> None:
    server.plans = [Plan(status=401)]
    with pytest.raises(Exception, match="the key is not accepted"):
        asked.materialize()
    attempts = asked.attempts()
    assert {one.status for one in attempts} == {"failed"}
    assert not any(one.cost_usd for one in attempts)
    assert len(attempts) == len(server.calls) <= 8
    assert not asked.lake.partitions(answers.llm_responses)


def test_a_model_that_was_renamed_and_its_thoughts_do_not_change_the_answer(
    asked: World, server: ProviderServer
) -> None:
    server.plans = [Plan(text="<think>hm</think>Use SQLite.", model="gpt-5.6-luna-2026-12-01")]
    asked.materialize()
    rows = asked.rows()
    assert {row["served_model"] for row in rows} == {"gpt-5.6-luna-2026-12-01"}
    assert {row["llm_model"] for row in rows} == {"gpt-5.6-luna"}
    assert {row["response_text"] for row in rows} == {"Use SQLite."}
    path = str(rows[0]["payload_path"])
    assert "<think>" in json.dumps(asked.objects.get_json(path))


def test_many_faults_at_once_give_the_rows_of_a_clean_day(
    asked: World, server: ProviderServer
) -> None:
    server.plans = [
        Plan(match="topic 1, question 1", uses=2, status=500),
        Plan(match="topic 2, question 1", uses=1, reset="in"),
        Plan(match="topic 3, question 2", uses=3, status=429, headers={"retry-after": "0.05"}),
        Plan(match="topic 4, question 1", uses=1, reset="before"),
        Plan(match="topic 5, question 2", uses=1, truncate=True),
    ]
    asked.materialize()
    texts = sorted(str(row["response_text"]) for row in asked.rows())
    assert texts == sorted(
        f"Answer {2 * turn - 1} to: topic {topic}, question {turn}?"
        for topic in range(1, 7)
        for turn in (1, 2)
    )
    failed = [one for one in asked.attempts() if one.status == "failed"]
    assert len(failed) == 8
