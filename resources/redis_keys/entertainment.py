"""The keys of the entertainment graph: seed 000, "Redis Caching Schema", and the few beyond it."""

from __future__ import annotations

from datetime import timedelta

from resources.redis_keys.key import KeyPattern, RedisType

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def _declare(
    pattern: str, type_: RedisType, ttl: timedelta | None, holds: str, seed: str = "000"
) -> KeyPattern:
    return KeyPattern("entertainment", pattern, type_, ttl, holds, seed)


SESSION = _declare("session:{user_id}:{session_id}", "hash", _DAY, "Who is signed in")
QUERY = _declare(
    "query:{agent}:{query_hash}:{user_role}", "string", 30 * _MINUTE, "Answer for a role"
)
CONNECTION = _declare("websocket:{connection_id}", "hash", _HOUR, "An open connection")
UNION_RULES = _declare(
    "union_rules:{union_code}:{state}:{year}", "hash", 6 * _HOUR, "Rates and rules of a union"
)
METRICS = _declare(
    "metrics:{metric_type}:{timeframe}:{timestamp}", "zset", 5 * _MINUTE, "Figures by agent"
)
CHAT_HISTORY = _declare("chat_history:{thread_id}", "list", 7 * _DAY, "Messages of a thread")
RATE_LIMIT = _declare(
    "rate_limit:{user_id}:{endpoint}",
    "zset",
    _MINUTE,
    "Calls of the last minute; the seed's counter cannot slide",
)

CACHE_GENERATION = _declare(
    "cache:generation:{owner_id}",
    "string",
    _DAY,
    "Token of what is kept of an organization's graph; another one, and all of that is old",
    "",
)
CACHE_CLAIM = _declare(
    "cache:claim:{name}", "string", timedelta(seconds=10), "Who computes a kept answer now", ""
)
UNION_RULES_VERSION = _declare(
    "union_rules_version:{organization_id}", "string", _DAY, "Which rules are in force", ""
)
QUERY_COUNTS = _declare(
    "query_counts:{organization_id}",
    "hash",
    7 * _DAY,
    "How often each node was found, and when",
    "",
)
TAKEN_COUNTS = _declare(
    "query_counts_taken:{organization_id}",
    "hash",
    7 * _DAY,
    "Counts that are being folded into the lake; gone once they are",
    "",
)

ALL: tuple[KeyPattern, ...] = tuple(one for one in globals().values() if type(one) is KeyPattern)
