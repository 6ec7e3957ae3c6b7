"""What Redis copies from elsewhere, made anew: caches forgotten, costs counted from the ledger.

Sessions, queues, limits and what is in work stand nowhere else and are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from resources.control_plane.websites import Website
from resources.redis_keys.cache import invalidate
from resources.redis_keys.costs import Correction, rebuild
from resources.redis_store import RedisStore

if TYPE_CHECKING:
    from sqlalchemy import Connection


def start_over(
    store: RedisStore,
    db: Connection,
    website: Website,
    providers: Iterable[str],
    *,
    day: date,
) -> list[Correction]:
    """Forget what is cached of a website and its organization, and set its costs of today right.

    Args:
        store: where they are.
        db: transaction on the control plane, which has the ledger.
        website: whose.
        providers: whose counters to compare, beside those that were paid today.
        day: today, UTC.

    Returns:
        The counters that were not what the ledger says.

    Raises:
        StoreError: a store does not answer.
    """
    for owner in (website.id, website.organization_id):
        invalidate(store, owner)
    return rebuild(store, db, website.organization_id, providers, day=day)
