"""A simulation that is killed or stopped half-way: no paid answer is lost, none is paid twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from onevice_assets.tables import answers
from tests.onevice_assets.brand_monitor.responses.conftest import World, write_prompts
from tests.provider_server import Plan, ProviderServer

CONVERSATIONS, TURNS = 36, 2  # more than are begun at once: some are left to a next run
CALLS = CONVERSATIONS * TURNS
STOPPING = b"stopping\n"
ROOT = Path(__file__).resolve().parents[4]


@contextmanager
def running_child(world: World) -> Iterator[subprocess.Popen[bytes]]:
    """The asset in a process of its own, gone at the end of the block."""
    module = "tests.onevice_assets.brand_monitor.responses.materialize_day"
    stores = [world.lake.url, world.objects.url, world.control.url]
    child = subprocess.Popen(
        [sys.executable, "-m", module, *stores, world.partition],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def stop_half_way(world: World, server: ProviderServer, how: signal.Signals) -> int | None:
    """Start the child, signal it when one answer is kept and others are awaited; its exit code.

    Those are not given before the child has noticed, however slow it is.
    """
    write_prompts(world.lake, world.website, CONVERSATIONS, TURNS)
    server.plans = [Plan(uses=1), Plan(held=True)]
    with running_child(world) as child:
        deadline = time.monotonic() + 200
        while not is_half_way(world):
            assert child.poll() is None, "it ended before the signal"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        child.send_signal(how)
        if how is not signal.SIGKILL:
            assert child.stdout
            assert STOPPING in iter(child.stdout.readline, b"")
        server.release()
        code = child.wait(120)
    server.plans = []
    return code


def is_half_way(world: World) -> bool:
    return {one.status for one in world.attempts()} >= {"succeeded", "reserved"}


def count_asked(server: ProviderServer) -> Counter[str]:
    return Counter(call.asked for call in server.calls)


def tell_twice(world: World, server: ProviderServer) -> str:
    """What was asked more than once, when, and what the ledger holds of failures."""
    twice = {asked for asked, count in count_asked(server).items() if count > 1}
    calls = [f"{call.at:.2f} {call.asked}" for call in server.calls if call.asked in twice]
    failed = [f"{one.reserved_at} {one.error}" for one in world.attempts() if one.error]
    return "\n".join([*calls, *failed])


def test_after_a_kill_every_kept_answer_is_used_and_none_is_asked_twice(
    world: World, server: ProviderServer
) -> None:
    stop_half_way(world, server, signal.SIGKILL)
    kept = {one.id for one in world.attempts() if one.status == "succeeded"}
    lost = {one.id for one in world.attempts() if one.status == "reserved"}
    assert kept
    assert lost
    world.materialize()
    assert set(count_asked(server).values()) == {1}, tell_twice(world, server)
    used = {row["attempt_id"] for row in world.rows()}
    assert kept <= used
    unknown = [one for one in world.attempts() if one.status == "reserved"]
    assert {one.id for one in unknown} | used >= lost


def test_after_a_kill_the_unknown_calls_are_asked_again_only_when_told(
    world: World, server: ProviderServer
) -> None:
    stop_half_way(world, server, signal.SIGKILL)
    world.materialize()
    unknown = [one for one in world.attempts() if one.status == "reserved"]
    assert unknown
    world.materialize(retry_unknown=True)
    assert len(world.rows()) == CALLS
    twice = [asked for asked, count in count_asked(server).items() if count > 1]
    assert len(twice) <= len(unknown)
    given_up = [one for one in world.attempts() if one.status == "failed"]
    assert [one.cost_usd for one in given_up] == [one.reserved_usd for one in given_up]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
def test_a_run_that_is_stopped_lets_the_calls_in_flight_finish_and_the_next_one_goes_on(
    world: World, server: ProviderServer, how: signal.Signals
) -> None:
    code = stop_half_way(world, server, how)
    assert code != 0
    made = [one for one in world.attempts() if one.status == "succeeded"]
    # written down, and told to stop before its turn came
    unsent = [one for one in world.attempts() if one.status != "succeeded"]
    assert {(one.status, one.cost_usd) for one in unsent} <= {("failed", 0)}
    assert len(made) == len(server.calls) < CALLS
    assert not world.lake.partitions(answers.llm_responses)
    world.materialize()
    assert len(world.rows()) == CALLS
    assert set(count_asked(server).values()) == {1}
