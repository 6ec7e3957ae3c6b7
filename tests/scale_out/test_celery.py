"""Two Celery workers share a run: what they write, and what happens when one is killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onevice_assets.tables import answers
from resources.lake import Lake
from tests.scale_out.conftest import Place
from tests.scale_out.fleet import Fleet

pytestmark = [pytest.mark.celery, pytest.mark.server, pytest.mark.timeout(1200)]

ANSWERS = "brand_monitor__llm_responses"
ASKING = "key:brand_monitor/llm_responses"
# from the questions to the verdicts; the copies in stores are no part of the lake
DAY = (
    "(group:responses or group:brand_states or "
    "group:share_of_voice) and not key:brand_monitor/brand_state_judgements"
)


@pytest.fixture
def two_workers(place: Place) -> Iterator[Fleet]:
    fleet = place.fleet("celery", ONEVICE_CELERY_LOST_AFTER_S="4")
    try:
        fleet.start_workers("one", "two")
        yield fleet
    finally:
        fleet.stop()


def files_of(lake: Lake) -> dict[str, bytes]:
    """Every file of a lake."""
    store = lake._store()
    paths = [str(one["path"]) for batch in store.list() for one in batch]
    return {path: bytes(store.get(path).bytes()) for path in paths}


def test_two_workers_write_what_one_process_writes_byte_for_byte(
    place: Place, two_workers: Fleet
) -> None:
    shared = two_workers.run(DAY, place.partition, "celery")
    took = two_workers.workers_of(shared)
    assert {name for names in took.values() for name in names} == {"one", "two"}
    assert all(len(names) == 1 for names in took.values()), "nothing is begun twice"
    asked = place.asked()
    alone = place.fleet("in_process")
    alone.run(DAY, place.partition, "in_process")
    assert place.asked() == asked
    written, expected = files_of(place.lake("celery")), files_of(place.lake("in_process"))
    assert len(expected) > 10
    assert written == expected


@pytest.mark.parametrize("killed", ["worker", "process"])
def test_a_killed_worker_s_step_is_finished_by_another_and_nothing_is_paid_twice(
    place: Place, two_workers: Fleet, killed: str
) -> None:
    run = two_workers.start_run(ASKING, place.partition, "celery")
    two_workers.wait_until(lambda: is_half_way(place), "nothing was asked")
    (name,) = two_workers.at_work(ANSWERS)
    if killed == "worker":
        two_workers.kill_worker(name)
    else:
        two_workers.kill_process_of(name)
    took = two_workers.workers_of(two_workers.ended(run, "celery"))
    assert len(took[ANSWERS]) == 2, "it was begun again, once"
    assert killed == "process" or took[ANSWERS][0] != took[ANSWERS][1]
    asked = place.asked()
    assert sorted(asked) == sorted(set(asked)), "no question was asked twice"
    attempts = place.attempts()
    assert len(attempts) == len(asked)
    assert {one.status for one in attempts} == {"succeeded", "reserved"}
    answered = sum(one.status == "succeeded" for one in attempts)
    lake = place.lake("celery")
    assert len(lake.read_rows(answers.llm_responses, place.partition)) == answered > 0


def is_half_way(place: Place) -> bool:
    """Whether some answers are on record and others are being waited for."""
    return {one.status for one in place.attempts()} == {"succeeded", "reserved"}
