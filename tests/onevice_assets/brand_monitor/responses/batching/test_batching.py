"""A day asked in batches: at half price, paid once, and nobody waits in a run."""

from __future__ import annotations

import dagster as dg
import pytest

from onevice_assets.brand_monitor.responses.estimate_day import estimate_day
from resources.llm.answers import read_answer
from resources.llm.batch.kept import list_open
from resources.llm.prices import FREE
from resources.llm.resource import LanguageModels
from tests.batch_server import BatchServer
from tests.one_provider import KEY
from tests.onevice_assets.brand_monitor.responses.batching.conftest import (
    HALF,
    is_written,
    run_status,
    statuses,
)
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World


def test_a_day_is_asked_turn_by_turn_and_the_run_never_waits(
    world: World, batches: BatchServer
) -> None:
    assert world.materialize() == {}
    assert (len(batches.batches), statuses(world)) == (1, {"reserved": 3})
    assert (is_written(world), run_status(world)) == (False, ("pending", 0, 6))

    assert world.materialize() == {}  # still in progress: nothing new
    assert len(batches.batches) == 1

    batches.finish()
    assert world.materialize() == {}  # the follow-ups
    assert len(batches.batches) == 2
    assert statuses(world) == {"succeeded": 3, "reserved": 3}
    assert run_status(world) == ("pending", 3, 6)

    batches.finish()
    facts = world.materialize()
    assert (facts["calls_reused"], facts["calls_missing"]) == (6, 0)
    assert (len(world.rows()), run_status(world)) == (6, ("completed", 6, 6))
    assert not batches.direct
    assert not list(list_open(world.objects))


def test_a_follow_up_sees_the_answer_before_it(world: World, batches: BatchServer) -> None:
    world.materialize()
    batches.finish()
    world.materialize()
    for line in batches.lines("batch_2"):
        first, answer, second = line["body"]["messages"]
        assert answer == {"role": "assistant", "content": f"Answer 1 to: {first['content']}"}
        assert "question 2" in second["content"]


def test_an_answer_in_a_batch_costs_half_and_is_kept_like_any_other(
    world: World, batches: BatchServer, form: str
) -> None:
    for _ in range(2):
        world.materialize()
        batches.finish()
    world.materialize()
    assert {one.cost_usd for one in world.attempts()} == {HALF[form]}
    row = world.rows()[0]
    payload = world.objects.get_json(row["payload_path"])
    assert payload["attempt_id"] == row["attempt_id"]
    assert read_answer(payload["response"], FREE).text == row["response_text"]
    told = {"openai": "req_line", "anthropic": None}[form]
    assert (row["served_model"], payload["provider_request_id"]) == (row["llm_model"], told)
    assert row["latency_ms"] is None
    before = world.file()
    assert world.materialize()["changed"] is False
    assert world.file() == before
    assert len(batches.batches) == 2


def test_lines_carry_the_ledgers_attempts(world: World, batches: BatchServer) -> None:
    world.materialize()
    ids = {line["custom_id"] for line in batches.lines("batch_1")}
    assert ids == {one.id for one in world.attempts()}


def test_what_is_in_a_batch_is_not_asked_again_even_where_unknowns_are(
    world: World, batches: BatchServer
) -> None:
    world.materialize()
    assert world.materialize(retry_unknown=True) == {}
    assert statuses(world) == {"reserved": 3}
    assert (len(batches.batches), len(batches.direct)) == (1, 0)


def test_the_estimate_is_that_of_a_batch_where_calls_go_by_batch(
    world: World, batches: BatchServer
) -> None:
    in_batch = estimate_day(world.resources(), world.website, DAY)
    world.llm = world.llm.model_copy(update={"batch": False})
    direct = estimate_day(world.resources(), world.website, DAY)
    assert (in_batch.calls, in_batch.in_batch) == (6, 6)
    assert (direct.calls, direct.in_batch) == (6, 0)
    assert in_batch.usd == direct.usd / 2


def test_what_a_batch_gave_no_answer_to_is_estimated_at_full_price(
    world: World, batches: BatchServer
) -> None:
    batches.fail = "topic 2, question 1"
    world.materialize()
    batches.finish()
    world.materialize()  # the failed call is known, and the follow-ups of the others are out
    rest = estimate_day(world.resources(), world.website, DAY)
    assert (rest.calls, rest.in_batch) == (2, 0)
    assert rest.usd > 0
    world.llm = world.llm.model_copy(update={"batch": False})
    assert estimate_day(world.resources(), world.website, DAY).usd == rest.usd


def test_a_budget_that_covers_half_the_price_suffices(world: World, batches: BatchServer) -> None:
    usd = float(estimate_day(world.resources(), world.website, DAY).usd) * 1.5
    world.llm = LanguageModels(first_wait_s=0.01, max_usd=usd, canaries=False)
    with pytest.raises(dg.Failure, match="MAX_USD"):
        world.materialize()
    world.llm = LanguageModels(first_wait_s=0.01, max_usd=usd, canaries=False, batch=True)
    assert world.materialize() == {}
    assert statuses(world) == {"reserved": 3}


def test_a_provider_whose_batches_are_not_cheaper_is_asked_directly(
    world: World, batches: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PERPLEXITY_API_KEY", KEY)
    monkeypatch.setenv("PERPLEXITY_BASE_URL", batches.url)
    world.materialize()
    assert (len(world.rows()), len(batches.direct), len(batches.batches)) == (6, 6, 0)


def test_one_partition_can_be_asked_without_batches(world: World, batches: BatchServer) -> None:
    world.materialize(batch=False)
    assert (len(world.rows()), len(batches.direct), len(batches.batches)) == (6, 6, 0)
