"""What is tried again on the graph, and what is told at once.

Not the driver's own retry: that one waits 15 s for a host that is not there, and prints a line at
each try.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenacity import AsyncRetrying, Retrying

_FIRST_SECONDS = 0.2
_MOST_SECONDS = 3.0
_NOT_FOUND = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)


def retrying_transient(seconds: float) -> Retrying:
    """Something to call with the work of a transaction, as often as that may help.

    Args:
        seconds: no try begins later than this after the first one began.
    """
    from tenacity import Retrying

    return Retrying(**_patience(seconds))


def retrying_transient_async(seconds: float) -> AsyncRetrying:
    """As `retrying_transient`, for work that is awaited."""
    from tenacity import AsyncRetrying

    return AsyncRetrying(**_patience(seconds))


def _patience(seconds: float) -> dict[str, Any]:
    from tenacity import retry_if_exception, stop_before_delay
    from tenacity import wait_random_exponential as backoff

    return {
        "retry": retry_if_exception(may_heal),
        "stop": stop_before_delay(seconds),
        "wait": backoff(multiplier=_FIRST_SECONDS, max=_MOST_SECONDS),
        "reraise": True,
    }


def retrying_collisions(kinds: tuple[type[Exception], ...], tries: int) -> Retrying:
    """Something to call with a transaction that another writer may cross; `tries` at most."""
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
    from tenacity import wait_random_exponential as backoff

    return Retrying(
        retry=retry_if_exception_type(kinds),
        stop=stop_after_attempt(tries),
        wait=backoff(multiplier=0.05, max=1),
        reraise=True,
    )


def may_heal(error: BaseException) -> bool:
    """Whether the driver calls it transient, and somebody is there to try again with.

    A refused connection and an unknown name are not: an address is wrong, or a server is down.
    """
    from neo4j.exceptions import DriverError, Neo4jError

    if not isinstance(error, DriverError | Neo4jError) or not error.is_retryable():
        return False
    return not any(_is_nobody(one) for one in _list_causes(error))


def _is_nobody(error: BaseException) -> bool:
    if isinstance(error, socket.gaierror):
        return error.errno in _NOT_FOUND
    return isinstance(error, ConnectionRefusedError)


def _list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what caused it, and the members of a group: one of each member of a cluster."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from _list_causes(one)
        error = error.__cause__
