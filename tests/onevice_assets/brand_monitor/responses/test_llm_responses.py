"""Asking a website's prompts for a day: what is asked, what is kept, what is never paid twice."""

from __future__ import annotations

import json
import traceback
from collections.abc import Sequence

import dagster as dg
import pytest
from sqlalchemy import Connection

from onevice_assets.tables import answers
from resources.control_plane import ledger, simulations
from resources.control_plane.ledger import Attempt, Reservation
from resources.errors import StoreError
from resources.llm.resource import LanguageModels
from tests.one_provider import KEY
from tests.onevice_assets.brand_monitor.responses.conftest import (
    DAY,
    World,
)
from tests.provider_server import Plan, ProviderServer


def test_every_core_prompt_is_asked_once_with_the_turns_before_it(
    world: World, server: ProviderServer
) -> None:
    facts = world.materialize()
    rows = world.rows()
    assert (len(rows), len(server.calls), facts["calls_made"]) == (6, 6, 6)
    follow_ups = [call for call in server.calls if len(call.messages) == 3]
    assert len(follow_ups) == 3
    first, answer, second = follow_ups[0].messages
    assert answer == {"role": "assistant", "content": f"Answer 1 to: {first['content']}"}
    assert "question 2" in second["content"]
    assert facts["cost_usd"] == pytest.approx(6 * 26e-6)


def test_a_row_holds_what_the_provider_said(world: World, server: ProviderServer) -> None:
    server.plans = [
        Plan(
            text="<think>I know Foo</think>\n\nUse Bar.",
            model="gpt-5.6-luna-2026-07-09",
            extra={"citations": ["https://a.test"]},
        )
    ]
    world.materialize()
    row = world.rows()[0]
    assert row["response_text"] == "Use Bar."
    assert row["llm_model"] == "gpt-5.6-luna"
    assert row["served_model"] == "gpt-5.6-luna-2026-07-09"
    assert json.loads(row["citations"]) == [
        {"url": "https://a.test", "title": None, "is_cited": None}
    ]
    assert (row["prompt_tokens"], row["response_tokens"]) == (10, 20)
    assert row["is_demonstration"] is False
    payload = world.objects.get_json(row["payload_path"])
    assert payload["attempt_id"] == row["attempt_id"]
    assert "<think>" in json.dumps(payload["response"])


