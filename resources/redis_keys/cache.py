"""Cached answers: typed, of one tenant, computed once at a time, forgotten when data changes.

    get_or_make(store, share_of_voice(organization_id, website_id, period), compute)
    invalidate(store, website_id)       when something of the website was published

Every value carries the generation of its website, and only one of the generation in force is read
or kept. Publishing gives the website another one: what was computed from older data is old at
once, and a reader that began before cannot put it back. A cache is never a reason to fail: without
Redis, or with nonsense in it, answers are computed. Not here: which answers (`caches.py`).
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any, Final, TypeVar

from resources.errors import ConfigurationError, StoreError
from resources.redis_keys.entry import Entry, Found, Missed, read_entry, write_entry
from resources.redis_keys.key import Key, KeyPattern, System
from resources.redis_keys.monitor import CACHE_CLAIM, CACHE_GENERATION
from resources.redis_store import RedisStore
from resources.resilience.guard import tell_once

WAIT_SECONDS = 2.0

_BETWEEN_LOOKS_SECONDS = 0.05
_log = logging.getLogger("onevice.cache")
T = TypeVar("T")

# KEYS: value, generation, claim. ARGV: a fresh token, life of a generation and of a claim in ms
_READ = """
local generation = redis.call('GET', KEYS[2])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[2], generation, 'PX', ARGV[2])
end
local value = redis.pcall('GET', KEYS[1])
if value then
  local head = '{"generation":"' .. generation .. '"'
  if type(value) == 'string' and string.sub(value, 1, #head) == head then
    return {generation, value, ''}
  end
  redis.call('DEL', KEYS[1])
end
if redis.call('SET', KEYS[3], ARGV[1], 'NX', 'PX', ARGV[3]) then
  return {generation, '', ARGV[1]}
end
return {generation, '', ''}
"""
# KEYS as above. ARGV: generation, claim, value (or nothing), life of value and of generation in ms
_KEEP = """
if redis.call('GET', KEYS[3]) == ARGV[2] then redis.call('DEL', KEYS[3]) end
if ARGV[3] == '' or redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return 1
"""


_FORGET = "return redis.call('DEL', unpack(KEYS))"
_AT_ONCE: Final = 1_000


def get_or_make(store: RedisStore, entry: Entry[T], make: Callable[[], T]) -> T:
    """The cached answer, or the one that `make` computes now, which is then kept.

    Of several readers that miss at once one computes; the others wait two seconds at most for it,
    and then compute too. Errors are those of `make` alone.
    """
    seen = _look_patiently(store, entry)
    if isinstance(seen, Found):
        return seen.value
    try:
        value = make()
    except BaseException:  # whatever it was, others need not wait for us
        _put(store, entry, seen, "")
        raise
    keep(store, entry, seen, value)
    return value


def look_up(store: RedisStore, entry: Entry[T]) -> Found[T] | Missed:
    """Look once; what cannot be read, or is another tenant's, is deleted and a miss."""
    for _ in range(2):
        answer = _ask_redis(store, entry)
        if answer is None:
            return Missed()
        generation, text, claim = answer
        if not text:
            return Missed(generation, claim)
        found = read_entry(entry, text)
        if found is not None:
            return found
        _log.warning("Deleting a cached `%s` that cannot be read", entry.key.pattern)
        _attempt("deleting what was cached", lambda: store.delete(entry.key))
    return Missed()


def keep(store: RedisStore, entry: Entry[T], missed: Missed, value: T) -> bool:
    """Keep what was computed after a miss, and tell whether it was kept.

    It is not where its website was published meanwhile, where it is larger than 1 MiB, where JSON
    would not give the same value back, or where Redis does not answer.
    """
    if not missed.generation:
        return False
    return _put(store, entry, missed, write_entry(entry, missed.generation, value))


def invalidate(
    store: RedisStore, owner_id: str, *, system: System = CACHE_GENERATION.system
) -> None:
    """Forget what is cached of a website: something that it rests on was published or taken back.

    Again changes nothing more, and there is nothing to undo: doing it is its own compensation.

    Args:
        store: where it is cached.
        owner_id: the website; for another system, what its entries name as their owner.
        system: whose entries.

    Raises:
        StoreError: Redis does not answer; what is cached goes with its TTL, in an hour at most.
    """
    # the next reader makes another one; a deletion is what even a full server does
    store.delete(_of(system, CACHE_GENERATION).key(owner_id=owner_id))


def invalidate_all(store: RedisStore, owner_ids: Iterable[str], *, system: System) -> None:
    """As `invalidate`, of many owners with one call for each `_AT_ONCE`. Raises as it does."""
    pattern, left = _of(system, CACHE_GENERATION), iter(owner_ids)
    while some := list(islice(left, _AT_ONCE)):
        keys = [pattern.key(owner_id=one) for one in some]
        store.run_script(f"forgetting {keys[0].told}", _FORGET, keys)


def _look_patiently(store: RedisStore, entry: Entry[T]) -> Found[T] | Missed:
    until = time.monotonic() + WAIT_SECONDS
    while True:
        seen = look_up(store, entry)
        if isinstance(seen, Found) or seen.claim or not seen.generation:
            return seen
        if time.monotonic() >= until:
            return seen
        time.sleep(_BETWEEN_LOOKS_SECONDS)


def _ask_redis(store: RedisStore, entry: Entry[Any]) -> list[str] | None:
    return _attempt(
        "looking for what is cached",
        lambda: store.run_script(
            f"reading {entry.key.told}",
            _READ,
            _keys(entry),
            secrets.token_hex(8),
            _milliseconds(CACHE_GENERATION.ttl),
            _milliseconds(CACHE_CLAIM.ttl),
        ),
    )


def _put(store: RedisStore, entry: Entry[Any], missed: Missed, text: str) -> bool:
    """Put a text where its generation is in force, and give up the claim; the latter alone for ''.

    Nothing is asked of a Redis that did not answer a moment ago.
    """
    if not missed.generation:
        return False
    kept = _attempt(
        "keeping what was computed",
        lambda: store.run_script(
            f"writing {entry.key.told}",
            _KEEP,
            _keys(entry),
            missed.generation,
            missed.claim,
            text,
            _milliseconds(entry.ttl),
            _milliseconds(CACHE_GENERATION.ttl),
        ),
    )
    return bool(kept)


def _keys(entry: Entry[Any]) -> list[Key]:
    system = entry.key.system
    generation = _of(system, CACHE_GENERATION).key(owner_id=entry.owner_id)
    return [entry.key, generation, _of(system, CACHE_CLAIM).key(name=entry.key.name)]


def _of(system: System, pattern: KeyPattern) -> KeyPattern:
    """The same key of another system; `siblings.EVERY_KEY` declares both."""
    return replace(pattern, system=system)


def _milliseconds(life: timedelta | None) -> str:
    return str(round((life or timedelta(0)) / timedelta(milliseconds=1)))


def _attempt(what: str, work: Callable[[], T]) -> T | None:
    """Do it; where Redis does not, say so in one line, and none."""
    try:
        return work()
    except (StoreError, ConfigurationError) as error:
        _log.warning("Going on without the cache (%s): %s", what, tell_once(error))
        return None
