"""Clients of Redis: pool sizes and time limits, keep-alive, the embedded server's login, health.

What is done with one is in `redis_store.py`.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from resources.redis_errors import bad_address, check_address, describe, explain
from resources.resilience.health import Answer, Probe, embedded, require_version

if TYPE_CHECKING:
    from redis import Redis
    from redis.asyncio import Redis as AsyncClient

_RETRIES = 2
_OLDEST = (6, 2)


class Limits(NamedTuple):
    """How many connections, and how long each may take; the fields of `RedisStore` say why."""

    pool_size: int
    connect_seconds: float
    answer_seconds: float
    health_check_seconds: int


def open_client(url: str, limits: Limits) -> tuple[Redis, str]:
    """A client of an address (empty: the embedded server, started), and what messages call it.

    Raises:
        ConfigurationError: the address is none, or would not verify who answers.
        LocalServerError: the embedded server cannot be started.
    """
    if url:
        check_address(url)
        return _make_client(url, {}, limits), describe(url)
    from resources.home import home
    from resources.local_servers import ensure

    server = ensure("redis", home())
    login = {"username": server.user, "password": server.password}
    return _make_client(server.url, login, limits), describe(server.url)


def probe(url: str, limits: Limits) -> Probe:
    """The probe of an address; empty means the embedded server."""
    if not url:
        return embedded("redis", "redis")
    return Probe("redis", "server", describe(url), lambda: _ask(url, limits), ("redis",))


def _ask(url: str, limits: Limits) -> Answer:
    from redis.exceptions import RedisError

    client, place = open_client(url, limits)
    try:
        found: dict[str, Any] = client.info("server") | client.info("replication")
    except RedisError as error:
        raise explain(error, "asking for its version", place) from None
    finally:
        client.close()
    version = str(found.get("redis_version", ""))
    require_version(place, version, _OLDEST, "Redis (REDIS_URL)")
    if found.get("role") == "slave":
        advice = "it is a replica and takes no writes: REDIS_URL must name the primary"
        return Answer(f"Redis {version}", "unusable", advice)
    return Answer(f"Redis {version}")


def _make_client(url: str, login: Mapping[str, str], limits: Limits) -> Redis:
    import redis
    from redis.retry import Retry

    options = _options(url, login, limits)
    try:
        pool = redis.BlockingConnectionPool.from_url(
            url, **options, retry=Retry(_backoff(), _RETRIES)
        )
        # made, not opened: an option that the driver does not know shows here
        pool.make_connection()  # type: ignore[no-untyped-call]
    except (TypeError, ValueError):
        raise bad_address() from None
    return redis.Redis.from_pool(pool)


def open_async_client(url: str, limits: Limits) -> tuple[AsyncClient, str]:
    """As `open_client`, for one event loop; starting the embedded server blocks."""
    import redis.asyncio
    from redis.asyncio.retry import Retry

    login: dict[str, Any] = {}
    if not url:
        from resources.home import home
        from resources.local_servers import ensure

        server = ensure("redis", home())
        url, login = server.url, {"username": server.user, "password": server.password}
    else:
        check_address(url)
    try:
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            url, **_options(url, login, limits), retry=Retry(_backoff(), _RETRIES)
        )
    except (TypeError, ValueError):
        raise bad_address() from None
    return redis.asyncio.Redis.from_pool(pool), describe(url)


def _backoff() -> Any:
    from redis.backoff import ExponentialWithJitterBackoff

    return ExponentialWithJitterBackoff(base=0.05, cap=0.5)


def _options(url: str, login: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    return {
        **login,
        **({} if url.startswith("unix:") else _keep_alive()),
        "max_connections": limits.pool_size,
        "timeout": limits.answer_seconds,  # for one of the pool to become free
        "decode_responses": True,
        "encoding_errors": "replace",
        "socket_timeout": limits.answer_seconds,
        "socket_connect_timeout": limits.connect_seconds,
        "health_check_interval": limits.health_check_seconds,
    }


def _keep_alive() -> dict[str, Any]:
    """Notices a peer that is gone within 16 s: seed 000, §5.2, with the constants it means.

    It writes 1, 2 and 3 for them, which on Linux are other options of a socket.
    """
    known = {"TCP_KEEPIDLE": 1, "TCP_KEEPINTVL": 3, "TCP_KEEPCNT": 5}
    options = {getattr(socket, name): value for name, value in known.items() if name in dir(socket)}
    return {"socket_keepalive": True, "socket_keepalive_options": options}
