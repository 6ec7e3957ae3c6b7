"""Measure what a cached answer saves, and what limits and queues take (`onevice bench redis`).

Answers are made up, in a folder that goes; keys are in a namespace of their own and are deleted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import Size
from onevice_assets.measures.rank_brands import rank_brands
from onevice_assets.measures.read_cells import read_cells
from onevice_assets.partitions import split_key
from resources.home import subfolder
from resources.lake import Lake
from resources.redis_keys.cache import get_or_make, invalidate
from resources.redis_keys.caches import Row, share_of_voice
from resources.redis_keys.monitor import CACHE_GENERATION
from resources.redis_keys.queues import Queue
from resources.redis_keys.windows import admit, limit_calls
from resources.redis_store import RedisStore

Figures = dict[str, Any]

_REPEATS = 15
_CALLS = 500


def bench_redis(store: RedisStore, *, days: int = 7) -> Figures:
    """Time a website's share of voice with and without Redis, then single calls.

    Args:
        store: the Redis to measure.
        days: how many to measure over, each of 500 answers of four providers.

    Returns:
        `share_of_voice`: milliseconds (medians of 15) to compute it from the files, of which
        `read_files_ms` for those alone, and to have it from Redis. `call_ms` of one client
        (medians of 500): a limit asked, a job pushed, taken and finished, a website forgotten.
    """
    apart = store.model_copy(update={"namespace": f"{store.namespace}bench-{uuid4().hex}:"})
    with TemporaryDirectory(dir=subfolder("tmp"), prefix="bench-") as folder:
        lake = Lake(url=Path(folder).as_uri())
        website, counted = _publish(lake, days)
        figures = _time_share_of_voice(apart, lake, website, counted)
    return {"days": days, "share_of_voice": figures, "call_ms": _time_calls(apart)}


def _time_calls(store: RedisStore) -> Figures:
    queue, limit = Queue(store, "analysis"), limit_calls("bench", "export", _CALLS // 2)
    numbers = count()
    figures = {
        "limit": _milliseconds(lambda: admit(store, "counting", [limit]), _CALLS),
        "job": _milliseconds(lambda: _do_job(queue, str(next(numbers))), _CALLS),
        "forget": _milliseconds(lambda: invalidate(store, "bench"), _CALLS),
    }
    for key in (limit.key, CACHE_GENERATION.key(owner_id="bench")):
        store.delete(key)
    return figures


def _publish(lake: Lake, days: int) -> tuple[str, list[date]]:
    from onevice_assets.brand_monitor.share_of_voice.measuring.generate_answers import (
        write_answers,
    )
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
    from resources.dbt_runner import Dbt

    partitions = write_answers(lake, Size(websites=1, days=days, samples=1, answer_length=400))
    publish_marts(lake, Dbt(), partitions)
    keys = [split_key(one) for one in partitions]
    return keys[0][1], [date.fromisoformat(day) for day, _ in keys]


def _time_share_of_voice(
    store: RedisStore, lake: Lake, website: str, days: Sequence[date]
) -> Figures:
    def compute() -> list[Row]:
        return rank_brands(read_cells(lake, website, days))

    entry = share_of_voice("bench", "bench", str(len(days)))
    figures = {
        "compute_ms": _milliseconds(compute),
        "read_files_ms": _milliseconds(lambda: read_cells(lake, website, days)),
        "from_redis_ms": _milliseconds(lambda: get_or_make(store, entry, compute)),
    }
    store.delete(entry.key)
    return figures


def _do_job(queue: Queue, job_id: str) -> None:
    queue.push(job_id, {})
    job = queue.take()
    assert job is not None
    queue.finish(job)


def _milliseconds(work: Callable[[], object], repeats: int = _REPEATS) -> float:
    """Median of some calls, after one that does not count."""
    taken = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(taken[1:]), 2)
