"""Vectors for money keep to what the provider allows, together with everybody who asks it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from resources.control_plane import stage_attempts, websites
from resources.control_plane.resource import ControlPlane
from resources.embedding.account import Account
from resources.embedding.hosted import HostedEmbedder, open_hosted
from resources.errors import ProviderBusyError
from resources.llm.limits import open_windows, share_through
from resources.object_store import Objects
from resources.redis_store import RedisStore
from tests.provider_server import Plan, ProviderServer

KEY = "sk-very-secret-0123456789"


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


@pytest.fixture
def embedder(server: ProviderServer, control: ControlPlane, objects: Objects) -> HostedEmbedder:
    with control.begin() as db:
        site = websites.add(db, url="https://brave.example.com", name="Brave", actor="test")
    return open_hosted(
        {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "OPENAI_MODEL": "unpriced"},
        account=Account(control, objects, site.id, Decimal(1)),
        first_wait_s=0.01,
    )


@pytest.fixture
def redis() -> Iterator[RedisStore]:
    """The Redis that all runs share, for as long as a test takes."""
    store = RedisStore(namespace=f"test-{uuid4().hex}:")
    share_through(store)
    yield store
    share_through(None)
    store.close()


def test_while_the_provider_asks_everybody_to_wait_nothing_is_sent_or_booked(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    asyncio.run(open_windows(embedder.provider).take((), (), pause_s=90))
    with pytest.raises(ProviderBusyError, match="asked to be left alone"):
        embedder.embed(["one browser"])
    with embedder.account.control.begin() as db:
        booked = stage_attempts.attempts(db, embedder.account.website_id, "embedding")
    assert (server.calls, booked) == ([], [])


def test_a_wait_that_the_provider_asks_for_holds_everybody(
    embedder: HostedEmbedder, server: ProviderServer
) -> None:
    server.plans = [Plan(status=429, headers={"retry-after": "90"})]
    with pytest.raises(ProviderBusyError):
        embedder.embed(["one browser"])
    assert len(server.calls) == 1
    assert asyncio.run(open_windows(embedder.provider).take([1])).paused


@pytest.mark.redis
def test_a_request_uses_up_what_another_process_may_send(
    embedder: HostedEmbedder, redis: RedisStore
) -> None:
    own = replace(embedder.provider, requests_per_minute=1)
    replace(embedder, provider=own).embed(["one browser"])
    taken = asyncio.run(open_windows(own).take([1]))
    assert (taken.admitted, taken.paused) == (0, False)
    assert taken.wait_s > 0
