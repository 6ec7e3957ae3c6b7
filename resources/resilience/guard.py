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

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience import metrics
from resources.resilience.breaker import breaker_of


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
    begun = time.perf_counter()
    try:
        yield
    except StoreDownError as error:
        breaker.fail(error)
        metrics.count_error(store, kind, "down")
        raise
    except (StoreError, ConfigurationError):
        breaker.succeed()
        metrics.count_error(store, kind, "refused")
        raise
    else:
        breaker.succeed()
    finally:
        metrics.observe(store, kind, time.perf_counter() - begun)
