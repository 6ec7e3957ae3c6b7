"""Prometheus' endpoint: on loopback for anybody there, elsewhere for who has the token."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

TOKEN_VARIABLE = "ONEVICE_METRICS_TOKEN"
LEAST_CHARACTERS = 16
USUAL_PORT = 9464
_TEXT = [("Content-Type", "text/plain; charset=utf-8")]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def check_token(token: str, *, is_local: bool) -> None:
    """Refuse to tell everybody.

    Raises:
        ConfigurationError: it is to be reached by others and no token is set, or a short one.
    """
    if is_local and not token:
        return
    if len(token) < LEAST_CHARACTERS:
        raise ConfigurationError(
            f"Metrics for others need a token of at least {LEAST_CHARACTERS} characters in "
            f"{TOKEN_VARIABLE} (`openssl rand -hex 24` makes one), which Prometheus sends as "
            "bearer token; or leave --host out to serve this machine alone."
        )


def build_app(registry: CollectorRegistry, token: str = "") -> Application:
    """The WSGI application: `/metrics`, and `/healthy` for whoever only asks whether it lives.

    Args:
        registry: what is told.
        token: who must be sent along for the metrics; empty lets everybody in.
    """
    from prometheus_client import make_wsgi_app

    metrics = make_wsgi_app(registry)
    wanted = f"Bearer {token}".encode()

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "GET")
        if method not in ("GET", "HEAD"):
            start_response("405 Method Not Allowed", [*_TEXT, ("Allow", "GET, HEAD")])
            return [b"Ask with GET.\n"]
        if path == "/healthy":
            start_response("200 OK", _TEXT)
            return [b"ok\n"]
        if path != "/metrics":
            start_response("404 Not Found", _TEXT)
            return [b"Metrics are at /metrics.\n"]
        given = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
        if token and not hmac.compare_digest(given, wanted):
            start_response("401 Unauthorized", [*_TEXT, ("WWW-Authenticate", "Bearer")])
            return [b"Send the token.\n"]
        told: Iterable[bytes] = metrics(environ, start_response)
        return told

    return answer
