"""Refuses every socket beyond loopback, in each Python process that has this folder on its path."""

import os
import socket
from pathlib import Path
from typing import Any

_LOG = os.environ.get("ONEVICE_REFUSED_LOG")
_HOME = ("127.", "::1", "localhost")


def _refuse(what: str) -> None:
    if _LOG:
        with Path(_LOG).open("a", encoding="utf-8") as log:
            log.write(f"{os.getpid()} {what}\n")
    raise OSError(f"no network in this test: {what}")


def _guard(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not host.startswith(_HOME):
                _refuse(f"connect {host}")
        return connect(self, address)

    return guarded


def _guard_lookup(lookup: Any) -> Any:
    def guarded(host: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        own = (None, "", socket.gethostname(), "0.0.0.0", "::")
        if name not in own and not str(name).startswith(_HOME):
            _refuse(f"look-up {name}")
        return lookup(host, *rest, **named)

    return guarded


socket.socket.connect = _guard(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = _guard(socket.socket.connect_ex)  # type: ignore[method-assign]
socket.getaddrinfo = _guard_lookup(socket.getaddrinfo)
