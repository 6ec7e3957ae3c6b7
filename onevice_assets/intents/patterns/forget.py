"""What a publish of an organization's patterns makes old."""

from __future__ import annotations

from onevice_assets.tables.audience import INTENT_TYPES
from resources.redis_keys.cache import invalidate
from resources.redis_keys.intents import PATTERN_TYPE, owned
from resources.redis_store import RedisStore


def forget_patterns(store: RedisStore, organization_id: str) -> None:
    """Make all cached patterns of an organization old; whoever publishes them calls this after.

    They are told from then on only while the graph is away, marked stale, and gone in an hour.
    Again changes nothing more; a reader that began before cannot put old ones back.

    Raises:
        StoreError: Redis does not answer; what is cached goes in an hour.
    """
    invalidate(store, organization_id, system="intents")
    for name in INTENT_TYPES:
        store.delete(PATTERN_TYPE.key(pattern_type=owned(organization_id, name)))
