"""A network namespace for our processes, joined to this machine by one cable that can be pulled.

Servers listen on loopback here; what our processes reach at the cable's other end is passed on to
them. A pulled cable loses packets and closes nothing: whoever waits does so until his patience or
the cut ends. Root alone may do this.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_CHUNK = 65_536
_NUMBERS = itertools.count()


@dataclass(frozen=True)
class Network:
    """Where our processes live.

    Attributes:
        name: of the namespace.
        cable: this machine's end of it.
        host: this machine's address on it.
    """

    name: str
    cable: str
    host: str

    @contextmanager
    def cut(self) -> Iterator[None]:
        """No packet passes as long as the block lasts."""
        _ip("link", "set", self.cable, "down")
        try:
            yield
        finally:
            _ip("link", "set", self.cable, "up")

    def within(self, command: Sequence[str]) -> list[str]:
        """The command as it is run there."""
        return ["ip", "netns", "exec", self.name, *command]


@contextmanager
def network(passed_on: Sequence[int]) -> Iterator[Network]:
    """A namespace that reaches these ports of this machine's loopback and nothing else."""
    number = (os.getpid() + 100 * next(_NUMBERS)) % 250
    made = Network(f"onevice-drill-{number}", f"ovd{number}", f"10.231.{number}.1")
    other = f"ovd{number}n"
    _ip("netns", "add", made.name)
    try:
        _ip("link", "add", made.cable, "type", "veth", "peer", "name", other, "netns", made.name)
        _ip("addr", "add", f"{made.host}/24", "dev", made.cable)
        _ip("link", "set", made.cable, "up")
        _ip("-n", made.name, "addr", "add", f"10.231.{number}.2/24", "dev", other)
        _ip("-n", made.name, "link", "set", other, "up")
        _ip("-n", made.name, "link", "set", "lo", "up")
        with _passing_on(made.host, passed_on):
            yield made
    finally:
        _ip("netns", "del", made.name)


@contextmanager
def _passing_on(host: str, ports: Sequence[int]) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    for port in ports:
        listening = asyncio.start_server(_pass_on(port), host, port)
        asyncio.run_coroutine_threadsafe(listening, loop).result(10)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _pass_on(port: int):  # type: ignore[no-untyped-def]  # what asyncio calls for a connection
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            to_reader, to_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.transport.abort()  # nobody listens: the caller is refused
            return
        await asyncio.gather(_copy(reader, to_writer), _copy(to_reader, writer))

    return serve


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
