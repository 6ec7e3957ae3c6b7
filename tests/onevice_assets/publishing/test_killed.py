"""Processes that die, hang and come back while they publish: in the end all stores agree."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from resources.identity import new_id
from resources.saga import records
from tests.onevice_assets.publishing.conftest import World
from tests.onevice_assets.publishing.copies import STORES
from tests.onevice_assets.publishing.striking import (
    POINTS,
    Blow,
    make_publisher,
    run,
    start,
)

TWO = (
    "postgres",
    "redis",
)  # fewer stores, as many kinds: those with transactions and those without
CHANGES = 9  # of the log, that a publish to two stores makes
CHANGES_WITH_WAY_BACK = 14


def settle(world: World, stores: tuple[str, ...] = STORES) -> str:
    """Resume what is left; all stores must agree then, as the log says, and no trace be left."""
    make_publisher(world.at, 2, stores=stores).resume()
    told = world.latest()
    assert told.is_over
    assert world.traces() == []
    with world.control.begin() as db:
        assert records.list_unfinished(db) == []
    held = {name: digest for name, digest in world.holds().items() if name in stores}
    before, after = ({n: world.expected(v)[n] for n in stores} for v in (1, 2))
    assert held in (before, after)
    assert held == before or told.state == "completed"
    return told.state


def wait_until_stopped(pid: int) -> None:
    deadline = time.monotonic() + 200
    while psutil.Process(pid).status() != psutil.STATUS_STOPPED:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", range(1, CHANGES + 2))
def test_killed_at_any_change_of_the_log_all_stores_agree(world: World, number: int) -> None:
    ended = run(world.at, world.scope, 2, change=number, stores=TWO)
    assert ended == (-9 if number <= CHANGES else 0)
    settle(world, TWO)
    assert make_publisher(world.at, 2, stores=TWO).publish(world.scope).state == "completed"


@pytest.mark.parametrize("number", range(1, CHANGES_WITH_WAY_BACK + 2))
def test_killed_at_any_change_while_going_back_all_stores_agree(world: World, number: int) -> None:
    blow = Blow("error", "redis", "after")
    ended = run(world.at, world.scope, 2, blow, change=number, stores=TWO)
    assert ended == (-9 if number <= CHANGES_WITH_WAY_BACK else 1)
    settle(world, TWO)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("struck", STORES[:-1])
def test_killed_while_a_store_is_taken_back_the_next_process_takes_back_the_rest(
    world: World, struck: str, point: str
) -> None:
    kill, fail = Blow("SIGKILL", struck, point, write=2), Blow("error", "redis", "in")
    assert run(world.at, world.scope, 2, kill, fail) == -9
    assert world.latest().state == "compensating"
    assert settle(world) == "compensated"
    assert world.holds() == world.expected(1)


@pytest.mark.parametrize("number", range(1, 5))
def test_killed_while_keeping_what_a_store_held_nothing_is_lost(world: World, number: int) -> None:
    assert run(world.at, world.scope, 2, put=number) == -9
    assert len(world.traces()) == number
    assert settle(world) == "completed"


def test_processes_that_publish_one_scope_at_once_take_turns(world: World) -> None:
    processes = [start(world.at, world.scope, 2, busy_seconds=150) for _ in range(4)]
    for process in processes:
        process.join(200)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with world.control.begin() as db:
        sagas = records.list_latest(db)
    assert {saga.state for saga in sagas} == {"completed"}
    spans = sorted((saga.created_at, saga.ended_at) for saga in sagas if saga.ended_at)
    assert all(ended < begun for (_, ended), (begun, _) in pairwise(spans))
    assert settle(world) == "completed"


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("struck", STORES)
def test_a_process_that_hung_and_comes_back_spoils_nothing(
    world: World, tmp_path: Path, struck: str, point: str
) -> None:
    lake = tmp_path / "version"
    lake.write_text("2")
    hung = start(world.at, world.scope, str(lake), Blow("SIGSTOP", struck, point), lease_seconds=1)
    wait_until_stopped(hung.pid or 0)
    lake.write_text("3")
    if struck in ("postgres", "vectors") and point == "in":
        assert_it_cannot_be_taken_over(world, str(lake))
    else:
        make_publisher(world.at, str(lake)).publish(world.scope)
        assert world.holds() == world.expected(3)
    os.kill(hung.pid or 0, signal.SIGCONT)
    hung.join(200)
    assert hung.exitcode == 0
    make_publisher(world.at, str(lake)).publish(world.scope)
    assert world.holds() == world.expected(3)
    assert world.traces() == []


def assert_it_cannot_be_taken_over(world: World, lake: str) -> None:
    """While a transaction under the fence is open, the lease may end: the saga stays its own."""
    time.sleep(1.2)
    publisher = make_publisher(world.at, lake)
    assert publisher.resume() == []
    assert world.latest().state == "running"


def test_a_website_does_not_wait_for_another(world: World) -> None:
    hung = start(world.at, world.scope, 2, Blow("SIGSTOP", "graph", "before"))
    wait_until_stopped(hung.pid or 0)
    other = make_publisher(world.at, 2)
    elsewhere = replace(world.scope, owner_id=new_id(), owner="default.elsewhere.test")
    assert other.publish(elsewhere).state == "completed"
    hung.kill()
    hung.join(60)
    assert settle(world) == "completed"


def test_the_next_day_of_a_website_first_goes_on_with_the_day_left_open(world: World) -> None:
    assert run(world.at, world.scope, 2, Blow("SIGKILL", "vectors", "in")) == -9
    next_day = replace(world.scope, day=date(2026, 11, 21))
    assert make_publisher(world.at, 2).publish(next_day).state == "completed"
    assert world.holds() == world.expected(2)
    assert world.traces() == []
