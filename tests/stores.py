"""A Redis to test on: the embedded one, or the one ONEVICE_TEST_REDIS_URL names.

Each test has a namespace of its own there and takes away what it wrote.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import quote
from uuid import uuid4

import pytest
from redis import Redis

from resources.home import home
from resources.local_servers import ensure
from resources.redis_store import RedisStore


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[RedisStore]:
    """An empty store; the embedded one belongs to the test run's home."""
    url = os.environ.get("ONEVICE_TEST_REDIS_URL", "")
    if not url:
        request.getfixturevalue("home")
    made = RedisStore(url=url, namespace=f"test-{uuid4().hex}:")
    yield made
    driver = driver_of(made)
    for key in keys_of(made):
        driver.delete(key)
    made.close()


def driver_of(store: RedisStore) -> Redis:
    """The driver's own client of a store."""
    return store._client()[0]


def url_of(store: RedisStore) -> str:
    """The address of a store's server with its login, as REDIS_URL holds it."""
    if store.url:
        return store.url
    server = ensure("redis", home())
    login = f"{quote(server.user or '')}:{quote(server.password or '')}"
    return server.url.replace("unix://", f"unix://{login}@")


def keys_of(store: RedisStore) -> set[str]:
    """Every key of a store as it lies in Redis."""
    return {str(key) for key in driver_of(store).scan_iter(f"{store.namespace}*")}
