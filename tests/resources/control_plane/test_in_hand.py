"""A piece of work is in one process's hands at a time, and in nobody's once that one is gone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from resources.control_plane.in_hand import taking_in_hand
from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError

HOLD = (
    "import sys, time\n"
    "from resources.control_plane.in_hand import taking_in_hand\n"
    "from resources.control_plane.resource import ControlPlane\n"
    "with taking_in_hand(ControlPlane(url=sys.argv[1]), 'a step') as is_ours:\n"
    "    print(is_ours, flush=True)\n"
    "    time.sleep(600)\n"
)


def test_what_one_has_another_does_not_get_until_it_is_done(control: ControlPlane) -> None:
    with taking_in_hand(control, "a step") as first:
        with taking_in_hand(control, "a step") as second, taking_in_hand(control, "b") as other:
            assert (first, second, other) == (True, False, True)
        with taking_in_hand(control, "a step") as again:
            assert not again, "whoever did not get it does not let it go either"
    with taking_in_hand(control, "a step") as after:
        assert after


def test_a_block_that_fails_lets_go_and_its_own_error_is_told(control: ControlPlane) -> None:
    with pytest.raises(KeyError, match="of the block"), taking_in_hand(control, "a step"):
        raise KeyError("of the block")
    with taking_in_hand(control, "a step") as after:
        assert after


def test_a_process_that_is_killed_lets_go(control: ControlPlane) -> None:
    command = [sys.executable, "-c", HOLD, control.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with taking_in_hand(control, "a step") as meanwhile:
            assert not meanwhile
        holder.kill()
        holder.wait()
    assert taken_soon(control)


def taken_soon(control: ControlPlane) -> bool:
    """Whether it can be had; the server notices a closed connection a moment later."""
    for _ in range(200):
        with taking_in_hand(control, "a step") as is_ours:
            if is_ours:
                return True
    return False


def test_a_server_that_is_lost_meanwhile_does_not_undo_what_the_block_did(
    control: ControlPlane,
) -> None:
    done = []
    with taking_in_hand(control, "a step"):
        with control.begin() as db:
            db.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        done.append("the work")
    assert done == ["the work"]


def test_without_a_server_nothing_is_begun() -> None:
    nowhere = ControlPlane(url="postgresql://nobody@127.0.0.1:9/none", retry_seconds=0)
    with pytest.raises(StoreError), taking_in_hand(nowhere, "a step"):
        raise AssertionError("it was begun")
