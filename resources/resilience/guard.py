"""One piece of work at a store: not begun while its breaker is open, measured, its outcome noted.

Clients wrap the place where the driver's errors have become ours:

    with guarded("redis", address, "read"):
        try:
            return work(client)
        except RedisError as error:
            raise explain(error, …) from None
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from resources.errors import (
    ConfigurationError,
    MissingDataError,
    OneviceError,
    StoreDownError,
    StoreError,
)
from resources.observing.traces import span
from resources.resilience import metrics
from resources.resilience.breaker import breaker_of

_REFUSALS = (StoreError, ConfigurationError, MissingDataError)


@contextmanager
def guarded(store: str, address: str, kind: str) -> Iterator[None]:
    """Guard one piece of work at a store.

    Only `StoreDownError` counts against the store: whoever refuses a statement or a login has
    answered. Retries belong inside, so that the whole of them counts once.

    Args:
        store: its role: `postgres`, `graph`, `search`, `vectors`, `redis`, `objects`.
        address: what messages call it, e.g. `Redis at host:6379`; no secret in it.
        kind: what is done, from few words: `read`, `write`, `schema`, `connect`, `script`.

    Raises:
        StoreDownError: its breaker is open; nothing was sent.
    """
    breaker = breaker_of(store, address)
    try:
        breaker.admit()
    except StoreDownError:
        metrics.count_error(store, kind, "breaker_open")
        raise
    with measured(store, kind):
        try:
            yield
        except StoreDownError as error:
            breaker.fail(error)
            raise
        except _REFUSALS:
            breaker.succeed()
            raise
        else:
            breaker.succeed()


def tell_once(error: OneviceError) -> str:
    """What goes into the log where work goes on without a store: of an outage once the whole."""
    if isinstance(error, StoreDownError) and not error.is_first:
        return "it still does not answer."
    return str(error)


@contextmanager
def measured(store: str, kind: str) -> Iterator[None]:
    """Measure one piece of work at a store that stands in another one, whose breaker guards it.

    Args:
        store: its role, as in `guarded`.
        kind: what is done, as in `guarded`.
    """
    begun = time.perf_counter()
    try:
        with span(f"store.{store}", {"onevice.kind": kind}):
            yield
    except StoreDownError:
        metrics.count_error(store, kind, "down")
        raise
    except _REFUSALS:
        metrics.count_error(store, kind, "refused")
        raise
    finally:
        metrics.observe(store, kind, time.perf_counter() - begun)
