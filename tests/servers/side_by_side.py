"""Test processes side by side: of the servers they cannot share, each has one of its own.

PostgreSQL, Elasticsearch and S3 serve them all, for every test has a database, indexes or a prefix
of its own there. Tests empty the one database a Neo4j has, and change settings of a whole Redis.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from resources.local_servers.processes import Command
from tests.servers.server import Server

NOT_SHARED = ("ONEVICE_TEST_NEO4J_URI", "ONEVICE_TEST_REDIS_URL")


@dataclass(frozen=True)
class OfProcess:
    """A server that only one of several processes finds.

    Attributes:
        process: its name with pytest-xdist, such as `gw1`.
    """

    server: Server
    process: str

    @property
    def name(self) -> str:
        return f"{self.server.name}-{self.process}"

    @property
    def variable(self) -> str:
        return _own(self.process, self.server.variable)

    @property
    def stop_signal(self) -> Signals:
        return self.server.stop_signal

    def install(self, cache: Path) -> None:
        self.server.install(cache)

    def prepare(self, cache: Path, folder: Path) -> Command:
        return self.server.prepare(cache, folder)

    def answers(self) -> str | None:
        return self.server.answers()

    def variables(self) -> Mapping[str, str]:
        """Under names of the process: `GW1_ONEVICE_TEST_…`."""
        given = self.server.variables()
        return {_own(self.process, name): value for name, value in given.items()}


def names_of_processes(count: int) -> list[str]:
    """Those of pytest-xdist, first to last."""
    return [f"gw{number}" for number in range(count)]


def take_own(environ: MutableMapping[str, str], process: str) -> None:
    """Let what is a process's own stand where its tests look; what all share stays."""
    own = _own(process, "")
    for name in [one for one in environ if one.startswith(own)]:
        environ[name.removeprefix(own)] = environ[name]


def find_shared(environ: Mapping[str, str], count: int) -> list[str]:
    """Variables of servers that processes would take from each other, sorted."""
    return [
        name
        for name in NOT_SHARED
        if environ.get(name)
        and any(not environ.get(_own(one, name)) for one in names_of_processes(count)[1:])
    ]


def _own(process: str, name: str) -> str:
    return f"{process.upper()}_{name}"
