"""Listening: a socket that is surely ours, a web server for it, an end that is clean."""

from __future__ import annotations

import importlib
import logging
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from resources.errors import ConfigurationError, InputError

USUAL_PORT = 8050
_TRIED_PORTS = 20
_THREADS = 8


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this machine only.

    Raises:
        InputError: when the name is no address of this machine.
    """
    return all(ip_address(one.partition("%")[0]).is_loopback for one in _resolve(host))


def listen(host: str, port: int | None) -> socket.socket:
    """Open a socket; without a port the usual one, or the next that is free.

    Raises:
        InputError: when the host is none of this machine's.
        ConfigurationError: when the port is taken or may not be used; says what to type.
    """
    address = _resolve(host)[0]
    tried = [port] if port is not None else range(USUAL_PORT, USUAL_PORT + _TRIED_PORTS)
    why = ""
    for one in tried:
        try:
            return _bind(address, one)
        except OSError as error:
            why = error.strerror or str(error)
    wanted = f"Port {port}" if port is not None else f"Every port from {USUAL_PORT} to {tried[-1]}"
    raise ConfigurationError(
        f"{wanted} of {host} cannot be used ({why}): name another one with --port, or --port 0 "
        "for any that is free."
    )


def check_proxy(proxy: str) -> None:
    """Accept the address a proxy's connections come from, or `*` for whoever can connect.

    Raises:
        InputError: for anything else, such as the address people type: it would never match.
    """
    try:
        if proxy != "*":
            ip_address(proxy)
    except ValueError as error:
        raise InputError(
            f"--proxy {proxy[:100]!r} is no address: give the IP address the proxy's own "
            "connections come from (10.0.0.2), or * where nobody but the proxy can connect."
        ) from error


def address_of(listener: socket.socket) -> str:
    """What to type into a browser."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def import_ahead() -> None:
    """Load what the first look would wait for: some seconds of numpy, pandas, scipy and plotly."""
    for name in ("pandas", "plotly.graph_objects", "pyarrow.compute", "scipy.stats"):
        importlib.import_module(name)


def serve(
    application: Any,
    listener: socket.socket,
    *,
    proxy: str | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C or SIGTERM; requests under way are finished first.

    Args:
        application: the WSGI application.
        listener: the open socket.
        proxy: address of a reverse proxy that may tell scheme and address of the other end.
        ready: called once requests are taken.
    """
    from waitress import create_server  # type: ignore[import-untyped]

    # its warning on queued requests tells an analyst nothing
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    trusted = {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "trusted_proxy_count": 1,
    }
    server = create_server(
        application,
        sockets=[listener],
        threads=_THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **(trusted if proxy else {}),
    )
    ready()
    try:
        server.run()
    finally:
        server.close()


def _resolve(host: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise InputError(
            f"{host[:100]!r} is no address to listen on: use 127.0.0.1 for this machine alone, "
            "0.0.0.0 for its networks."
        ) from error
    return [str(one[4][0]) for one in found]


def _bind(address: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        # a port left a moment ago is free; one in use is still refused
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((address, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made
