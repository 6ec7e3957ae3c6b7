"""Redis: keys are found by an id in their name, or in what they hold; caches of nobody's name go.

How each declared key is found is told here; one that is not told of fails the test. A cache whose
name is a hash tells nobody's, so all of it goes: it is made again. Windows of guesses hold hashes
and end within minutes.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from onevice_assets.upkeep.erasure.place import EVERY_KIND, Place, Stores, nothing
from resources.erasure.subject import Kind, Subject
from resources.redis_keys import entertainment, intents, monitor
from resources.redis_keys.key import KeyPattern, found_key
from resources.redis_keys.siblings import EVERY_KEY

_TENANTS: Final = frozenset[Kind]({"organization", "website", "user"})
_OWNER_PLACES: Final = (
    *("website_id", "organization_id", "owner_id", "user_id", "brand_id", "client_id"),
    *("pattern_type", "simulation_id"),
)
_ALL_GOES: Final = frozenset(
    (
        *(monitor.LLM_ANSWER, monitor.CACHE_CLAIM, entertainment.QUERY),
        *(entertainment.CHAT_HISTORY, entertainment.CONNECTION, entertainment.CACHE_CLAIM),
        *(entertainment.UNION_RULES, intents.PATTERN),
    )
)
"""Named by hashes or by ids of nobody's: all goes, and is made again or ends."""
_NOBODYS: Final = frozenset(
    (
        *(monitor.PROVIDER_LIMITS, monitor.SIGN_INS_OF_ACCOUNT, monitor.SIGN_INS_FROM_ADDRESS),
        entertainment.METRICS,
    )
)
"""Of an account at a provider, hashes that end within minutes, figures by agent."""
_OF_PATTERNS: Final = frozenset((intents.USER_PATTERNS, intents.PATTERN_TYPE))
"""Ids of an organization's patterns: whoever of it is erased, all go, and are read anew."""
_READ: Final = """
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'hash' then return table.concat(redis.call('HGETALL', KEYS[1]), ' ') end
if kind == 'list' then return table.concat(redis.call('LRANGE', KEYS[1], 0, -1), ' ') end
if kind == 'zset' then return table.concat(redis.call('ZRANGE', KEYS[1], 0, -1), ' ') end
if kind == 'string' then return redis.call('GET', KEYS[1]) end
return ''
"""

_QUEUES: Final = {
    "hash": (
        "return redis.call('HKEYS', KEYS[1])",
        "return redis.call('HDEL', KEYS[1], ARGV[1])",
    ),
    "list": (
        "return redis.call('LRANGE', KEYS[1], 0, -1)",
        "return redis.call('LREM', KEYS[1], 0, ARGV[1])",
    ),
    "zset": (
        "return redis.call('ZRANGE', KEYS[1], 0, -1)",
        "return redis.call('ZREM', KEYS[1], ARGV[1])",
    ),
}
"""How a queue's key is read, and a job taken out of it."""


def list_places() -> list[Place]:
    """A place per declared key."""
    return [_make(one) for one in EVERY_KEY]


def _make(pattern: KeyPattern) -> Place:
    is_nobodys = pattern in _NOBODYS
    return Place(
        "redis",
        f"{pattern.system}:{pattern.pattern}",
        pattern.holds,
        frozenset() if is_nobodys else EVERY_KIND if _all_goes(pattern) else _TENANTS,
        nothing if is_nobodys else partial(_count, pattern),
        nothing if is_nobodys else partial(_erase, pattern),
    )


def _all_goes(pattern: KeyPattern) -> bool:
    return any((one.system, one.pattern) == (pattern.system, pattern.pattern) for one in _ALL_GOES)


def _count(pattern: KeyPattern, stores: Stores, subject: Subject) -> int:
    return len(_list(pattern, stores, subject))


def _erase(pattern: KeyPattern, stores: Stores, subject: Subject) -> int:
    gone = _list(pattern, stores, subject)
    if pattern.places == monitor.QUEUE_NORMAL.places:
        return _take_jobs(pattern, stores, gone, subject)
    for name in gone:
        stores.redis.delete(found_key(pattern.system, name))
    return len(gone)


def _list(pattern: KeyPattern, stores: Stores, subject: Subject) -> list[str]:
    """Names of keys of a pattern that are the subject's; none where Redis was never started."""
    if not stores.redis.is_at_hand():
        return []
    shape = re.compile(re.sub(r"\\\{\w+\\\}", "([^:]+)", re.escape(pattern.pattern)))
    beginning = pattern.pattern.partition("{")[0]
    names = sorted(set(stores.redis.list_names(pattern.system, beginning)))
    fitting = [(name, found) for name in names if (found := shape.fullmatch(name))]
    if _all_goes(pattern):
        return [name for name, _ in fitting]
    return [
        name
        for name, found in fitting
        if _is_theirs(pattern, dict(zip(pattern.places, found.groups(), strict=True)), subject)
        or _says(pattern, stores, name, subject)
    ]


def _is_theirs(pattern: KeyPattern, values: dict[str, str], subject: Subject) -> bool:
    owners = {*subject.owner_ids, *subject.users, *subject.users.values(), *subject.runs}
    if pattern in _OF_PATTERNS:
        owners.add(subject.organization_id)
    named = [value for place, value in values.items() if place in _OWNER_PLACES]
    return any(part in owners for value in named for part in (value, value.partition("/")[0]))


def _says(pattern: KeyPattern, stores: Stores, name: str, subject: Subject) -> bool:
    """Whether a key of nobody's name holds the subject: a session, a job."""
    if any(place in _OWNER_PLACES for place in pattern.places):
        return False
    key = found_key(pattern.system, name)
    return subject.is_said_in(str(stores.redis.run_script("reading a key", _READ, [key]) or ""))


def _take_jobs(pattern: KeyPattern, stores: Stores, names: list[str], subject: Subject) -> int:
    """Take a subject's jobs out of a queue: of its hash what they are, of its lists their ids."""
    count, (read, take) = 0, _QUEUES[pattern.type]
    for name in names:
        key = found_key(pattern.system, name)
        said: list[str] = stores.redis.run_script("reading a queue", read, [key])
        bodies = stores.redis.read_hash(key) if pattern.type == "hash" else {}
        for job in said:
            if subject.is_said_in(f"{job} {bodies.get(job, '')}"):
                count += int(stores.redis.run_script("deleting a job", take, [key], job))
    return count
