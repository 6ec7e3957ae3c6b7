"""One part of a step, tried again where that may help: what it took, and what it failed of."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

from resources.errors import OneviceError, SagaLostError, StoreError

T = TypeVar("T")
_LONGEST_ERROR = 2000


@dataclass(frozen=True)
class Patience:
    """How long to go on trying.

    Attributes:
        tries: calls of one part of a step, before its `StoreError` is for good.
        first_wait_seconds: about the wait before the second; doubles, with jitter.
        longest_wait_seconds: no wait is longer.
        busy_seconds: how long to wait for another process that changes the same scope.
    """

    tries: int = 4
    first_wait_seconds: float = 0.2
    longest_wait_seconds: float = 3.0
    busy_seconds: float = 60.0


@dataclass(frozen=True)
class Effort:
    """What a part of a step took; `error` as the log keeps it."""

    tries: int = 0
    seconds: float = 0.0
    error: str | None = None


class Caught:
    """Keeps the error of its block, whatever kind it is: mistakes in code are taken back too.

    Not those that end the work: interrupts, and another process having the saga.
    """

    error: Exception | None = None

    def __enter__(self) -> Caught:
        """Begin the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep the error, and let the others through."""
        if isinstance(error, Exception) and not isinstance(error, SagaLostError):
            self.error = error
        return self.error is not None


def attempt(
    patience: Patience, part: Callable[[], T]
) -> tuple[T, Effort, None] | tuple[None, Effort, Exception]:
    """Call one part of a step, again while it raises `StoreError` and there is patience.

    Returns:
        What it returned, what it took, and what it failed of for good.

    Raises:
        SagaLostError: another process has the saga.
    """
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
    from tenacity import wait_random_exponential as backoff

    retrying = Retrying(
        retry=retry_if_exception_type(StoreError),
        stop=stop_after_attempt(patience.tries),
        wait=backoff(patience.first_wait_seconds, patience.longest_wait_seconds),
        reraise=True,
    )
    started = time.perf_counter()
    with Caught() as failure:
        done: T = retrying(part)
    tries, seconds = int(retrying.statistics["attempt_number"]), time.perf_counter() - started
    if failure.error is None:
        return done, Effort(tries, seconds), None
    return None, Effort(tries, seconds, tell_error(failure.error)), failure.error


def tell_error(error: Exception) -> str:
    """An error as the log keeps it: what PostgreSQL takes as text, and not endless."""
    said = str(error) if isinstance(error, OneviceError) else f"{type(error).__name__}: {error}"
    return said.replace("\x00", "")[:_LONGEST_ERROR] or type(error).__name__
