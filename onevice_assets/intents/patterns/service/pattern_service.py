"""Asking for patterns: who may, from the cache, from the graph, and from the cache again.

    async with open_service(graph, redis, organization_id) as service:
        answer = await service.list_patterns("mobile-app", PatternQuery("alice", depth=2))

A call is counted first; without Redis none is let through, for it could not be counted. Patterns
come from the cache where it holds all of the user's since the last publish, else from the graph,
whose answer is kept. Where the graph is away what the cache still has is told, marked stale.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Final

from onevice_assets.intents.patterns.service import limit_calls
from onevice_assets.intents.patterns.service.ask_graph import PatternGraph
from onevice_assets.intents.patterns.service.cache import MOST_CACHED, PatternCache, Seen
from onevice_assets.intents.patterns.service.query import (
    Answer,
    Endpoint,
    PatternQuery,
    Row,
    Snapshot,
    check_user,
    choose,
    tell_one,
)
from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.graph_async import AsyncGraph
from resources.graph_store import GraphStore
from resources.redis_async import AsyncRedis
from resources.redis_store import RedisStore
from resources.resilience.guard import tell_once
from resources.resilience.health import Health, Probe

LIFETIME_SECONDS: Final = 200.0  # seed 003, Connection Management
RETRY_SECONDS: Final = 3.0  # somebody waits for the answer

_log = logging.getLogger("onevice.intents")


@asynccontextmanager
async def open_service(
    graph: GraphStore,
    redis: RedisStore,
    organization_id: str,
    *,
    most_calls: int = limit_calls.MOST_CALLS,
    life: timedelta | None = None,
) -> AsyncIterator[PatternService]:
    """The patterns of one organization, for one event loop; its connections close at the end.

    Args:
        graph: has the patterns.
        redis: counts calls and keeps answers.
        organization_id: whose; a service never asks for anybody else's.
        most_calls: of a client at an endpoint in any minute.
        life: how long patterns are kept; an hour by default.
    """
    own_redis = AsyncRedis(redis)
    own_graph = AsyncGraph(graph, lifetime_seconds=LIFETIME_SECONDS, retry_seconds=RETRY_SECONDS)
    cache = PatternCache(own_redis, organization_id, **({"life": life} if life else {}))
    probes = (graph.probe(), redis.probe())
    try:
        yield PatternService(own_graph, own_redis, cache, most_calls, probes)
    finally:
        await asyncio.gather(own_graph.close(), own_redis.close())


class PatternService:
    """Made by `open_service`."""

    def __init__(
        self,
        graph: AsyncGraph,
        redis: AsyncRedis,
        cache: PatternCache,
        most_calls: int,
        probes: tuple[Probe, ...],
    ) -> None:
        self._owner = cache.organization_id
        self._bolt, self._graph = graph, PatternGraph(graph, self._owner)
        self._redis, self._cache = redis, cache
        self._most, self._probes = most_calls, probes
        self._filling: set[str] = set()
        self._large: set[str] = set()

    async def list_patterns(self, client_id: str, query: PatternQuery) -> Answer:
        """A user's patterns, the surest first, each with what is related to it.

        Raises:
            TooManyAttemptsError: the client called too often; says how long to wait.
            StoreError: Redis does not count, or the graph is away and nothing is cached.
        """
        await self._admit(client_id, "list")
        seen = await self._look(query.user_id, query.pattern_type)
        if seen.snapshot and seen.is_current:
            ids = seen.ids if query.pattern_type else None
            return self._from_cache(seen.snapshot, choose(seen.snapshot, query, ids))
        read_at = datetime.now(UTC)
        try:
            patterns = await self._graph.list_patterns(query)
        except StoreDownError as error:
            kept = _fall_back(seen, error)
            return self._from_cache(kept, choose(kept, query), is_stale=True)
        await self._fill(query.user_id, seen.generation)
        return Answer(patterns, "graph", False, read_at)

    async def show_pattern(self, client_id: str, user_id: str, pattern_id: str) -> Answer:
        """One pattern of a user with everything that ties it to others, as `ties`.

        Raises:
            MissingDataError: the user has none of that id.
            TooManyAttemptsError: the client called too often; says how long to wait.
            StoreError: as `list_patterns` does.
        """
        await self._admit(client_id, "show")
        return await self._show(check_user(user_id), pattern_id)

    async def list_next(self, client_id: str, user_id: str, pattern_id: str) -> Answer:
        """What a user asks after a pattern, the surest first (by the lower bound).

        Raises as `show_pattern` does.
        """
        await self._admit(client_id, "next")
        answer = await self._show(check_user(user_id), pattern_id)
        ties = [one for one in answer.patterns[0]["ties"] if one["is_outgoing"]]
        return Answer(ties, answer.source, answer.is_stale, answer.read_at)

    async def list_users(self, limit: int = 100) -> list[Row]:
        """Users that have patterns, those with most first; for whoever runs the service."""
        return await self._graph.list_users(limit)

    async def read_usage(self, client_id: str, endpoint: Endpoint, day: date) -> dict[str, int]:
        """How often a client called an endpoint on a day (UTC), and was refused."""
        return await limit_calls.read_usage(self._redis, self._owner, client_id, endpoint, day)

    async def health(self) -> list[Health]:
        """Whether graph and Redis answer, asked at once; no breaker is heard."""
        return list(await asyncio.gather(*(asyncio.to_thread(one.run) for one in self._probes)))

    async def _admit(self, client_id: str, endpoint: Endpoint) -> None:
        most = self._most
        await limit_calls.admit_call(self._redis, self._owner, client_id, endpoint, most=most)

    async def _show(self, user_id: str, pattern_id: str) -> Answer:
        seen = await self._look(user_id)
        if seen.snapshot and seen.is_current:
            return self._from_cache(seen.snapshot, [_show_of(seen.snapshot, pattern_id)])
        read_at = datetime.now(UTC)
        try:
            found = await self._graph.show(user_id, pattern_id)
        except StoreDownError as error:
            kept = _fall_back(seen, error)
            return self._from_cache(kept, [_show_of(kept, pattern_id)], is_stale=True)
        await self._fill(user_id, seen.generation)
        return Answer([found], "graph", False, read_at)

    async def _look(self, user_id: str, pattern_type: str | None = None) -> Seen:
        """What is cached; nothing where Redis cannot say, which is no reason not to answer."""
        try:
            return await self._cache.find(user_id, pattern_type)
        except (StoreError, ConfigurationError) as error:
            _log.warning("Going on without cached patterns: %s", tell_once(error))
            return Seen("")

    async def _fill(self, user_id: str, generation: str) -> None:
        """Keep all patterns of a user for the next one who asks; once at a time."""
        if not generation or user_id in self._filling or user_id in self._large:
            return
        self._filling.add(user_id)
        try:
            snapshot = await self._graph.read_user(user_id, MOST_CACHED)
            if len(snapshot.patterns) > MOST_CACHED:
                self._large.add(user_id)
            else:
                await self._cache.keep(snapshot, generation)
        except (StoreError, ConfigurationError) as error:
            _log.warning("Patterns are told and not kept: %s", tell_once(error))
        finally:
            self._filling.discard(user_id)

    def _from_cache(
        self, snapshot: Snapshot, patterns: list[Row], *, is_stale: bool = False
    ) -> Answer:
        """An answer of the cache; stale where nobody can say whether it is still so."""
        return Answer(patterns, "cache", is_stale or self._bolt.is_left_alone, snapshot.read_at)


def _fall_back(seen: Seen, error: StoreDownError) -> Snapshot:
    """What the cache still has, whatever was published since; else the graph's error."""
    if seen.snapshot is None:
        raise error
    _log.warning("Telling what is cached: %s", tell_once(error))
    return seen.snapshot


def _show_of(snapshot: Snapshot, pattern_id: str) -> Row:
    return tell_one(snapshot.user_id, pattern_id, snapshot.patterns, snapshot.edges)
