"""What goes wrong with a batch: nothing is lost, and nothing handed out or paid twice."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import dagster as dg
import pytest

from resources.errors import StoreError
from resources.llm.batch import kept
from resources.llm.batch.api import BatchApi
from resources.llm.batch.kept import list_open
from resources.object_store import Objects
from tests.batch_server import BatchServer
from tests.one_provider import KEY
from tests.onevice_assets.brand_monitor.responses.batching.conftest import (
    HALF,
    statuses,
)
from tests.onevice_assets.brand_monitor.responses.conftest import World


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
    provider = world.llm.describe_providers()[0]
    api = BatchApi(provider)
    for number in range(120):
        made = api.create(f"key-{number}", b'{"url": "/v1/chat/completions"}\n')
        if number == 3:
            wanted = made
    assert api.find("key-3") == wanted
    assert api.find("key-none") is None
