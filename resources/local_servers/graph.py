"""The embedded graph: ArcadeDB in its own Java process, spoken to over Bolt like Neo4j.

Here: its command line, its users file and its ping. Not here: any Cypher of the product. What
differs from Neo4j is in docs/decisions (embedded graph).
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
import json
import secrets
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from resources.local_servers import processes, state
from resources.local_servers.address import ServerAddress
from resources.local_servers.failures import MissingServerError
from resources.local_servers.processes import Command
from resources.local_servers.state import State

DATABASE = "neo4j"
_DISTRIBUTION = "arcadedb-embedded"
_SALT_ROUNDS = 65_536
_PING_SECONDS = 5.0

_JAVA_FLAGS = [
    # a small heap that starts fast; the collector and compiler suit a server of one machine
    "-Xms64m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.awt.headless=true",
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
]


class GraphServer:
    """Starts ArcadeDB's own server class with the Java that comes in the same wheel."""

    user = "root"
    marker = "com.arcadedb.server.ArcadeDBServer"
    stop_signals: Sequence[signal.Signals] = (signal.SIGTERM,)
    start_seconds = 120.0
    gave_up = 'Exception in thread "main"'  # its Java lives on after that

    def version(self) -> str:
        """ArcadeDB's version, which is its wheel's."""
        _package()
        return f"ArcadeDB {importlib.metadata.version(_DISTRIBUTION)}"

    def place(self, home: Path, known: State) -> Path:  # noqa: ARG002 - the home decides alone
        """Always in the home."""
        return state.folder(home) / "graph"

    def prepare(self, known: State) -> State:
        """Write its users file and choose its port: the last one if it is free."""
        data = Path(known.data)
        config = data / "config"
        config.mkdir(parents=True, exist_ok=True)
        data.chmod(0o700)
        state.write_secret(config / "server-users.jsonl", _users_file(known.password))
        port = processes.free_port(urlsplit(known.url).port if known.url else None)
        return replace(known, url=f"bolt://127.0.0.1:{port}")

    def command(self, known: State) -> Command:
        """Run Java with Bolt and HTTP on loopback only."""
        port = urlsplit(known.url).port
        settings = {
            "server.rootPath": known.data,
            "server.mode": "production",
            "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "server.defaultDatabases": f"{DATABASE}[{self.user}]",
            "server.httpIncomingHost": "127.0.0.1",
            "server.httpIncomingPort": str(processes.free_port()),
            "bolt.host": "127.0.0.1",
            "bolt.port": str(port),
            "txWalFlush": "1",
        }
        java = [str(_package() / "jre" / "bin" / "java"), *_JAVA_FLAGS]
        java += [f"-Darcadedb.{name}={value}" for name, value in settings.items()]
        jars = str(_package() / "jars" / "*")
        return Command([*java, "-cp", jars, self.marker], Path(known.data))

    def address_once_known(self, known: State) -> str:
        """Its port is chosen before it starts."""
        return known.url

    def ping(self, address: ServerAddress) -> bool:
        """Ask for 1 on the database; the port opens earlier than that works."""
        try:
            with (
                neo4j.GraphDatabase.driver(
                    address.url,
                    auth=(address.user, address.password),
                    connection_timeout=_PING_SECONDS,
                    connection_acquisition_timeout=_PING_SECONDS,
                    max_transaction_retry_time=0,
                    telemetry_disabled=True,
                ) as driver,
                driver.session(database=DATABASE) as session,
            ):
                return session.run("RETURN 1 AS one").single() is not None
        except (Neo4jError, DriverError):
            return False

    def is_busy(self, address: ServerAddress) -> bool:
        """Tell whether somebody is connected to its ports."""
        process = processes.find(address.pid, address.started_at)
        return process is not None and processes.has_clients(process)


def _package() -> Path:
    spec = importlib.util.find_spec("arcadedb_embedded")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (folder / "jre" / "bin" / "java").is_file():
        raise MissingServerError(
            f"Starting the local graph server: the wheel `{_DISTRIBUTION}` with its Java is not "
            f"installed for this platform (found: {folder}). Run `make setup`, or set NEO4J_URI, "
            "NEO4J_USER and NEO4J_PASSWORD to use a Neo4j server."
        )
    return folder


def _users_file(password: str) -> str:
    """Its own format: the hash, so that the password itself is not in its folder."""
    salt = base64.b64encode(secrets.token_bytes(32)).decode()
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _SALT_ROUNDS, 32)
    coded = base64.b64encode(digest).decode()
    user = {
        "name": GraphServer.user,
        "databases": {"*": ["admin"]},
        "password": f"PBKDF2WithHmacSHA256${_SALT_ROUNDS}${salt}${coded}",
    }
    return json.dumps(user, separators=(",", ":")) + "\n"


SERVER = GraphServer()
