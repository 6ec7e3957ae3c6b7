"""Figures by agent, added up in windows of five minutes (seed 000, §3.5)."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Final

from onevice_assets.entertainment.access.roles import read_agent
from resources.errors import InputError
from resources.redis_keys.entertainment import METRICS
from resources.redis_keys.key import Key
from resources.redis_store import RedisStore

WINDOW: Final = METRICS.ttl or timedelta(minutes=5)
_TIMEFRAME: Final = "5min"

# a window is read while it is filled and while the next one is: twice its length
_ADD = """
redis.call('ZINCRBY', KEYS[1], ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""
_READ = "return redis.call('ZREVRANGE', KEYS[1], 0, -1, 'WITHSCORES')"


def add_figure(
    store: RedisStore, metric_type: str, agent: str, amount: float = 1, *, at: datetime
) -> None:
    """Add to the figure of an agent in the window of a moment.

    Raises:
        InputError: an agent that is none, or an amount that is no number.
        StoreError: Redis does not answer.
    """
    if not math.isfinite(amount):
        raise InputError(f"{amount} cannot be added to a figure: give a number.")
    life = str(round(2 * WINDOW / timedelta(milliseconds=1)))
    key = _key(metric_type, at)
    store.run_script("adding a figure", _ADD, [key], read_agent(agent), repr(amount), life)


def read_figures(store: RedisStore, metric_type: str, *, at: datetime) -> dict[str, float]:
    """Figures of the window of a moment, greatest first; empty where it is long over.

    Raises:
        StoreError: Redis does not answer.
    """
    told = store.run_script("reading figures", _READ, [_key(metric_type, at)])
    return {str(agent): float(score) for agent, score in zip(told[::2], told[1::2], strict=True)}


def rates_per_minute(figures: dict[str, float]) -> dict[str, float]:
    """The seed's unit: a full window's figures as so many a minute."""
    minutes = WINDOW / timedelta(minutes=1)
    return {agent: amount / minutes for agent, amount in figures.items()}


def _key(metric_type: str, at: datetime) -> Key:
    seconds = int(at.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds())
    start = datetime.fromtimestamp(seconds, UTC).strftime("%Y%m%d_%H%M")
    return METRICS.key(metric_type=metric_type, timeframe=_TIMEFRAME, timestamp=start)
