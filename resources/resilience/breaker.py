"""A circuit breaker: a store that did not answer several times in a row is left alone for a while.

Closed, every call goes through. After `FAILURES` calls in a row that found the store down it is
open: calls are answered at once, without waiting for another timeout. When the pause is over one
call goes through (half open); an answer closes the breaker, another failure opens it again. A
trial that never reports back costs one more pause, so nothing has to be undone when its thread
dies.

Why not pybreaker: docs/decisions/0014-tls.md.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from resources.errors import StoreDownError

FAILURES = 5
PAUSE_SECONDS = 30.0

State = Literal["closed", "open"]


class Breaker:
    """Counts what one address did; safe from many threads, and never holds one up."""

    def __init__(
        self,
        name: str,
        *,
        failures: int = FAILURES,
        pause_seconds: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a closed breaker.

        Args:
            name: what messages call the store, with its address and without a secret.
            failures: how many in a row open it.
            pause_seconds: how long it stays open before one call may try again.
            clock: seconds that never go backwards.
        """
        self._name, self._limit, self._pause, self._clock = name, failures, pause_seconds, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._tried_again_at = 0.0
        self._since: datetime | None = None
        self._said = ""

    @property
    def state(self) -> State:
        """Whether calls go through; one that is tried again is open until it answers."""
        return "open" if self._failures >= self._limit else "closed"

    def admit(self) -> None:
        """Let a call through or answer for the store.

        Raises:
            StoreDownError: the breaker is open; nothing was sent.
        """
        with self._lock:
            wait = self._tried_again_at - self._clock()
            if self._failures < self._limit:
                return
            if wait > 0:
                away = StoreDownError(self._explain(wait))
                away.is_first = False
                raise away
            self._tried_again_at = self._clock() + self._pause

    def succeed(self) -> None:
        """Note that the store answered, be it with a refusal."""
        with self._lock:
            self._failures, self._since = 0, None

    def fail(self, error: StoreDownError) -> None:
        """Note that the store did not answer, and in the error whether that is news."""
        with self._lock:
            error.is_first = not self._failures
            self._failures += 1
            self._since = self._since or datetime.now(UTC)
            self._said = str(error)
            self._tried_again_at = self._clock() + self._pause

    def _explain(self, wait: float) -> str:
        now = datetime.now(UTC)
        since = self._since or now
        return (
            f"{self._name} has not answered {self._failures} times in a row since "
            f"{since:%H:%M:%S} UTC, so nothing was sent to it now; it is tried again at "
            f"{now + timedelta(seconds=wait):%H:%M:%S} UTC, and `onevice status` asks it at once. "
            f"The last time: {self._said}"
        )


_known: dict[tuple[str, str], Breaker] = {}


def breaker_of(store: str, address: str) -> Breaker:
    """The breaker of a store's address in this process."""
    known = _known.get((store, address))
    return known or _known.setdefault((store, address), Breaker(address))


def known_breakers() -> dict[tuple[str, str], Breaker]:
    """Every breaker of this process by store and address."""
    return dict(_known)


def forget_breakers() -> None:
    """Begin anew, with every breaker closed."""
    _known.clear()


# a lock may be held by a thread that a forked child does not have
os.register_at_fork(after_in_child=forget_breakers)
