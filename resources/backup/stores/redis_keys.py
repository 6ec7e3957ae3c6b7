"""What stands in Redis alone: queued jobs, counters of a week, threads. Caches are left out.

    redis/lasting.jsonl    keys without an end
    redis/ending.jsonl     keys with one, and when; what has ended until then is not restored

Left out, too, is who is signed in: a session that was ended since must not come back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Final

from resources.backup.entries import Item
from resources.backup.manifest import Entry
from resources.backup.stores.graph import read_lines
from resources.backup.stores.scratch import Scratch, open_scratch
from resources.backup.stores.values import read_line, write_line
from resources.backup.vault import Vault
from resources.identity import to_milliseconds
from resources.redis_keys import entertainment, monitor, siblings
from resources.redis_keys.key import SYSTEMS, System, found_key
from resources.redis_store import RedisStore

_MADE_AGAIN: Final = (
    *(monitor.WEBSITE_ANALYSIS, monitor.LLM_ANSWER, monitor.SHARE_OF_VOICE, monitor.CO_MENTIONS),
    *(monitor.CACHE_GENERATION, monitor.CACHE_CLAIM, entertainment.QUERY, entertainment.METRICS),
    *(entertainment.UNION_RULES, entertainment.UNION_RULES_VERSION),
    *(siblings.CAMPAIGN_ANSWER, siblings.TIMELINE_FACTS),
)
_OF_PEOPLE: Final = (
    *(monitor.SESSION, monitor.SIGN_INS_OF_ACCOUNT, monitor.SIGN_INS_FROM_ADDRESS),
    *(monitor.API_CALLS, monitor.PROVIDER_LIMITS, entertainment.CONNECTION),
)
LEFT_OUT: Final = tuple(one.pattern.partition("{")[0] for one in (*_MADE_AGAIN, *_OF_PEOPLE))
"""Beginnings of names that no backup holds: what is made again, sign-ins, windows of minutes."""
_READ: Final = """
local kind = redis.call('TYPE', KEYS[1]).ok
local value = false
if kind == 'string' then value = redis.call('GET', KEYS[1])
elseif kind == 'list' then value = redis.call('LRANGE', KEYS[1], 0, -1)
elseif kind == 'hash' then value = redis.call('HGETALL', KEYS[1])
elseif kind == 'set' then value = redis.call('SMEMBERS', KEYS[1])
elseif kind == 'zset' then value = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES') end
local now = redis.call('TIME')
return {kind, redis.call('PTTL', KEYS[1]), now[1] * 1000 + math.floor(now[2] / 1000), value}
"""
_WRITE: Final = """
redis.call('DEL', KEYS[1])
local add = {string='SET', list='RPUSH', hash='HSET', set='SADD', zset='ZADD'}
for first = 3, #ARGV, 1000 do
  redis.call(add[ARGV[1]], KEYS[1], unpack(ARGV, first, math.min(first + 999, #ARGV)))
end
if ARGV[2] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
return 1
"""


@contextmanager
def list_redis(store: RedisStore) -> Iterator[Iterator[Item]]:
    """The two files of Redis; keys that come or go while they are read are in them or not."""
    with open_scratch() as scratch:

        def read(sheet: str) -> Iterator[bytes]:
            if sheet == "lasting":
                _keep(store, scratch)
            return (f"{line}\n".encode("utf-8", "surrogatepass") for line in scratch.sort(sheet))

        yield (
            Item(f"redis/{sheet}.jsonl", partial(read, sheet), alone=True)
            for sheet in ("lasting", "ending")
        )


def is_empty(store: RedisStore) -> bool:
    """Whether no key of ours is there."""
    return not any(True for system in SYSTEMS for _ in store.list_names(system))


def _keep(store: RedisStore, scratch: Scratch) -> None:
    scratch.start_over()
    for system in SYSTEMS:
        for name in set(store.list_names(system)):
            if name.startswith(LEFT_OUT):
                continue
            key = found_key(system, name)
            kind, left, now, value = store.run_script("reading a key", _READ, [key])
            if value is None or left == -2:  # gone meanwhile
                continue
            line = {"system": system, "name": name, "kind": kind, "value": _order(kind, value)}
            if left < 0:
                scratch.add("lasting", [write_line(line)])
            else:
                scratch.add("ending", [write_line({**line, "ends_at_ms": now + left})])


def _order(kind: str, value: Any) -> Any:
    """Members in an order of their own, where Redis has none; scores stand before members."""
    if kind == "set":
        return sorted(value)
    if kind not in ("hash", "zset"):
        return value
    pairs = list(zip(value[::2], value[1::2], strict=True))
    pairs = sorted(pairs) if kind == "hash" else sorted((score, one) for one, score in pairs)
    return [text for pair in pairs for text in pair]


def restore_redis(
    vault: Vault,
    entries: Iterable[Entry],
    store: RedisStore,
    now: datetime,
    tell: Callable[[int], None],
) -> None:
    """Write keys into a Redis that holds none of ours.

    Args:
        vault: where the backup lies.
        entries: of Redis.
        store: where to.
        now: keys that ended before are left out.
        tell: called with each entry's bytes.
    """
    for entry in entries:
        for line in read_lines(vault, entry):
            row = read_line(line)
            end = row.get("ends_at_ms")
            if end is None or end > to_milliseconds(now):
                _write(store, row, "" if end is None else str(end))
        tell(entry.size)


def _write(store: RedisStore, row: dict[str, Any], end: str) -> None:
    system: System = row["system"]
    value = [row["value"]] if row["kind"] == "string" else row["value"]
    store.run_script(
        "restoring a key", _WRITE, [found_key(system, row["name"])], row["kind"], end, *value
    )
