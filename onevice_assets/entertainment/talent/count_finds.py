"""How often each node was found: counted in Redis, taken from there once a day.

Counting is one step in Redis. Folding (`fold_counts.py`) takes the counters by renaming them, so
that what is counted meanwhile is in the next fold; what was taken stays until the lake has it,
under a token that the lake keeps: a fold that is cut off is finished by the next one, and none is
added twice.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from onevice_assets.entertainment.access.question import Question
from onevice_assets.entertainment.access.show import Shown
from resources.redis_keys.best_effort import BestEffort
from resources.redis_keys.entertainment import QUERY_COUNTS, TAKEN_COUNTS
from resources.redis_store import RedisStore

_LIFE: Final = str(round((QUERY_COUNTS.ttl or timedelta(days=7)) / timedelta(milliseconds=1)))
_TOKEN: Final = "token"

_COUNT = """
for i = 3, #ARGV do
  redis.call('HINCRBY', KEYS[1], 'n:' .. ARGV[i], 1)
  redis.call('HSET', KEYS[1], 't:' .. ARGV[i], ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
"""
# KEYS: counters, those taken. What an earlier fold took and did not finish comes first.
_TAKE = """
if redis.call('EXISTS', KEYS[2]) == 0 then
  if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
  redis.call('RENAME', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[2], 'token', ARGV[1])
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return redis.call('HGETALL', KEYS[2])
"""
_FINISH = """
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


@dataclass(frozen=True)
class Found:
    """What is known of one node: times found, and when last (UTC)."""

    times: int
    last: datetime


@dataclass(frozen=True)
class Taken:
    """Counters that were taken.

    Attributes:
        token: of this fold; the lake keeps the last one, and adds nothing under it twice.
        finds: by id of the node.
    """

    token: str
    finds: Mapping[str, Found]


def counting(
    store: RedisStore | None, organization_id: str, *, at: datetime | None = None
) -> Callable[[Question, Sequence[Shown]], None]:
    """A listener for a `Door` that counts every node it shows, where Redis is at hand."""
    effort = BestEffort(store, "searching, not counted")

    def count(asked: Question, rows: Sequence[Shown]) -> None:
        ids = [str(row[alias]["id"]) for row in rows for alias in asked.show if alias in row]
        moment = at or datetime.now(UTC)
        effort.do(lambda one: count_finds(one, organization_id, ids, at=moment))

    return count


def count_finds(
    store: RedisStore, organization_id: str, ids: Iterable[str], *, at: datetime
) -> None:
    """Count nodes as found, each once.

    Raises:
        StoreError: Redis does not answer; nothing was counted.
    """
    distinct = sorted(set(ids))
    if distinct:
        key = QUERY_COUNTS.key(organization_id=organization_id)
        moment = at.astimezone(UTC).isoformat()
        store.run_script("counting what was found", _COUNT, [key], moment, _LIFE, *distinct)


def take_counts(store: RedisStore, organization_id: str) -> Taken | None:
    """Take the counters, all at once; those of a fold that was cut off again, under its token.

    Raises:
        StoreError: Redis does not answer.
    """
    keys = [one.key(organization_id=organization_id) for one in (QUERY_COUNTS, TAKEN_COUNTS)]
    flat = store.run_script("taking counters", _TAKE, keys, secrets.token_hex(8), _LIFE)
    fields = dict(zip(flat[::2], flat[1::2], strict=True))
    if not fields:
        return None
    token = fields.pop(_TOKEN)
    ids = [name[2:] for name in fields if name.startswith("n:")]
    finds = {
        one: Found(int(fields[f"n:{one}"]), datetime.fromisoformat(fields[f"t:{one}"]))
        for one in ids
    }
    return Taken(token, finds)


def finish_counts(store: RedisStore, organization_id: str, taken: Taken) -> None:
    """Forget what was taken: the lake has it. Again changes nothing.

    Raises:
        StoreError: Redis does not answer; the next fold gets the same under the same token.
    """
    key = TAKEN_COUNTS.key(organization_id=organization_id)
    store.run_script("finishing counters", _FINISH, [key], taken.token)


def fold_finds(
    before: Mapping[str, Found], taken: Taken, last_token: str | None
) -> dict[str, Found]:
    """Totals after a fold; pure.

    Args:
        before: times and last time of every node that was ever found.
        taken: what was counted since.
        last_token: of the last fold that was kept; the same one adds nothing.
    """
    together = dict(before)
    if taken.token != last_token:
        for one, new in taken.finds.items():
            old = together.get(one, Found(0, new.last))
            together[one] = Found(old.times + new.times, max(old.last, new.last))
    return together
