"""A process that serves the endpoint: uvicorn, on a socket that is surely ours.

It stands beside the dashboard, not in it: that one is for people who sign in, this one for
machines that sign. Heads that come too slowly are cut off here, bodies in `read_body.py`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
MOST_CONNECTIONS: Final = 512
_GRACE_SECONDS: Final = 10


class _ImpatientProtocol(HttpToolsProtocol):
    """Closes a connection on which no head was complete in time; uvicorn waits for ever."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(HEAD_SECONDS, transport.abort)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._timer is None:  # a further request on the same connection
            self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.abort)

    def on_headers_complete(self) -> None:
        self._stop_timer()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class _Server(uvicorn.Server):
    """Tells once requests are taken."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def serve(
    application: Any,
    listener: socket.socket,
    *,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C or SIGTERM; deliveries under way are kept and answered first.

    Args:
        application: the ASGI application.
        listener: the open socket.
        ready: called once requests are taken.
    """
    make_server(application, ready).run(sockets=[listener])


def make_server(application: Any, ready: Callable[[], None] = lambda: None) -> _Server:
    """A server that logs no request: paths name clients, and bodies people."""
    return _Server(
        uvicorn.Config(
            application,
            http=_ImpatientProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        ),
        ready,
    )
