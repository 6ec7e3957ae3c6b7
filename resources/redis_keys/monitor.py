"""The keys of the brand monitor: seed 004, "Redis Data Structures", and the few beyond it."""

from __future__ import annotations

from datetime import timedelta

from resources.redis_keys.key import KeyPattern, RedisType


def _declare(
    pattern: str, type_: RedisType, ttl: timedelta | None, holds: str, seed: str = "004"
) -> KeyPattern:
    return KeyPattern("brand_monitor", pattern, type_, ttl, holds, seed)


SESSION = _declare(
    "session:{session_id}", "hash", timedelta(hours=24), "Who is signed in, by the SHA-256 of it"
)
ACTIVE_SIMULATION = _declare(
    "simulation:active:{simulation_id}",
    "hash",
    timedelta(hours=1),
    "How far a simulation is; ends an hour after its last word",
)

WEBSITE_ANALYSIS = _declare(
    "cache:website:{website_id}:analysis", "string", timedelta(hours=1), "What a website offers"
)
LLM_ANSWER = _declare(
    "cache:llm:{provider}:{prompt_hash}",
    "string",
    timedelta(hours=24),
    "Answer to a prompt; the hash holds the tenant too",
)
SHARE_OF_VOICE = _declare(
    "cache:sov:{website_id}:{period}", "string", timedelta(minutes=15), "Who is named how often"
)
CO_MENTIONS = _declare(
    "cache:graph:{website_id}:comention", "string", timedelta(minutes=30), "Who stands beside whom"
)
# as long as the longest cache: a generation that went would only make its values misses
CACHE_GENERATION = _declare(
    "cache:generation:{owner_id}",
    "string",
    timedelta(hours=24),
    "Token of what is cached of a website; another one, and all of that is old",
    "",
)
CACHE_CLAIM = _declare(
    "cache:claim:{name}", "string", timedelta(seconds=10), "Who computes a cached answer now", ""
)

API_CALLS = _declare(
    "ratelimit:api:{user_id}:{endpoint}",
    "zset",
    timedelta(minutes=1),
    "Calls of the last minute; the seed's counter cannot slide",
)
HARD_SCRAPE = _declare(
    "ratelimit:scrape:{website_id}", "string", timedelta(days=7), "When it was last scraped hard"
)
DAILY_COST = _declare(
    "ratelimit:llm:{organization_id}:{provider}:daily",
    "string",
    timedelta(hours=24),
    "Micro-dollars spent today; ends at midnight UTC",
)
PROVIDER_LIMITS = _declare(
    "ratelimit:provider:{provider}:{account}",
    "hash",
    timedelta(minutes=10),
    "Requests and tokens of the last minute at a provider, and until when all runs wait",
    "",
)
SIGN_INS_OF_ACCOUNT = _declare(
    "sign_in:account:{hash}", "zset", timedelta(minutes=15), "Guesses at an account", ""
)
SIGN_INS_FROM_ADDRESS = _declare(
    "sign_in:address:{hash}", "zset", timedelta(minutes=15), "Guesses from a network", ""
)

# no end: a job that was taken on is not forgotten
QUEUE_HIGH = _declare("queue:{queue}:high", "list", None, "Ids of jobs to do first")
QUEUE_NORMAL = _declare("queue:{queue}", "list", None, "Ids of jobs")
QUEUE_LOW = _declare("queue:{queue}:low", "list", None, "Ids of jobs to do last")
QUEUE_PROCESSING = _declare("queue:{queue}:processing", "list", None, "Ids of jobs in work", "")
QUEUE_LEASES = _declare(
    "queue:{queue}:leases", "zset", None, "Ids of jobs in work, by when their lease ends", ""
)
QUEUE_JOBS = _declare(
    "queue:{queue}:jobs", "hash", None, "What each job is, its priority and its tries, by id", ""
)
QUEUE_DEAD = _declare("queue:{queue}:dead", "list", None, "Ids of jobs given up", "")

ALL: tuple[KeyPattern, ...] = tuple(one for one in globals().values() if type(one) is KeyPattern)
