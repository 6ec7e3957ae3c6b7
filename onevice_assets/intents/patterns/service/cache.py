"""A user's patterns in Redis, whole, for an hour: the seed's hash a pattern, and its sets.

    pattern:{pattern_id}            the pattern and its relationships
    patterns:user:{user_id}         ids of all patterns of the user, and a mark: generation, moment
    pattern_types:{pattern_type}    ids of patterns of a type; with the user's set: theirs of a type

A user's set is complete or not used. What is in it is of the generation in force, or it is only
read where the graph is away. Publishing ends the generation (`forget.py`), so a reader that began
before cannot put old patterns back: keeping compares generations in the same step.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from onevice_assets.intents.patterns.service.query import Row, Snapshot
from onevice_assets.tables.audience import INTENT_TYPES
from resources.redis_async import AsyncRedis
from resources.redis_keys import intents as keys
from resources.redis_keys.key import Key

MOST_CACHED: Final = 1_000
"""Patterns of a user that are kept; whoever has more is read from the graph each time."""

_MARK: Final = "@"

# KEYS: generation, set of a user, set of a type or the user's again. ARGV: a fresh token, its life
_FIND = """
local generation = redis.call('GET', KEYS[1])
if not generation then
  generation = ARGV[1]
  redis.call('SET', KEYS[1], generation, 'PX', ARGV[2])
end
return {generation, redis.call('SMEMBERS', KEYS[2]), redis.call('SINTER', KEYS[2], KEYS[3])}
"""
_READ = """
local found = {}
for place, key in ipairs(KEYS) do found[place] = redis.call('HGETALL', key) end
return found
"""
# KEYS: generation, set of a user, sets of the types, patterns. ARGV: generation, life of what is
# kept and of the generation, mark, then six of each pattern: id, place of its type's set, data, …
_KEEP = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local types = tonumber(ARGV[5])
for _, id in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  for place = 3, 2 + types do redis.call('SREM', KEYS[place], id) end
end
redis.call('DEL', KEYS[2])
redis.call('SADD', KEYS[2], ARGV[4])
local at = 6
for place = 3 + types, #KEYS do
  redis.call('DEL', KEYS[place])
  redis.call('HSET', KEYS[place], 'id', ARGV[at], 'data', ARGV[at + 2], 'confidence',
    ARGV[at + 3], 'timestamp', ARGV[at + 4], 'relationships', ARGV[at + 5], 'generation', ARGV[1])
  redis.call('PEXPIRE', KEYS[place], ARGV[2])
  redis.call('SADD', KEYS[2], ARGV[at])
  redis.call('SADD', KEYS[tonumber(ARGV[at + 1])], ARGV[at])
  at = at + 6
end
for place = 2, 2 + types do redis.call('PEXPIRE', KEYS[place], ARGV[2]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
"""


@dataclass(frozen=True)
class Seen:
    """What was found.

    Attributes:
        generation: what is kept from now on is of.
        snapshot: all of the user's patterns; none where they are not there, or not whole.
        ids: those of the type that was asked for.
        is_current: whether nothing was published since.
    """

    generation: str
    snapshot: Snapshot | None = None
    ids: frozenset[str] = frozenset()
    is_current: bool = False


@dataclass(frozen=True)
class PatternCache:
    """The patterns of one organization in Redis.

    Attributes:
        redis: where.
        organization_id: whose.
        life: how long patterns are kept.
    """

    redis: AsyncRedis
    organization_id: str
    life: timedelta = keys.PATTERN.ttl or timedelta(hours=1)

    async def find(self, user_id: str, pattern_type: str | None = None) -> Seen:
        """What is kept of a user, current or not.

        Raises:
            StoreError: Redis does not answer.
        """
        user = self._user(user_id)
        of_type = self._type(pattern_type) if pattern_type else user
        generation, members, ids = await self.redis.run_script(
            "reading cached patterns", _FIND, [self._generation(), user, of_type],
            secrets.token_hex(8), _milliseconds(keys.CACHE_GENERATION.ttl),
        )  # fmt: skip
        marks = [one for one in members if one.startswith(_MARK)]
        if len(marks) != 1:
            return Seen(generation)
        token, _, read_at = marks[0].removeprefix(_MARK).partition(" ")
        wanted = sorted(one for one in members if one != marks[0])
        snapshot = await self._read(user_id, wanted, token, read_at)
        return Seen(generation, snapshot, frozenset(ids) - {marks[0]}, token == generation)

    async def keep(self, snapshot: Snapshot, generation: str) -> bool:
        """Keep all patterns of a user, unless something was published since the generation began.

        Raises:
            StoreError: Redis does not answer.
        """
        if len(snapshot.patterns) > MOST_CACHED:
            return False
        ties: dict[str, list[Row]] = defaultdict(list)
        for one in snapshot.edges:
            ties[one["start"]].append(one)
        types = list(INTENT_TYPES)
        fields = [
            text
            for one in snapshot.patterns.values()
            for text in (
                one["id"],
                str(3 + types.index(one["pattern_type"])),
                json.dumps(one, sort_keys=True),
                repr(one["confidence"]),
                one["created_at"],
                json.dumps(ties[one["id"]], sort_keys=True),
            )
        ]
        touched = [
            self._generation(),
            self._user(snapshot.user_id),
            *map(self._type, types),
            *(keys.PATTERN.key(pattern_id=one) for one in snapshot.patterns),
        ]
        lives = (_milliseconds(self.life), _milliseconds(keys.CACHE_GENERATION.ttl))
        mark = f"{_MARK}{generation} {snapshot.read_at.isoformat()}"
        given = (generation, *lives, mark, str(len(types)), *fields)
        return bool(await self.redis.run_script("writing patterns", _KEEP, touched, *given))

    async def _read(
        self, user_id: str, ids: Sequence[str], token: str, read_at: str
    ) -> Snapshot | None:
        """Every pattern, or none where one is gone, of another generation, or somebody else's."""
        wanted = [keys.PATTERN.key(pattern_id=one) for one in ids]
        found = await self.redis.run_script("reading cached patterns", _READ, wanted)
        patterns: dict[str, Row] = {}
        edges: list[Row] = []
        try:
            for one in found:
                fields = dict(zip(one[::2], one[1::2], strict=True))
                data: Row = json.loads(fields["data"])
                owner = (data["organization_id"], data["user_id"], fields["generation"])
                if owner != (self.organization_id, user_id, token):
                    return None
                patterns[data["id"]] = data
                edges += json.loads(fields["relationships"])
            return Snapshot(user_id, patterns, edges, datetime.fromisoformat(read_at))
        except (KeyError, ValueError, TypeError):
            return None  # what somebody else wrote there, or a server that forgot some of it

    def _generation(self) -> Key:
        return keys.CACHE_GENERATION.key(owner_id=self.organization_id)

    def _user(self, user_id: str) -> Key:
        return keys.USER_PATTERNS.key(user_id=keys.owned(self.organization_id, user_id))

    def _type(self, pattern_type: str) -> Key:
        return keys.PATTERN_TYPE.key(pattern_type=keys.owned(self.organization_id, pattern_type))


def _milliseconds(life: Any) -> str:
    return str(round((life or timedelta(0)) / timedelta(milliseconds=1)))
