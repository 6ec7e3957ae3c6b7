"""Queues: in order, by priority, once at a time, and nothing lost with a worker."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from resources.errors import InputError, StoreError
from resources.redis_keys.queues import MOST_BYTES, MOST_TRIES, PRIORITIES, Priority, Queue
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

MINUTE = timedelta(minutes=1)
EMPTY = {"high": 0, "normal": 0, "low": 0, "in_work": 0, "dead": 0}


@pytest.fixture
def queue(store: RedisStore) -> Queue:
    return Queue(store, "scraping")


def drain(queue: Queue) -> Iterator[str]:
    while (job := queue.take()) is not None:
        assert queue.finish(job)
        yield job.id


@pytest.mark.parametrize(
    ("job_id", "body"),
    [
        ("", {}),
        ("x" * 513, {}),
        ("a", {"odd": object()}),
        ("a", {"rate": float("nan")}),
        ("a", {"text": "x" * MOST_BYTES}),
    ],
)
def test_a_job_that_cannot_be_written_down_is_refused(job_id: str, body: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Did not take a job on in queue `analysis`"):
        Queue(RedisStore(url="redis://127.0.0.1:1"), "analysis").push(job_id, body)


def test_without_redis_nobody_believes_that_a_job_was_taken_on() -> None:
    with pytest.raises(StoreError, match="Taking on a job in queue `analysis` failed"):
        Queue(RedisStore(url="redis://127.0.0.1:1"), "analysis").push("a", {})


@pytest.mark.redis
def test_the_seeds_lists_hold_the_jobs_and_nothing_of_a_queue_ends_by_itself(
    queue: Queue,
) -> None:
    for priority in PRIORITIES:
        queue.push(f"job-{priority}", {}, priority)
    redis, start = driver_of(queue.store), f"{queue.store.namespace}brand_monitor:queue:scraping"
    assert redis.lrange(f"{start}:high", 0, -1) == ["job-high"]
    assert redis.lrange(start, 0, -1) == ["job-normal"]
    assert redis.lrange(f"{start}:low", 0, -1) == ["job-low"]
    queue.take()
    assert {redis.ttl(key) for key in keys_of(queue.store)} == {-1}


@pytest.mark.redis
def test_first_in_first_out_within_a_priority(queue: Queue) -> None:
    wanted: tuple[Priority, ...] = ("low", "normal", "high", "low", "normal", "high")
    for number, priority in enumerate(wanted):
        assert queue.push(f"{priority}-{number}", {"n": number}, priority)
    assert queue.count() == {**EMPTY, "high": 2, "normal": 2, "low": 2}
    assert list(drain(queue)) == ["high-2", "high-5", "normal-1", "normal-4", "low-0", "low-3"]
    assert keys_of(queue.store) == set(), "nothing is left of what is done"


@pytest.mark.redis
def test_a_body_comes_back_as_it_was_given(queue: Queue) -> None:
    body = {"text": "Zoë\n", "big": 2**60, "none": None, "list": [], "map": {}}
    queue.push("job", body)
    job = queue.take()
    assert job is not None
    assert (job.body, job.tries) == (body, 1)


@pytest.mark.redis
def test_an_id_that_waits_or_is_in_work_is_not_taken_on_again(queue: Queue) -> None:
    assert queue.push("job", {"n": 1})
    assert not queue.push("job", {"n": 2}, "high")
    job = queue.take()
    assert job is not None
    assert not queue.push("job", {"n": 3})
    assert job.body == {"n": 1}
    assert queue.finish(job)
    assert queue.push("job", {"n": 4})
    assert list(drain(queue)) == ["job"]


@pytest.mark.redis
def test_what_a_silent_worker_held_comes_before_what_came_later(queue: Queue) -> None:
    for job_id in ("a", "b", "c"):
        queue.push(job_id, {})
    lost = [queue.take(), queue.take()]
    assert [job.id for job in lost if job] == ["a", "b"]
    later = datetime.now(UTC) + 2 * MINUTE
    again = queue.take(at=later)
    assert again is not None
    assert (again.id, again.tries) == ("a", 2)
    assert lost[0] is not None
    assert not queue.finish(lost[0]), "the lease was lost: this is somebody else's job now"
    assert not queue.extend(lost[0])
    assert not queue.give_back(lost[0])
    assert queue.finish(again)
    assert list(drain(queue)) == ["b", "c"]


@pytest.mark.redis
def test_a_worker_that_tells_of_itself_keeps_its_job(queue: Queue) -> None:
    queue.push("job", {})
    now = datetime.now(UTC)
    job = queue.take(at=now)
    assert job is not None
    assert queue.extend(job, at=now + 0.9 * MINUTE)
    assert queue.take(at=now + 1.5 * MINUTE) is None
    assert queue.finish(job)


@pytest.mark.redis
def test_a_job_that_fails_again_and_again_lets_the_others_pass_and_is_given_up(
    queue: Queue,
) -> None:
    queue.push("poison", {})
    queue.push("good", {})
    taken = []
    while (job := queue.take()) is not None:
        taken.append(job.id)
        assert queue.finish(job) if job.id == "good" else queue.give_back(job)
    assert taken == ["poison", "good"] + ["poison"] * (MOST_TRIES - 1)
    assert queue.count() == {**EMPTY, "dead": 1}
    assert queue.push("poison", {"mended": True}), "a push takes it on anew"
    job = queue.take()
    assert job is not None
    assert (job.body, job.tries) == ({"mended": True}, 1)


@pytest.mark.redis
def test_a_job_that_cannot_be_read_is_given_up_and_the_next_one_taken(queue: Queue) -> None:
    queue.push("broken", {})
    queue.push("good", {})
    name = f"{queue.store.namespace}brand_monitor:queue:scraping:jobs"
    driver_of(queue.store).hset(name, "body:broken", "{")
    job = queue.take()
    assert job is not None
    assert job.id == "good"
    assert queue.count() == {**EMPTY, "in_work": 1, "dead": 1}


@pytest.mark.redis
def test_fields_that_somebody_deleted_block_no_other_job(queue: Queue) -> None:
    for job_id in ("held", "waits", "good"):
        queue.push(job_id, {})
    queue.take()
    jobs = f"{queue.store.namespace}brand_monitor:queue:scraping:jobs"
    for job_id in ("held", "waits"):
        fields = [f"{field}:{job_id}" for field in ("body", "place", "tries")]
        driver_of(queue.store).hdel(jobs, *fields)
    job = queue.take(at=datetime.now(UTC) + 2 * MINUTE)
    assert job is not None
    assert job.id == "good"
    assert queue.count() == {**EMPTY, "in_work": 1, "dead": 2}


@pytest.mark.redis
def test_two_queues_and_two_systems_of_one_redis_never_meet(store: RedisStore) -> None:
    Queue(store, "scraping").push("job", {})
    assert Queue(store, "analysis").take() is None
    assert Queue(store, "scraping").take() is not None


@pytest.mark.redis
def test_many_takers_at_once_never_get_one_job_twice(queue: Queue) -> None:
    for number in range(40):
        queue.push(str(number), {})
    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(lambda _: queue.take(), range(50)))
    assert sorted(int(job.id) for job in taken if job) == list(range(40))


WORKER = """
import sys
from datetime import timedelta
from resources.redis_keys.queues import Queue
from resources.redis_store import RedisStore

queue = Queue(RedisStore(url=sys.argv[1], namespace=sys.argv[2]), "scraping", timedelta(seconds=1))
while (job := queue.take(wait_seconds=5)) is not None:
    print(job.id, flush=True)
    sys.stdin.readline()  # in the middle of the work, until it is told to go on
    queue.finish(job)
"""


@pytest.mark.redis
def test_no_job_is_lost_with_the_workers_that_are_killed(store: RedisStore) -> None:
    queue = Queue(store, "scraping", timedelta(seconds=1))
    for number in range(4):
        queue.push(str(number), {})
    killed = []
    for _ in range(2):
        worker = _start_worker(store)
        assert worker.stdout is not None
        killed.append(worker.stdout.readline().strip())
        worker.kill()
        worker.communicate()
    worker = _start_worker(store)
    done, _ = worker.communicate("\n" * 10, timeout=60)
    assert worker.returncode == 0
    assert sorted(done.split()) == ["0", "1", "2", "3"]
    assert set(killed) <= set(done.split())
    assert queue.count() == EMPTY


def _start_worker(store: RedisStore) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, store.url, store.namespace],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
