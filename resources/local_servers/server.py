"""What the file of one server has, and where those files are listed.

A further server is one file with a class that fits `LocalServer`, its name in `address.Kind`
and its line in `_FILES`. Not here: the order these methods are called in (`lifecycle.py`).
"""

from __future__ import annotations

import importlib
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

from resources.local_servers.address import Kind, ServerAddress
from resources.local_servers.processes import Command
from resources.local_servers.state import State

_FILES: dict[Kind, str] = {
    "postgres": "resources.local_servers.postgres",
    "graph": "resources.local_servers.graph",
    "llm": "resources.local_servers.llm",
    "redis": "resources.local_servers.redis_server",
}


class LocalServer(Protocol):
    """One kind of server. Every method but `ping` and `is_busy` runs under its lock."""

    user: str
    marker: str  # stands in the arguments of its process, besides the data folder
    stop_signals: Sequence[signal.Signals]
    start_seconds: float
    gave_up: str  # what it logs when it fails to start and yet does not end; empty if it ends

    def version(self) -> str:
        """The version of the program that would be started."""

    def place(self, home: Path, state: State) -> Path:
        """Choose its data folder, and make nothing in it.

        Raises:
            LocalServerError: no folder can be had.
        """

    def prepare(self, state: State) -> State:
        """Make its data and files ready; no server runs on them. Returns the state with `url`.

        Raises:
            LocalServerError: its wheel is missing or its data cannot be made.
        """

    def command(self, state: State) -> Command:
        """What to run. No secret in its arguments."""

    def address_once_known(self, state: State) -> str:
        """The url, for a server that chooses its port itself; empty until it is known."""

    def ping(self, address: ServerAddress) -> bool:
        """Tell whether it answers its user and password."""

    def is_busy(self, address: ServerAddress) -> bool:
        """Tell whether somebody is connected to it."""


def load(kind: Kind) -> LocalServer:
    """Load the file of one server, and with it its client library."""
    return cast(LocalServer, importlib.import_module(module_of(kind)).SERVER)


def module_of(kind: Kind) -> str:
    """Name of the module of one server, which imports its client library."""
    return _FILES[kind]
