"""A day asked in batches: at half price, paid once, and nobody waits in a run."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

import dagster as dg
import pytest

from onevice_assets.tables import answers
from resources.control_plane import simulations, websites
from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.lake import Lake
from resources.llm.batch import kept
from resources.llm.batch.api import BatchApi
from resources.llm.batch.kept import list_open
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.batch_server import BatchServer
from tests.one_provider import KEY, forget_other_keys
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts

HALF = Decimal("0.5") * (10 * Decimal("0.20") + 20 * Decimal("1.20")) / 1_000_000


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    forget_other_keys(monkeypatch)
    with BatchServer().running() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


@pytest.fixture
def world(lake: Lake, control: ControlPlane, objects: Objects, batches: BatchServer) -> World:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
    write_prompts(lake, website, conversations=3)
    llm = LanguageModels(first_wait_s=0.01, batch=True, canaries=False)
    return World(lake, control, objects, website, llm)


def statuses(world: World) -> Counter[str]:
    return Counter(one.status for one in world.attempts())


def run_status(world: World) -> str:
    with world.control.begin() as db:
        return simulations.for_day(db, world.website.id, DAY).status


def is_written(world: World) -> bool:
    return world.lake.exists(answers.llm_responses, world.partition)


def test_a_day_is_asked_turn_by_turn_and_the_run_never_waits(
    world: World, batches: BatchServer
) -> None:
    assert world.materialize() == {}
    assert (len(batches.batches), statuses(world)) == (1, {"reserved": 3})
    assert (is_written(world), run_status(world)) == (False, "pending")

    assert world.materialize() == {}  # still in progress: nothing new
    assert len(batches.batches) == 1

    batches.finish()
    assert world.materialize() == {}  # the follow-ups
    assert len(batches.batches) == 2
    assert statuses(world) == {"succeeded": 3, "reserved": 3}

    batches.finish()
    facts = world.materialize()
    assert (facts["calls_reused"], facts["calls_missing"]) == (6, 0)
    assert (len(world.rows()), run_status(world)) == (6, "completed")
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
    world: World, batches: BatchServer
) -> None:
    for _ in range(2):
        world.materialize()
        batches.finish()
    world.materialize()
    assert {one.cost_usd for one in world.attempts()} == {HALF}
    row = world.rows()[0]
    payload = world.objects.get_json(row["payload_path"])
    assert payload["attempt_id"] == row["attempt_id"]
    assert payload["response"]["choices"][0]["message"]["content"] == row["response_text"]
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


def test_a_failed_line_costs_nothing_and_is_asked_directly_at_last(
    world: World, batches: BatchServer
) -> None:
    batches.fail = "topic 2, question 1"
    world.materialize()
    batches.finish()
    assert world.materialize() == {}
    failed = [one for one in world.attempts() if one.status == "failed"]
    assert [one.cost_usd for one in failed] == [0]
    assert "planned by the test" in (failed[0].error or "")
    assert len(batches.lines("batch_2")) == 2

    batches.finish()
    facts = world.materialize()
    assert len(world.rows()) == 6
    assert (facts["calls_made"], facts["calls_reused"]) == (2, 4)
    assert len(batches.direct) == 2


def test_what_came_before_a_batch_expired_is_kept_and_the_rest_asked_directly(
    world: World, batches: BatchServer
) -> None:
    world.materialize()
    batches.expire(answered=1)
    world.materialize()
    assert statuses(world) == {"succeeded": 1, "failed": 2, "reserved": 1}
    assert {one.cost_usd for one in world.attempts() if one.status == "failed"} == {Decimal(0)}
    batches.finish()
    world.materialize()
    assert len(world.rows()) == 6
    assert len(batches.direct) == 4


def test_a_line_that_is_in_no_file_counts_as_charged(world: World, batches: BatchServer) -> None:
    batches.lose = "topic 1, question 1"
    world.materialize()
    batches.finish()
    world.materialize()
    (lost,) = [one for one in world.attempts() if one.status == "failed"]
    assert lost.cost_usd == lost.reserved_usd > 0


def test_an_answer_without_text_is_charged_and_asked_directly(
    world: World, batches: BatchServer
) -> None:
    batches.garble = "topic 1, question 1"
    world.materialize()
    batches.finish()
    world.materialize()
    (empty,) = [one for one in world.attempts() if one.status == "failed"]
    assert empty.cost_usd == HALF


def test_a_batch_that_is_refused_as_a_whole_is_told_and_costs_nothing(
    world: World, batches: BatchServer
) -> None:
    world.materialize()
    batches.refuse("Enqueued token limit reached")
    with pytest.raises(dg.Failure, match="Enqueued token limit") as caught:
        world.materialize()
    assert KEY not in str(caught.value.description)
    assert statuses(world) == {"failed": 3}
    assert {one.cost_usd for one in world.attempts()} == {Decimal(0)}
    world.materialize()
    assert (len(world.rows()), len(batches.direct)) == (6, 6)


def test_a_batch_whose_creation_broke_off_is_found_and_never_made_twice(
    world: World, batches: BatchServer
) -> None:
    batches.break_create = True
    with pytest.raises(dg.Failure, match="could not be reached"):
        world.materialize()
    batches.break_create = False
    assert statuses(world) == {"reserved": 3}
    batches.finish()
    world.materialize()
    assert len(batches.batches) == 2  # the first turns once, and the follow-ups
    assert statuses(world) == {"succeeded": 3, "reserved": 3}


def test_a_batch_that_never_reached_the_provider_is_handed_out_again(
    world: World, batches: BatchServer
) -> None:
    batches.break_upload = True
    with pytest.raises(dg.Failure):
        world.materialize()
    batches.break_upload = False
    ids = {one.id for one in world.attempts()}
    world.materialize()
    assert len(batches.batches) == 1
    assert {line["custom_id"] for line in batches.lines("batch_1")} == ids


def test_a_run_that_was_killed_while_it_reserved_gives_back_what_it_reserved(
    world: World, batches: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process is gone."""

    def be_killed(*_: object) -> str:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("onevice_assets.brand_monitor.responses.batching.hand_out.submit", be_killed)
        with pytest.raises(Killed):
            world.materialize()
    (batch,) = list_open(world.objects)  # as it lay there a moment before
    bare = tuple({k: v for k, v in line.items() if k != "attempt_id"} for line in batch.lines)
    kept.keep(world.objects, dataclasses.replace(batch, status="preparing", lines=bare))
    world.materialize()
    assert statuses(world) == {"failed": 3, "succeeded": 6}
    assert sum(one.cost_usd or 0 for one in world.attempts() if one.status == "failed") == 0
    assert (len(batches.batches), len(batches.direct)) == (0, 6)


