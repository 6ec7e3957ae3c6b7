"""Whether the server may throw away what must stay: its policy for when it is full.

Shipped is `volatile-lru` (ADR 13): full, the server drops the least used of what has an end, which
can all be made again, and refuses writes rather than lose a job. `allkeys-lru` would drop jobs.
"""

from __future__ import annotations

from resources.migrations.store_migrations import Drift
from resources.redis_store import RedisStore

DECLARED = "volatile-lru"


def eviction_policy(store: RedisStore) -> str:
    """The policy the server has, as `volatile-lru`; asked by INFO, which managed servers allow.

    Raises:
        StoreError: Redis does not answer.
        ConfigurationError: REDIS_URL is no address, or its login is refused.
    """
    return store.read_memory().get("maxmemory_policy", "unknown")


def check_eviction(store: RedisStore) -> list[Drift]:
    """The difference from what is shipped, if any. Raises as `eviction_policy` does."""
    actual = eviction_policy(store)
    return [] if actual == DECLARED else [Drift("maxmemory-policy", DECLARED, actual)]
