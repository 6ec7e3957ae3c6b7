"""Any sequence of pushes, takes and deaths, against the same queue as plain lists."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from resources.redis_keys.queues import MOST_TRIES, PRIORITIES, Job, Priority, Queue
from resources.redis_store import RedisStore
from tests.resources.redis_keys.conftest import Run

MINUTE = timedelta(minutes=1)


class Reference:
    """The same queue as plain lists, next job first."""

    def __init__(self) -> None:
        self.waiting: dict[str, deque[str]] = {priority: deque() for priority in PRIORITIES}
        self.held: dict[str, tuple[str, datetime]] = {}  # token and end, in the order of taking
        self.places: dict[str, str] = {}
        self.tries: dict[str, int] = {}
        self.dead: list[str] = []

    def release(self, job_id: str, *, in_front: bool) -> None:
        del self.held[job_id]
        place = self.waiting[self.places[job_id]]
        if self.tries[job_id] >= MOST_TRIES:
            self.dead.append(job_id)
        elif in_front:
            place.appendleft(job_id)
        else:
            place.append(job_id)

    def next_at(self, now: datetime) -> str | None:
        for job_id in [one for one, (_, end) in self.held.items() if end <= now][::-1]:
            self.release(job_id, in_front=True)
        return next((place.popleft() for place in self.waiting.values() if place), None)


class QueueMachine(RuleBasedStateMachine):
    """Redis against the reference, with workers that finish, fail, tarry and vanish."""

    def __init__(self, store: RedisStore) -> None:
        super().__init__()
        apart = store.model_copy(update={"namespace": f"{store.namespace}{uuid4().hex}:"})
        self.queue = Queue(apart, "simulation")
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.reference = Reference()
        self.taken: list[Job] = []

    @rule(job_id=st.sampled_from("abcdef"), priority=st.sampled_from(PRIORITIES))
    def push(self, job_id: str, priority: Priority) -> None:
        known = self.reference
        waits = any(job_id in place for place in known.waiting.values())
        is_new = not waits and job_id not in known.held
        assert self.queue.push(job_id, {"of": job_id}, priority) == is_new
        if is_new:
            known.dead = [one for one in known.dead if one != job_id]
            known.places[job_id], known.tries[job_id] = priority, 0
            known.waiting[priority].append(job_id)

    @rule()
    def take(self) -> None:
        expected, job = self.reference.next_at(self.now), self.queue.take(at=self.now)
        assert (job.id if job else None) == expected
        if job:
            self.reference.tries[job.id] += 1
            self.reference.held[job.id] = (job.token, self.now + MINUTE)
            assert (job.tries, job.body) == (self.reference.tries[job.id], {"of": job.id})
            self.taken.append(job)

    @rule(place=st.integers(0, 50), does=st.sampled_from(["finish", "give_back", "extend"]))
    def act(self, place: int, does: str) -> None:
        if not self.taken:
            return
        job = self.taken[place % len(self.taken)]
        held = self.reference.held
        is_mine = held.get(job.id, ("", None))[0] == job.token
        if does == "extend":
            assert self.queue.extend(job, at=self.now) == is_mine
            if is_mine:
                held[job.id] = (job.token, self.now + MINUTE)
            return
        assert (self.queue.finish if does == "finish" else self.queue.give_back)(job) == is_mine
        if is_mine and does == "finish":
            del held[job.id]
        elif is_mine:
            self.reference.release(job.id, in_front=False)

    @rule(seconds=st.sampled_from([1, 59, 60, 61]))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def nothing_is_lost(self) -> None:
        known = self.reference
        expected = {name: len(place) for name, place in known.waiting.items()}
        found = self.queue.count()
        assert found == {**expected, "in_work": len(known.held), "dead": len(known.dead)}


@pytest.mark.redis
def test_any_sequence_of_workers_gets_what_plain_lists_would_give(run_machine: Run) -> None:
    run_machine(QueueMachine)
