"""The keys of the intent service: seed 003, "Redis Implementation", and the one beyond it.

The seed's names have no tenant, and two organizations may have a user of one name. So what fills
`{user_id}`, `{pattern_type}` and `{client_id}` begins with the organization (`owned`). What a
pattern's key holds is its id, which is nobody else's.
"""

from __future__ import annotations

from datetime import timedelta

from resources.redis_keys.key import KeyPattern, RedisType

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _declare(
    pattern: str, type_: RedisType, ttl: timedelta | None, holds: str, seed: str = "003"
) -> KeyPattern:
    return KeyPattern("intents", pattern, type_, ttl, holds, seed)


def owned(organization_id: str, name: str) -> str:
    """A name within an organization; an id has no slash, so two never meet."""
    return f"{organization_id}/{name}"


RATE_LIMIT = _declare(
    "rate_limit:{client_id}:{endpoint}",
    "zset",
    _MINUTE,
    "Calls let through in the last window; gone with it",
)
USAGE = _declare(
    "usage:{client_id}:{endpoint}:{date}", "hash", 35 * _DAY, "Calls of a day (UTC), by outcome"
)
PATTERN = _declare("pattern:{pattern_id}", "hash", _HOUR, "A pattern, as the graph had it")
USER_PATTERNS = _declare(
    "patterns:user:{user_id}", "set", _HOUR, "Ids of all patterns of a user, and their generation"
)
PATTERN_TYPE = _declare("pattern_types:{pattern_type}", "set", _HOUR, "Ids of patterns of a type")
CACHE_GENERATION = _declare(
    "cache:generation:{owner_id}",
    "string",
    _DAY,
    "Token of an organization's patterns; another one, and what is cached of them is old",
    "",
)

ALL: tuple[KeyPattern, ...] = tuple(one for one in globals().values() if type(one) is KeyPattern)
