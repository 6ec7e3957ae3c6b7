"""Counts the requests at our HTTP doors by method and status; paths and senders are not looked at.

The counts are the process's own, served where ONEVICE_METRICS_PORT says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Literal

from resources.resilience import metrics

Door = Literal["dashboard", "webhooks"]
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
Scope = MutableMapping[str, Any]
Send = Callable[[Scope], Awaitable[None]]


def count_wsgi(application: Any, door: Door) -> Any:
    """A WSGI application whose requests are counted; what it lacks is asked of the other one."""

    def counted(environ: Scope, start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, *more: Any) -> Any:
            _count(door, str(environ.get("REQUEST_METHOD")), status[:3])
            return start_response(status, *more)

        answer: Iterable[bytes] = application(environ, start)
        return answer

    return counted


def count_asgi(application: Any, door: Door) -> Any:
    """An ASGI application whose requests are counted."""

    async def counted(scope: Scope, receive: Any, send: Send) -> None:
        async def start(message: Scope) -> None:
            if message["type"] == "http.response.start":
                _count(door, str(scope.get("method")), str(message["status"]))
            await send(message)

        await application(scope, receive, start)

    return counted


def _count(door: Door, method: str, status: str) -> None:
    metrics.count_request(door, method if method in _METHODS else "other", status)