def test_a_second_run_of_the_day_asks_nothing_and_changes_no_byte(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    before = world.file()
    facts = world.materialize()
    assert len(server.calls) == 6
    assert (facts["calls_made"], facts["calls_reused"], facts["changed"]) == (0, 6, False)
    assert world.file() == before


def test_samples_and_all_conversations_are_asked_on_demand(
    world: World, server: ProviderServer
) -> None:
    world.llm = LanguageModels(samples=3, conversations="all", first_wait_s=0.01)
    world.materialize()
    assert len(server.calls) == 4 * 2 * 3
    assert {row["sample_number"] for row in world.rows()} == {1, 2, 3}


def test_a_budget_that_does_not_cover_the_estimate_spends_nothing(
    world: World, server: ProviderServer
) -> None:
    world.llm = LanguageModels(max_usd=0.001)
    with pytest.raises(dg.Failure, match="MAX_USD"):
        world.materialize()
    assert not server.calls
    assert not world.attempts()


def test_a_run_that_turns_out_dearer_than_allowed_stops_asking(
    world: World, server: ProviderServer
) -> None:
    world.llm = LanguageModels(max_usd=0.02, first_wait_s=0.01)
    server.plans = [Plan(usage={"prompt_tokens": 10, "completion_tokens": 13_000})]
    facts = world.materialize()
    assert 3 <= len(server.calls) < 6  # those in flight when the first bill came
    assert facts["missing_by_reason"]["openai:gpt-5.6-luna: budget used up"] >= 1


def test_what_was_spent_today_counts_against_the_budget(
    world: World, server: ProviderServer
) -> None:
    world.llm = LanguageModels(max_usd=0.02, first_wait_s=0.01)
    server.plans = [Plan(usage={"prompt_tokens": 10, "completion_tokens": 13_000})]
    world.materialize()
    calls = len(server.calls)
    with pytest.raises(dg.Failure, match="already spent"):
        world.materialize()
    assert len(server.calls) == calls


def test_an_answer_without_text_is_missing_and_its_follow_up_not_asked(
    world: World, server: ProviderServer
) -> None:
    server.plans = [Plan(match="topic 2, question 1", text=" ")]
    facts = world.materialize()
    assert len(world.rows()) == 4
    assert facts["missing_by_reason"] == {
        "openai:gpt-5.6-luna: empty or refused": 1,
        "openai:gpt-5.6-luna: an earlier turn has no answer": 1,
    }
    server.plans = []
    world.materialize()
    assert len(world.rows()) == 6
    assert len(server.calls) == 7


def test_a_key_that_is_not_accepted_is_tried_a_few_times_at_most_and_never_shown(
    world: World, server: ProviderServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.plans = [Plan(status=401, error={"message": f"Incorrect API key provided: {KEY}"})]
    with pytest.raises(dg.Failure, match="key is not accepted") as caught:
        world.materialize()
    assert len(server.calls) <= 3
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in f"{told} {caught.value.description} {caplog.text}"
    assert KEY not in repr(world.llm.describe_providers())
    assert not any(KEY in str(one) for one in world.attempts())
    assert not world.lake.exists(answers.llm_responses, world.partition)


def test_one_dead_provider_does_not_stop_the_other(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "dead")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9/v1")
    facts = world.materialize()
    assert {row["llm_provider"] for row in world.rows()} == {"openai"}
    assert facts["missing_by_reason"]["anthropic:claude-haiku-5-5: provider unavailable"] == 3


def test_a_call_whose_outcome_nobody_knows_is_not_asked_again_unless_told(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    lost = world.attempts()[0]
    with world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, "
            "settled_at = NULL, response_id = NULL, payload_path = NULL WHERE id = %(id)s",
            {"id": lost.id},
        )
    world.objects.delete(lost.payload_path or "")
    facts = world.materialize()
    assert len(server.calls) == 6
    assert facts["missing_by_reason"]["openai:gpt-5.6-luna: unknown after a crash"] == 1
    world.materialize(retry_unknown=True)
    assert (len(server.calls), len(world.rows())) == (7, 6)


def test_a_payload_that_was_kept_is_settled_not_asked_again(
    world: World, server: ProviderServer
) -> None:
    world.materialize()
    before = world.file()
    with world.control.begin() as db:
        db.exec_driver_sql(
            "UPDATE control.llm_attempts SET status = 'reserved', cost_usd = NULL, "
            "settled_at = NULL, response_id = NULL, payload_path = NULL"
        )
    world.materialize()
    assert len(server.calls) == 6
    assert world.file() == before


def test_a_store_that_fails_ends_the_run_and_what_was_paid_is_kept(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = ledger.reserve_many
    made: list[object] = []

    def fail_on_the_fourth(db: Connection, wishes: Sequence[Reservation]) -> list[Attempt]:
        made.extend(wishes)
        if len(made) > 3:
            raise StoreError("the database went away")
        return reserve(db, wishes)

    monkeypatch.setattr(ledger, "reserve_many", fail_on_the_fourth)
    with pytest.raises(dg.Failure, match="went away"):
        world.materialize()
    monkeypatch.setattr(ledger, "reserve_many", reserve)
    assert {one.status for one in world.attempts()} == {"succeeded"}
    world.materialize()
    assert len(server.calls) == len(world.rows()) == 6


def test_the_run_row_tells_how_far_it_came(world: World, server: ProviderServer) -> None:
    world.materialize()
    with world.control.begin() as db:
        (run,) = simulations.runs_of_day(db, world.website.id, DAY)
    assert (run.status, run.total_prompts, run.completed_prompts) == ("completed", 6, 6)


def test_a_requested_run_brings_its_own_settings(world: World, server: ProviderServer) -> None:
    with world.control.begin() as db:
        simulations.queue(db, world.website.id, DAY, {"samples": 2}, "test")
    world.materialize()
    assert len(server.calls) == 12


def test_prompts_that_were_never_made_are_asked_for(world: World) -> None:
    from onevice_assets.tables import audience

    world.lake.delete(audience.prompts, world.website.key)
    with pytest.raises(dg.Failure, match="materialise"):
        world.materialize()
