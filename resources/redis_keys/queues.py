"""Queues of jobs by priority; a worker that dies loses none.

    queue = Queue(store, "scraping")
    queue.push(job_id, {"website_id": …}, "high")
    job = queue.take(wait_seconds=5)
    …                                    # queue.extend(job) before its lease ends
    queue.finish(job)

First in, first out within a priority; high before normal before low. A job that is taken lies in
the processing list under a lease; when that ends, the next `take` gives it to somebody else, ahead
of those that came later. So a job is done at least once: what it does must bear being done twice.
While an id is in the queue or in work it is not taken on again. A job that was tried five times
goes to the dead, and a push takes it on anew. Dagster's own queue starts runs; this one is for
work beside it. The scripts are in `queue_scripts.py`.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from resources.errors import InputError
from resources.identity import to_milliseconds
from resources.redis_keys import monitor, queue_scripts
from resources.redis_keys.key import Key, System
from resources.redis_store import RedisStore

Name = Literal["scraping", "simulation", "analysis", "questions"]
Priority = Literal["high", "normal", "low"]
State = Literal["high", "normal", "low", "in_work", "dead"]

PRIORITIES: tuple[Priority, ...] = get_args(Priority)
MOST_TRIES = 5
MOST_BYTES = 1024 * 1024

_BETWEEN_LOOKS_SECONDS = 0.2
_MOST_ID_CHARACTERS = 512
_ANY_TRIES = 2**31
_log = logging.getLogger("onevice.queues")


@dataclass(frozen=True)
class Job:
    """A job in the hands of a worker.

    Attributes:
        id: what it is known by.
        body: what to do.
        tries: how often it was taken, this time included.
        token: of this lease.
    """

    id: str
    body: dict[str, Any]
    tries: int
    token: str


@dataclass(frozen=True)
class Queue:
    """One queue. Every method raises `StoreError` when Redis does not do it.

    Attributes:
        store: where it is.
        name: one of the seed's three, or `questions` of campaigns.
        lease: how long a worker may be silent.
        system: whose queue it is: what its keys begin with.
    """

    store: RedisStore
    name: Name
    lease: timedelta = timedelta(minutes=1)
    system: System = "brand_monitor"

    def push(self, job_id: str, body: Mapping[str, Any], priority: Priority = "normal") -> bool:
        """Take a job on; false where its id waits or is in work already, and nothing changes.

        Raises:
            InputError: no id, one of more than 512 characters, or a body above 1 MiB or not JSON.
        """
        text = _write_body(self.name, job_id, body)
        place = str(PRIORITIES.index(priority) + 1)
        return bool(self._run("taking on a job", queue_scripts.PUSH, job_id, text, place))

    def take(self, *, wait_seconds: float = 0, at: datetime | None = None) -> Job | None:
        """Take the next job, if there is one before the wait is over.

        Args:
            wait_seconds: how long to look for one, five times a second: Redis itself can wait for
                one list, not for three by priority.
            at: the moment leases are judged by; the server's own by default.
        """
        until = time.monotonic() + wait_seconds
        while True:
            job = self._take(at)
            if job is not None or time.monotonic() >= until:
                return job
            time.sleep(_BETWEEN_LOOKS_SECONDS)

    def extend(self, job: Job, *, at: datetime | None = None) -> bool:
        """Begin the lease anew; false where it is lost, and the job somebody else's."""
        what, end = "extending a lease", self._lease_ms()
        return bool(self._run(what, queue_scripts.EXTEND, job.id, job.token, _moment(at), end))

    def finish(self, job: Job) -> bool:
        """Forget a job that is done; false where the lease was lost, and it is done again."""
        return bool(self._run("finishing a job", queue_scripts.FINISH, job.id, job.token))

    def give_back(self, job: Job, *, is_to_blame: bool = True) -> bool:
        """Put a job that failed at the end of its priority; false where the lease was lost.

        Args:
            job: as it was taken.
            is_to_blame: whether it is given up after the fifth time; not where what it needs was
                away, which says nothing about the job.
        """
        tries = str(MOST_TRIES if is_to_blame else _ANY_TRIES)
        script = queue_scripts.GIVE_BACK
        return bool(self._run("giving a job back", script, job.id, job.token, tries))

    def count(self) -> dict[State, int]:
        """How many jobs wait by priority, are in work, and are dead."""
        found = self._run("counting jobs", queue_scripts.COUNT)
        return dict(zip(get_args(State), map(int, found), strict=True))

    def _take(self, at: datetime | None) -> Job | None:
        while True:
            token = secrets.token_hex(8)
            limits = (self._lease_ms(), token, str(MOST_TRIES))
            found = self._run("taking a job", queue_scripts.TAKE, _moment(at), *limits)
            if not found:
                return None
            job_id, text, tries = found
            try:
                body = json.loads(text)
            except ValueError:
                _log.warning("A job of queue %s cannot be read and is given up", self.name)
                self._run("burying a job", queue_scripts.GIVE_BACK, job_id, token, "0")
                continue
            return Job(job_id, body, int(tries), token)

    def _lease_ms(self) -> str:
        return str(round(self.lease / timedelta(milliseconds=1)))

    def _run(self, what: str, script: str, *arguments: str) -> Any:
        told = f"{what} in queue `{self.name}`"
        return self.store.run_script(told, script, self._keys(), *arguments)

    def _keys(self) -> list[Key]:
        mine = (replace(pattern, system=self.system) for pattern in PATTERNS)
        return [pattern.key(queue=self.name) for pattern in mine]


# in the order the scripts count on
PATTERNS = (
    monitor.QUEUE_HIGH,
    monitor.QUEUE_NORMAL,
    monitor.QUEUE_LOW,
    monitor.QUEUE_PROCESSING,
    monitor.QUEUE_DEAD,
    monitor.QUEUE_LEASES,
    monitor.QUEUE_JOBS,
)


def _write_body(queue: Name, job_id: str, body: Mapping[str, Any]) -> str:
    refused = f"Did not take a job on in queue `{queue}`:"
    if not 0 < len(job_id) <= _MOST_ID_CHARACTERS:
        raise InputError(f"{refused} its id has {len(job_id)} characters; 1 to 512 are allowed.")
    try:
        text = json.dumps(dict(body), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise InputError(f"{refused} its body is not JSON ({error}).") from error
    if len(text) > MOST_BYTES:
        raise InputError(f"{refused} its body has {len(text)} bytes; at most {MOST_BYTES} are.")
    return text


def _moment(at: datetime | None) -> str:
    return "" if at is None else str(to_milliseconds(at))
