"""All servers at once: installed, started and awaited side by side, stopped whatever happens.

Not here: which servers there are and what runs on them (`__main__.py`).
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil

from resources.errors import LocalServerError
from resources.local_servers import processes
from resources.local_servers.failures import read_tail
from tests.servers.server import CannotInstallError, Server, choose_cache

_START_SECONDS = 180.0
_STOP_SECONDS = 10.0


class ServerFailedError(Exception):
    """A server cannot be had, or ended, or did not answer in time; with what it said."""


class Session:
    """The servers of one run, in a folder that goes with it."""

    def __init__(self) -> None:
        self.variables: dict[str, str] = {}
        self.failed: list[str] = []
        self._cache = choose_cache()
        self._folder = Path(tempfile.mkdtemp(prefix="onevice-servers-"))
        self._folder.chmod(0o755)  # as root, some run as another user
        self._started: list[tuple[Server, psutil.Process]] = []
        self._ending = threading.Event()
        self._on_interrupt = signal.getsignal(signal.SIGINT)

    def start(self, servers: Sequence[Server]) -> None:
        """Bring all of them up, and say of each how that went; failures are kept in `failed`."""
        with ThreadPoolExecutor(len(servers)) as pool:
            try:
                list(pool.map(self._bring_up, servers))
            except BaseException:  # Ctrl-C: the threads stop waiting, and so must their pool
                self._end()
                raise

    def stop(self) -> None:
        """End every server that was started and remove what it wrote."""
        self._end()
        for server, process in self._started:
            processes.end(process, [server.stop_signal], _STOP_SECONDS)
        shutil.rmtree(self._folder)
        signal.signal(signal.SIGINT, self._on_interrupt)

    def _end(self) -> None:
        self._ending.set()
        # a second Ctrl-C must not leave a server behind
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _bring_up(self, server: Server) -> None:
        if os.environ.get(server.variable):
            return _say(f"{server.name:<14} the one that {server.variable} names")
        begun = time.monotonic()
        try:
            server.install(self._cache)
        except (CannotInstallError, LocalServerError) as error:
            return self._go_without(server, error)
        installed = time.monotonic()
        try:
            version = self._run(server)
        except ServerFailedError as error:
            self.failed.append(f"{server.name}: {error}")
            return None
        self.variables.update(server.variables())
        took = f"installed in {installed - begun:.0f} s, "
        took += f"answered after {time.monotonic() - installed:.1f} s"
        return _say(f"{server.name:<14} {version:<26} {took}")

    def _go_without(self, server: Server, error: Exception) -> None:
        if os.environ.get("ONEVICE_REQUIRE_ALL"):
            self.failed.append(f"{server.name} is not installed: {error}")
        else:
            _say(f"{server.name:<14} NOT HERE, its tests run on the embedded one: {error}")

    def _run(self, server: Server) -> str:
        folder, log = self._folder / server.name, self._folder / f"{server.name}.log"
        folder.mkdir()
        command = server.prepare(self._cache, folder)
        if self._ending.is_set():
            raise ServerFailedError("interrupted")
        process = processes.start_detached(command, log)
        self._started.append((server, process))
        deadline = time.monotonic() + _START_SECONDS
        while not self._ending.is_set() and time.monotonic() < deadline:
            if processes.find(process.pid, process.create_time()) is None:
                raise ServerFailedError(f"ended before it answered:\n{read_tail(log)}")
            version = server.answers()
            if version is not None:
                return version
            time.sleep(0.2)
        raise ServerFailedError(f"no answer in {_START_SECONDS:.0f} s:\n{read_tail(log)}")


@contextmanager
def running(servers: Sequence[Server]) -> Iterator[dict[str, str]]:
    """Run servers as long as the context lasts; gives the variables that tests find them by.

    Raises:
        ServerFailedError: one does not start, or cannot be installed and ONEVICE_REQUIRE_ALL
            is set.
    """
    session = Session()
    try:
        session.start(servers)
        if session.failed:
            raise ServerFailedError("\n".join(session.failed))
        yield session.variables
    finally:
        session.stop()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