def test_a_run_that_was_killed_while_it_booked_books_the_rest(
    world: World, batches: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.materialize()
    batches.finish()
    put, done = Objects.put_json, []

    def break_after_two(self: Objects, path: str, value: object) -> str:
        if path.startswith("llm-responses/"):
            if len(done) == 2:
                raise StoreError("the disk is full")
            done.append(path)
        return put(self, path, value)

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "put_json", break_after_two)
        with pytest.raises(dg.Failure, match="disk is full"):
            world.materialize()
    assert statuses(world) == {"succeeded": 2, "reserved": 1}
    world.materialize()
    assert statuses(world) == {"succeeded": 3, "reserved": 3}
    assert len(batches.batches) == 2


def test_a_budget_that_covers_half_the_price_suffices(world: World, batches: BatchServer) -> None:
    world.llm = LanguageModels(first_wait_s=0.01, max_usd=0.006, canaries=False)
    with pytest.raises(dg.Failure, match="MAX_USD"):
        world.materialize()
    world.llm = LanguageModels(first_wait_s=0.01, max_usd=0.006, canaries=False, batch=True)
    assert world.materialize() == {}
    assert statuses(world) == {"reserved": 3}


def test_a_provider_whose_batches_are_not_cheaper_is_asked_directly(
    world: World, batches: BatchServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", batches.url)
    world.materialize()
    assert (len(world.rows()), len(batches.direct), len(batches.batches)) == (6, 6, 0)


def test_one_partition_can_be_asked_without_batches(world: World, batches: BatchServer) -> None:
    world.materialize(batch=False)
    assert (len(world.rows()), len(batches.direct), len(batches.batches)) == (6, 6, 0)


def test_a_batch_is_found_among_many(world: World, batches: BatchServer) -> None:
    provider = world.llm.describe_providers()[0]
    api = BatchApi(provider)
    for number in range(120):
        made = api.create(f"key-{number}", b'{"url": "/v1/chat/completions"}\n')
        if number == 3:
            wanted = made
    assert api.find("key-3") == wanted
    assert api.find("key-none") is None
