"""A graph that takes every login and refuses every statement: for errors no real one can be made
to give on a laptop. It speaks Bolt 5.4, whose messages are PackStream in chunks.
"""

from __future__ import annotations

import socket
import threading

_HELLO, _GOODBYE, _RESET, _RUN, _BEGIN = 0x01, 0x02, 0x0F, 0x10, 0x11
_SUCCESS, _IGNORED, _FAILURE = 0x70, 0x7E, 0x7F


class FakeBolt:
    """Listens on a free port of loopback."""

    def __init__(self, code: str, message: str, agent: str = "Neo4j/5.26.0") -> None:
        """Listen; `code` and `message` are what every statement fails with."""
        self._failure, self._agent = {"code": code, "message": message}, agent
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take nobody any more."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._speak, args=(client,), daemon=True).start()

    def _speak(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as heard:
            heard.read(20)  # magic and four versions
            client.sendall(bytes([0, 0, 4, 5]))
            has_failed = False
            while (message := _read_message(heard)) and message[1] != _GOODBYE:
                has_failed = has_failed and message[1] != _RESET
                if message[1] == _HELLO:
                    answer = _pack(_SUCCESS, {"server": self._agent, "connection_id": "fake"})
                elif has_failed:
                    answer = bytes([0xB0, _IGNORED])
                elif message[1] == _RUN:
                    answer, has_failed = _pack(_FAILURE, self._failure), True
                else:
                    answer = _pack(_SUCCESS, {})
                client.sendall(len(answer).to_bytes(2, "big") + answer + b"\0\0")


def _read_message(heard: object) -> bytes:
    message = b""
    while size := int.from_bytes(heard.read(2), "big"):  # type: ignore[attr-defined]
        message += heard.read(size)  # type: ignore[attr-defined]
    return message


def _pack(tag: int, fields: dict[str, str]) -> bytes:
    texts = [part for pair in fields.items() for part in pair]
    packed = b"".join(bytes([0xD0, len(one.encode())]) + one.encode() for one in texts)
    return bytes([0xB1, tag, 0xA0 + len(fields)]) + packed
