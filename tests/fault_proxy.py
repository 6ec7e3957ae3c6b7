"""A way to a real server that can be cut, swallow what is sent, lie, and speak TLS.

with FaultProxy(("127.0.0.1", 5432)) as way:
    …127.0.0.1:way.port…
    way.cut()
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from types import TracebackType
from typing import Literal

Place = str | tuple[str, int]  # path of a unix socket, or host and port
_HELD: list[socket.socket] = []
_SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # PostgreSQL asks like this before TLS begins


class FaultProxy:
    """Listens on a free port of loopback and passes on what it is given, until it shall not."""

    def __init__(
        self,
        target: Place,
        *,
        tls: ssl.SSLContext | None = None,
        asks_for_tls: Literal["at once", "postgres"] = "at once",
        instead: dict[bytes, bytes] | None = None,
    ) -> None:
        """Listen; `instead` replaces bytes of the server's answers by as many others."""
        self._target, self._tls, self._asks, self._instead = target, tls, asks_for_tls, instead
        self._open: list[socket.socket] = []
        self._is_cut = self._swallows = False
        self._left: int | None = None
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> FaultProxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.cut()
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def cut(self) -> None:
        """Hang up on everybody, now and from now on."""
        self._is_cut = True
        for line in list(self._open):
            _hang_up(line)

    def cut_after(self, size: int) -> None:
        """Cut when so many more bytes have come from clients."""
        self._left = size

    def swallow(self) -> None:
        """Take what clients send and never let an answer through again."""
        self._swallows = True

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        if self._is_cut:
            client.close()
            return
        try:
            client = self._begin_tls(client)
            server = _connect(self._target)
        except OSError:
            client.close()  # who does not trust us hangs up
            return
        self._open += [client, server]
        threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()
        self._pass(client, server, True)

    def _begin_tls(self, client: socket.socket) -> socket.socket:
        if self._tls is None:
            return client
        if self._asks == "postgres":
            if client.recv(8) != _SSL_REQUEST:
                raise OSError("it did not ask for TLS")
            client.sendall(b"S")
        return self._tls.wrap_socket(client, server_side=True)

    def _pass(self, source: socket.socket, sink: socket.socket, is_client: bool) -> None:
        try:
            while data := source.recv(65536):
                if is_client and self._left is not None:
                    self._left -= len(data)
                    if self._left < 0:
                        self.cut()
                        return
                for old, new in ({} if is_client else self._instead or {}).items():
                    assert len(old) == len(new), "lengths stand elsewhere in the protocol"
                    data = data.replace(old, new)
                if not self._swallows:
                    sink.sendall(data)
        except OSError:
            pass
        finally:
            _hang_up(source)
            _hang_up(sink)


def closed_port() -> int:
    """A port of loopback that nobody listens on, nor will while these tests run."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    _HELD.append(taken)  # bound, so that no other test's server is given it
    return int(taken.getsockname()[1])


def _connect(target: Place) -> socket.socket:
    if isinstance(target, tuple):
        return socket.create_connection(target)
    line = socket.socket(socket.AF_UNIX)
    line.connect(target)
    return line


def _hang_up(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the other side was faster
    finally:
        line.close()
