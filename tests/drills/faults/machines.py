"""Real servers that can be killed, stopped for a while and started again on their own data."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from resources.local_servers import processes
from resources.local_servers.processes import Command
from tests.servers.elasticsearch import Elasticsearch
from tests.servers.neo4j import Neo4j
from tests.servers.postgres import Postgres
from tests.servers.redis7 import Redis7
from tests.servers.s3 import S3
from tests.servers.server import Server, choose_cache

_ANSWERS_WITHIN_S = 240.0
_LAKE = "onevice-lake"
_ADDRESSES = {
    "ONEVICE_TEST_DATABASE_URL": "DATABASE_URL",
    "ONEVICE_TEST_NEO4J_URI": "NEO4J_URI",
    "ONEVICE_TEST_NEO4J_USER": "NEO4J_USER",
    "ONEVICE_TEST_NEO4J_PASSWORD": "NEO4J_PASSWORD",
    "ONEVICE_TEST_REDIS_URL": "REDIS_URL",
    "ONEVICE_TEST_ELASTICSEARCH_URL": "ELASTICSEARCH_URL",
}


@dataclass
class Machine:
    """One server with its folder; what it was told to run is kept, for it is run again."""

    server: Server
    folder: Path
    command: Command = field(init=False)
    process: psutil.Process = field(init=False)

    def make(self, cache: Path) -> None:
        """Install it and lay out its data."""
        self.server.install(cache)
        self.folder.mkdir(parents=True)
        self.command = self.server.prepare(cache, self.folder)
        if self.server.name == S3.name:
            (self.folder / "data" / _LAKE).mkdir()  # a bucket is a folder

    def start(self) -> None:
        """Run it, also on what a killed one left."""
        log = self.folder.parent / f"{self.server.name}.log"
        self.process = processes.start_detached(self.command, log)

    def kill(self) -> None:
        """End it and what it started, as a power cut would."""
        with suppress(psutil.NoSuchProcess):
            for one in [*self.process.children(recursive=True), self.process]:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
        processes.end(self.process, [], 10)

    def stop(self) -> None:
        """End it as its operator would."""
        processes.end(self.process, [self.server.stop_signal], 20)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It keeps its connections and says nothing."""
        every = [self.process, *self.process.children(recursive=True)]
        _send(every, signal.SIGSTOP)
        try:
            yield
        finally:
            _send(every, signal.SIGCONT)

    def is_alive(self) -> bool:
        """Whether its process is there."""
        return processes.find(self.process.pid, self.process.create_time()) is not None

    def bring_up(self) -> None:
        """Wait until it answers; start it anew where it ended.

        Raises:
            AssertionError: it does not answer in time.
        """
        deadline = time.monotonic() + _ANSWERS_WITHIN_S
        while self.server.answers() is None:
            assert time.monotonic() < deadline, f"{self.server.name} does not come back"
            with suppress(psutil.NoSuchProcess):
                if self.is_alive():
                    time.sleep(0.5)
                    continue
            self.start()
            time.sleep(0.5)


def _send(those: Sequence[psutil.Process], what: signal.Signals) -> None:
    for one in those:
        with suppress(psutil.NoSuchProcess):
            one.send_signal(what)


@contextmanager
def machines(folder: Path) -> Iterator[list[Machine]]:
    """PostgreSQL, Neo4j, Redis, Elasticsearch and S3, all answering; ended at the end."""
    postgres = Postgres(is_lasting=True)
    servers = (postgres, Redis7(), S3(), Neo4j(), Elasticsearch())
    made = [Machine(one, folder / one.name) for one in servers]
    cache, free = choose_cache(), steady_ports()
    for one in made:
        for name in ("port", "transport_port"):
            if hasattr(one.server, name):
                setattr(one.server, name, next(free))
        one.make(cache)
        one.start()
    try:
        for one in made:
            one.bring_up()
        yield made
    finally:
        for one in made:
            one.stop()


def addresses(made: Sequence[Machine], host: str) -> dict[str, str]:
    """Variables by which our processes find the servers at a host."""
    told: dict[str, str] = {}
    for one in made:
        for name, value in one.server.variables().items():
            at_host = value.replace("127.0.0.1", host)
            if name == S3.variable:
                told |= {"ONEVICE_LAKE_URL": f"s3://{_LAKE}", "ONEVICE_OBJECTS_URL": value}
            elif name in _ADDRESSES:
                told[_ADDRESSES[name]] = at_host
            elif name.startswith("AWS_"):
                told[name] = at_host
    return told


def ports(made: Sequence[Machine]) -> list[int]:
    """Where the servers listen on loopback."""
    return [int(one.server.port) for one in made]  # type: ignore[attr-defined]


def steady_ports() -> Iterator[int]:
    """Free ports that no connection of this machine is given by chance, as long as one is down."""
    begins = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("utf-8").split()[0])
    for port in random.SystemRandom().sample(range(begins // 2, begins), begins // 2):
        if processes.free_port(port) == port:
            yield port


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of a size of its own, which can be filled."""
    folder.mkdir(parents=True)
    size = f"size={megabytes}m,mode=0755"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "onevice-drill", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Leave no byte on the disk of a folder, as long as the block lasts."""
    filler = folder / ".filler"
    with filler.open("wb") as file:
        free = os.statvfs(folder)
        with suppress(OSError):  # somebody else takes some of it meanwhile
            os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
    try:
        yield
    finally:
        filler.unlink()
