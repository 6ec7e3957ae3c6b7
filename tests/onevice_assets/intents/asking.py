"""A published organization and a service on it, for tests that ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from onevice_assets.intents.patterns.forget import forget_patterns
from onevice_assets.intents.patterns.graph.model import PatternRows, to_graph
from onevice_assets.intents.patterns.graph.write_graph import publish
from onevice_assets.intents.patterns.mining.mine import mine
from onevice_assets.intents.patterns.service.pattern_service import PatternService, open_service
from resources.embedding.static_vectors import MODEL, StaticVectors
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from tests.onevice_assets.intents.planted import ORGANIZATION, plant

T = TypeVar("T")


def dig(users: str = "alice bob", owner: str = ORGANIZATION, seed: int = 7) -> PatternRows:
    """What is published of some users."""
    rows = [row for user in users.split() for row in plant(user, seed)]
    mined = mine(rows, owner, MODEL, StaticVectors().embed)
    return to_graph(owner, mined.patterns, mined.relationships)


def put(graph: GraphStore, store: RedisStore, rows: PatternRows) -> None:
    """Publish, as the asset does."""
    with graph.session() as session:
        publish(session, rows)
    forget_patterns(store, rows.organization_id)


def ask(
    graph: GraphStore,
    store: RedisStore,
    work: Callable[[PatternService], Awaitable[T]],
    owner: str = ORGANIZATION,
    **options: Any,
) -> T:
    """Do something with a service of an organization."""

    async def run() -> T:
        async with open_service(graph, store, owner, **options) as service:
            return await work(service)

    return asyncio.run(run())
