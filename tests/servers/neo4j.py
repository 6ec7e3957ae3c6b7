"""Neo4j 5.26 Community with sign-in on, from its jars and the Java on the PATH."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

from resources.local_servers.processes import Command, free_port
from tests.servers.maven import copy_jars
from tests.servers.server import find_tool, install_once

_VERSION = "5.26.30"
_FOLDER = f"neo4j-{_VERSION}"
_USER = "neo4j"
_PACKAGES = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")
_QUICK = ("-Xms512m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Starts in 9 s instead of 22 s and more, and takes twice the processor for what it does then."""
_HEAP, _PAGECACHE = os.environ.get("NEO4J_HEAP", "2g"), os.environ.get("NEO4J_PAGECACHE", "256m")
"""Of a lasting server; more of both for a graph of millions of rows."""
_LASTING = (f"-Xms{_HEAP}", f"-Xmx{_HEAP}", "-XX:+UseParallelGC")
_JAVA_FLAGS = (
    *(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in _PACKAGES),
    "--enable-native-access=ALL-UNNAMED",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dfile.encoding=UTF-8",
)
_SETTINGS = """\
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
"""
_LASTING_SETTINGS = f"""\
server.memory.pagecache.size={_PAGECACHE}
# megabytes a vector index gathers before it writes a segment: each search looks at all of them
internal.dbms.index.vector.population_ram_buffer_size=1000.0
"""


@dataclass
class Neo4j:
    """Its one database is `neo4j`.

    Attributes:
        is_lasting: it runs for minutes, to be measured: Java takes its time to make it fast.
    """

    name = "neo4j"
    version = _VERSION
    variable = "ONEVICE_TEST_NEO4J_URI"
    stop_signal = SIGKILL
    is_lasting: bool = False
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def install(self, cache: Path) -> None:
        find_tool("java", "Java 17 or 21: apt-get install openjdk-17-jre-headless")
        # the entry point is in the first, the layer above Bolt in the second
        wanted = (f"org.neo4j:neo4j:{_VERSION}", f"org.neo4j.app:neo4j-server:{_VERSION}")
        install_once(cache, _FOLDER, lambda folder: copy_jars(folder, *wanted))

    def prepare(self, cache: Path, folder: Path) -> Command:
        """Write its settings; Bolt is its only door."""
        settings = folder / "conf"
        settings.mkdir()
        more = _LASTING_SETTINGS if self.is_lasting else "server.memory.pagecache.size=256m\n"
        (settings / "neo4j.conf").write_text(_SETTINGS.format(port=self.port) + more)
        argv = [
            "java",
            *(_LASTING if self.is_lasting else _QUICK),
            *_JAVA_FLAGS,
            "-cp",
            f"{cache / _FOLDER}/*",
        ]
        argv += ["org.neo4j.server.CommunityEntryPoint"]
        return Command([*argv, f"--home-dir={folder}", f"--config-dir={settings}"], folder)

    def answers(self) -> str | None:
        """Sign in, with the password every new Neo4j has if ours is not set yet."""
        from neo4j.exceptions import AuthError, DriverError, Neo4jError

        try:
            return self._ask()
        except AuthError:
            self._set_password()
        except (DriverError, Neo4jError):
            return None
        return self._ask()

    def variables(self) -> Mapping[str, str]:
        return {
            self.variable: self._uri(),
            "ONEVICE_TEST_NEO4J_USER": _USER,
            "ONEVICE_TEST_NEO4J_PASSWORD": self.password,
        }

    def _uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def _ask(self) -> str:
        from neo4j import GraphDatabase

        with GraphDatabase.driver(self._uri(), auth=(_USER, self.password)) as driver:
            driver.verify_connectivity()
            with driver.session(database="neo4j") as session:
                row = session.run(
                    "CALL dbms.components() YIELD name, versions, edition RETURN *"
                ).single(strict=True)
        return f"Neo4j {row['versions'][0]} {row['edition']}"

    def _set_password(self) -> None:
        from neo4j import GraphDatabase

        with (
            GraphDatabase.driver(self._uri(), auth=(_USER, _USER)) as driver,
            driver.session(database="system") as session,
        ):
            session.run(
                "ALTER CURRENT USER SET PASSWORD FROM $old TO $new", old=_USER, new=self.password
            ).consume()
