"""A publish to several stores: all hold the new rows, or all the old ones."""

from __future__ import annotations

import pytest

from tests.onevice_assets.publishing.conftest import World
from tests.onevice_assets.publishing.copies import STORES
from tests.onevice_assets.publishing.striking import POINTS, Blow, make_publisher, run


def test_a_publish_reaches_every_store_and_leaves_no_trace(world: World) -> None:
    report = world.publish(2)
    assert report.state == "completed"
    assert {step.name: step.state for step in report.steps} == dict.fromkeys(STORES, "done")
    assert world.holds() == world.expected(2)
    assert world.traces() == []


def test_what_a_store_holds_already_is_not_written_again(world: World) -> None:
    report = world.publish(1)
    assert {step.state for step in report.steps} == {"unchanged"}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("struck", STORES)
def test_a_failing_write_takes_every_store_back(world: World, struck: str, point: str) -> None:
    blow = Blow("error", struck, point)
    with pytest.raises(RuntimeError, match="struck"):
        make_publisher(world.at, 2, (blow,)).publish(world.scope)
    assert world.holds() == world.expected(1)
    assert world.latest().state == "compensated"
    assert "struck" in str(world.latest().error)
    assert world.traces() == []


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("struck", STORES)
def test_a_killed_write_is_completed_by_the_next_process(
    world: World, struck: str, point: str
) -> None:
    assert run(world.at, world.scope, 2, Blow("SIGKILL", struck, point)) == -9
    assert world.latest().state == "running"
    [report] = world.resume(2)
    assert report.state == "completed"
    assert world.holds() == world.expected(2)
    assert world.traces() == []
