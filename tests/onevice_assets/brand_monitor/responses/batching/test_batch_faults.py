"""What goes wrong with a batch: nothing is lost, and nothing handed out or paid twice."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from decimal import Decimal

import dagster as dg
import pytest

from resources.errors import StoreError
from resources.llm.batch import kept
from resources.llm.batch.forms import Found, Lost
from resources.llm.batch.kept import list_open
from resources.llm.batch.open_batches import open_batches
from resources.llm.calls import Call
from resources.object_store import Objects
from tests.batch_server import BatchServer
from tests.message_batch_server import MessageBatchServer
from tests.one_provider import KEY
from tests.onevice_assets.brand_monitor.responses.batching.conftest import (
    HALF,
    statuses,
)
from tests.onevice_assets.brand_monitor.responses.conftest import World

CALL = Call(({"role": "user", "content": "Which database?"},))


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
    assert failed[0].provider_request_id in ("req_line", "req_failed")
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
    world: World, batches: BatchServer, form: str
) -> None:
    batches.garble = "topic 1, question 1"
    world.materialize()
    batches.finish()
    world.materialize()
    (empty,) = [one for one in world.attempts() if one.status == "failed"]
    assert empty.cost_usd == HALF[form]


@pytest.mark.parametrize("form", ["openai"], indirect=True)
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
    with pytest.raises(dg.Failure, match="lost the connection"):
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
    put, done = Objects.put, []

    def break_after_two(self: Objects, path: str, value: bytes | str) -> str:
        if path.startswith("llm-responses/"):
            if len(done) == 2:
                raise StoreError("the disk is full")
            done.append(path)
        return put(self, path, value)

    with monkeypatch.context() as patch:
        patch.setattr(Objects, "put", break_after_two)
        with pytest.raises(dg.Failure, match="disk is full"):
            world.materialize()
    assert statuses(world) == {"succeeded": 2, "reserved": 1}
    world.materialize()
    assert statuses(world) == {"succeeded": 3, "reserved": 3}
    assert len(batches.batches) == 2


def test_a_batch_is_found_among_many(world: World, batches: BatchServer) -> None:
    api = open_batches(world.llm.describe_providers()[0])
    made = [api.create(f"key-{n}", {f"call-{n}": CALL}) for n in range(120)]
    batches.finish()
    since = datetime(2026, 11, 22, tzinfo=UTC)
    assert api.find(Lost("key-3", ["call-3"], since)) == Found(made[3])
    assert api.find(Lost("key-none", ["call-none"], since)) == Found(None)


@pytest.mark.parametrize("form", ["anthropic"], indirect=True)
def test_a_batch_that_cannot_be_told_yet_waits_and_is_not_made_again(
    world: World, batches: BatchServer
) -> None:
    batches.break_create = True
    with pytest.raises(dg.Failure, match="lost the connection"):
        world.materialize()
    batches.break_create = False
    assert world.materialize() == {}
    assert (len(batches.batches), statuses(world)) == (1, {"reserved": 3})
    batches.finish()
    world.materialize()
    assert statuses(world) == {"succeeded": 3, "reserved": 3}
    assert len(batches.batches) == 2


@pytest.mark.parametrize("form", ["anthropic"], indirect=True)
def test_batches_of_others_and_of_before_hold_nobody_up(
    world: World, batches: MessageBatchServer
) -> None:
    api = open_batches(world.llm.describe_providers()[0])
    calls = {f"call-{n}": CALL for n in range(3)}
    batches.created_at = "2020-01-01T00:00:00Z"
    api.create("of before", calls)
    batches.created_at = "2099-01-01T00:00:00Z"
    api.create("of another size", {"call": CALL})
    batches.break_upload = True
    with pytest.raises(dg.Failure):
        world.materialize()
    batches.break_upload = False
    world.materialize()
    assert len(batches.lines("batch_3")) == 3


@pytest.mark.parametrize("form", ["anthropic"], indirect=True)
@pytest.mark.parametrize("told", ["{", "{}", "[]"])
def test_a_batch_that_was_made_and_not_told_of_is_found_and_never_made_twice(
    world: World, batches: MessageBatchServer, told: str
) -> None:
    batches.garble_create = told
    with pytest.raises(dg.Failure, match="The next run looks"):
        world.materialize()
    assert statuses(world) == {"reserved": 3}
    batches.garble_create = ""
    batches.finish()
    world.materialize()
    assert statuses(world) == {"succeeded": 3, "reserved": 3}
    assert len(batches.batches) == 2


@pytest.mark.parametrize("form", ["anthropic"], indirect=True)
def test_a_batch_that_is_refused_when_it_is_made_is_told_and_costs_nothing(
    world: World, batches: MessageBatchServer
) -> None:
    batches.refuse_create = f"batch too large for {KEY}"
    with pytest.raises(dg.Failure, match="batch too large") as caught:
        world.materialize()
    assert KEY not in str(caught.value.description)
    assert {(one.status, one.cost_usd) for one in world.attempts()} == {("failed", Decimal(0))}
