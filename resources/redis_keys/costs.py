"""What an organization spent today, by provider: a fast copy of the attempt ledger.

A counter (`ratelimit:llm:{organization}:{provider}:daily`) holds the micro-dollars of the settled
calls that were reserved today (UTC) and ends at midnight. It is made from the ledger only, and
added to while it is there; calls in flight may leave it off by their cost until it is compared
again. It says "probably too much" fast; the ledger decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from resources.control_plane import spending
from resources.identity import to_milliseconds
from resources.redis_keys.key import Key
from resources.redis_keys.monitor import DAILY_COST
from resources.redis_store import RedisStore

if TYPE_CHECKING:
    from sqlalchemy import Connection

MICRO = 1_000_000

# a call reserved yesterday is no cost of today, and a sum nobody knows stays unknown
_ADD = """
local time = redis.call('TIME')
if tonumber(ARGV[2]) <= time[1] * 1000 then return 0 end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('INCRBY', KEYS[1], ARGV[1])
return 1
"""


@dataclass(frozen=True)
class Correction:
    """A counter that was not what the ledger says, in micro-dollars; none where there was none."""

    provider: str
    counted: int | None
    settled: int


def to_micro_usd(usd: Decimal) -> int:
    """USD as whole micro-dollars; a fraction of one counts as one."""
    return int((usd * MICRO).to_integral_value(ROUND_CEILING))


def add(store: RedisStore, organization_id: str, provider: str, usd: Decimal, *, day: date) -> bool:
    """Add what a call cost that the ledger has settled; tells whether there was a counter.

    Args:
        store: where the counters are.
        organization_id: who pays.
        provider: who was asked.
        usd: what it cost.
        day: UTC day it was reserved on.

    Raises:
        StoreError: Redis does not answer.
    """
    key, end = _key(organization_id, provider), str(to_milliseconds(_end_of(day)))
    return bool(store.run_script("adding to a cost", _ADD, [key], str(to_micro_usd(usd)), end))


def read(store: RedisStore, organization_id: str, provider: str) -> int | None:
    """Micro-dollars of today; none where nobody knows. Raises as `add` does."""
    text = store.read_text(_key(organization_id, provider))
    return int(text) if text is not None and text.isdecimal() else None


def rebuild(
    store: RedisStore, db: Connection, organization_id: str, providers: Iterable[str], *, day: date
) -> list[Correction]:
    """Compare the counters of today with the ledger and set right what differs.

    Args:
        store: where the counters are.
        db: transaction on the control plane.
        organization_id: who pays.
        providers: those to compare; those who were paid today are too.
        day: today, UTC.

    Returns:
        What was set right; empty where all was.

    Raises:
        StoreError: a store does not answer.
    """
    settled = spending.settled_usd(db, organization_id, day)
    corrected = []
    for provider in sorted({*providers, *settled}):
        counted = read(store, organization_id, provider)
        micro_usd = to_micro_usd(settled.get(provider, Decimal(0)))
        if counted != micro_usd:
            key = _key(organization_id, provider)
            store.write_text(key, str(micro_usd), expires_at=_end_of(day))
            corrected.append(Correction(provider, counted, micro_usd))
    return corrected


def _key(organization_id: str, provider: str) -> Key:
    return DAILY_COST.key(organization_id=organization_id, provider=provider)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), UTC)
