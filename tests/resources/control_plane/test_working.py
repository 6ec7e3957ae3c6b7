"""Working alone: the second stops with a message, and nobody waits for a process that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from resources.control_plane import websites, work_claims
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.control_plane.work_claims import WorkClaim
from resources.control_plane.working import alone
from resources.errors import WorkBusyError

DAY = date(2026, 11, 21)
WORK = "llm_responses"


@pytest.fixture
def watched(control: ControlPlane) -> Website:
    with control.begin() as db:
        return websites.add(db, url="https://demo.test/", actor="test")


def claim(control: ControlPlane, website: Website, seconds: float = 60) -> WorkClaim:
    with control.begin() as db:
        return work_claims.claim(db, website, DAY, WORK, lease_seconds=seconds)


def renew(control: ControlPlane, held: WorkClaim) -> bool:
    with control.begin() as db:
        return work_claims.renew(db, held, lease_seconds=60)


def test_a_second_one_is_refused_with_who_has_it_and_until_when(
    control: ControlPlane, watched: Website
) -> None:
    with (
        alone(control, watched, DAY, WORK),
        pytest.raises(
            WorkBusyError, match=rf"{WORK} of {watched.key} on 2026-11-21 is being made"
        ) as told,
        alone(control, watched, DAY, WORK),
    ):
        pass
    assert f"process {os.getpid()}" in str(told.value)
    assert "Nothing was asked" in str(told.value)


def test_another_day_website_or_work_is_free(control: ControlPlane, watched: Website) -> None:
    with control.begin() as db:
        other = websites.add(db, url="https://other.test/", actor="test")
    with (
        alone(control, watched, DAY, WORK),
        alone(control, other, DAY, WORK),
        alone(control, watched, date(2026, 11, 20), WORK),
        alone(control, watched, DAY, "canary_responses") as lost,
    ):
        assert not lost.is_set()


def test_it_is_free_again_after_the_block_and_after_an_error(
    control: ControlPlane, watched: Website
) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), alone(control, watched, DAY, WORK):
            raise ZeroDivisionError
    assert claim(control, watched)


def test_what_a_killed_process_held_is_free_at_once(
    control: ControlPlane, watched: Website
) -> None:
    code = (
        "import os, sys; from datetime import date\n"
        "from resources.control_plane.resource import ControlPlane\n"
        "from resources.control_plane import websites, work_claims\n"
        "with ControlPlane(url=sys.argv[1]).begin() as db:\n"
        "    website = websites.find(db, sys.argv[2])\n"
        f"    work_claims.claim(db, website, date(2026, 11, 21), {WORK!r}, lease_seconds=600)\n"
        "os._exit(9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, control.url, watched.key], check=False)
    assert done.returncode == 9
    assert claim(control, watched)


def test_a_lease_that_ran_out_is_taken_over_and_its_holder_learns_of_it(
    control: ControlPlane, watched: Website
) -> None:
    slept = claim(control, watched, seconds=-1)
    taken = claim(control, watched)
    assert (renew(control, slept), renew(control, taken)) == (False, True)
    with control.begin() as db:
        work_claims.release(db, slept)
    with pytest.raises(WorkBusyError):
        claim(control, watched)


def test_whoever_lost_the_claim_is_told_while_working(
    control: ControlPlane, watched: Website
) -> None:
    with alone(control, watched, DAY, WORK, lease_seconds=0.3) as lost:
        with control.begin() as db:
            db.exec_driver_sql("UPDATE control.work_claims SET token = gen_random_uuid()")
        assert lost.wait(60)


def test_of_many_who_come_at_once_one_gets_it(control: ControlPlane, watched: Website) -> None:
    claim(control, watched, seconds=-1)  # to be taken over, which is where two could meet

    def take(_: int) -> bool:
        try:
            return bool(claim(control, watched))
        except WorkBusyError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 1
