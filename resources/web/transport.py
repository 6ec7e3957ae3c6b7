"""HTTP/1.1 over connections that the guard opened. No redirects, cookies, proxies or decoding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpcore

from resources.web.guard import Guard


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to the addresses the guard chose; TLS still checks the host's name."""

    def __init__(self, guard: Guard) -> None:
        self._guard, self._inner = guard, httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first allowed address that answers."""
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for ip, at_port in await self._guard.choose(host, port):
            try:
                return await self._inner.connect_tcp(
                    ip, at_port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(f"no address of {host} may be connected to")

    async def sleep(self, seconds: float) -> None:
        """Wait, for httpcore's own retries (off here)."""
        await self._inner.sleep(seconds)


def open_pool(guard: Guard, connections: int) -> httpcore.AsyncConnectionPool:
    """Make a connection pool behind the guard."""
    return httpcore.AsyncConnectionPool(
        network_backend=GuardedBackend(guard),
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=15.0,
    )
