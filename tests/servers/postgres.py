"""PostgreSQL 18 with pgvector over TCP, with a password: the wheel's programs, run by hand.

The wheel's build has no TLS. Debian 12's own PostgreSQL is 15, older than we support.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import SIGINT

import psycopg

from resources.local_servers import postgres
from resources.local_servers.postgres_folders import bundled
from resources.local_servers.processes import Command, free_port
from resources.local_servers.state import State

EMBEDDED_PROGRAM = "ONEVICE_TEST_DATABASE_IS_THE_EMBEDDED_PROGRAM"


@dataclass
class Postgres:
    """Superuser `onevice`, database `onevice`.

    Attributes:
        is_lasting: it is measured, and what it says is committed must survive a power cut.
    """

    name = "postgres"
    variable = "ONEVICE_TEST_DATABASE_URL"
    stop_signal = SIGINT  # killed, it would leave its shared memory
    is_lasting: bool = False
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def install(self, cache: Path) -> None:
        """It came with `make setup`."""
        bundled()

    def prepare(self, cache: Path, folder: Path) -> Command:
        """Make a cluster as the embedded server does, and listen on a port beside its socket."""
        server = postgres.SERVER
        known = State(home=str(folder), user=server.user, password=self.password)
        known = server.prepare(replace(known, data=str(server.place(folder, known))))
        command = server.command(known)
        return replace(command, argv=[*command.argv, *self._settings()])

    def answers(self) -> str | None:
        try:
            with psycopg.connect(self._url(), connect_timeout=5) as connection:
                row = connection.execute("SHOW server_version").fetchone()
        except psycopg.OperationalError:
            return None
        return f"PostgreSQL {row[0]}" if row else None

    def variables(self) -> Mapping[str, str]:
        return {self.variable: self._url(), EMBEDDED_PROGRAM: "1"}

    def _url(self) -> str:
        user, database = postgres.SERVER.user, postgres.DATABASE
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def _settings(self) -> Sequence[str]:
        # databases are made and dropped a lot, and nothing here must survive a power cut
        fsync = "on" if self.is_lasting else "off"
        chosen = {"listen_addresses": "127.0.0.1", "port": self.port, "fsync": fsync}
        chosen["max_connections"] = 400  # it stands for the embedded ones of several processes
        return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
