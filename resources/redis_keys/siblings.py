"""The keys of the other systems, as their seeds name them; and every key there is.

Seeds 000, 003 and 004 use the same names for different types: `rate_limit:{…}:{endpoint}` is a
string here and a sorted set there. The prefix of its system keeps them apart. Seeds 001 and 002
name no key, only a cache of recent graph queries and one with an end; those are named here. Where
a seed gives no end, it is ours: what can be made again ends, because a full server may then drop
it (`eviction.py`). The code that uses these keys comes with its system.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from resources.redis_keys import entertainment, intents, monitor, queues
from resources.redis_keys.key import KeyPattern

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)

_campaigns = partial(KeyPattern, "campaigns", seed="001")
_operations = partial(KeyPattern, "operations", seed="002")

CAMPAIGN_ANSWER = _campaigns(
    "droom:answer:{brand_id}:{question_hash}",
    "string",
    _DAY,
    "What a client's question found when it was asked last; told where the graph is away",
)
CAMPAIGNS: tuple[KeyPattern, ...] = (
    CAMPAIGN_ANSWER,
    # questions that could not be answered, to be asked again
    *(replace(one, system="campaigns", seed="") for one in queues.PATTERNS),
)
TIMELINE_FACTS = _operations(
    "cache:facts:{owner_id}",
    "string",
    _HOUR,
    "All facts of a subject: every question about a point in time is answered from them",
)
OPERATIONS: tuple[KeyPattern, ...] = (
    TIMELINE_FACTS,
    # a generation for each subject; another one, and what is cached of it is old
    *(
        replace(one, system="operations", seed="")
        for one in (monitor.CACHE_GENERATION, monitor.CACHE_CLAIM)
    ),
)
EVERY_KEY: tuple[KeyPattern, ...] = (
    *monitor.ALL,
    *entertainment.ALL,
    *CAMPAIGNS,
    *OPERATIONS,
    *intents.ALL,
)
