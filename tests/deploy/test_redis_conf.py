"""deploy/redis.conf on a real Redis 7: what it evicts, what survives, how its password comes in."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, ConnectionError

from resources.local_servers.processes import free_port
from tests.deploy.compose import ROOT, read_compose, secret_names
from tests.servers.redis7 import Redis7
from tests.servers.server import choose_cache

pytestmark = pytest.mark.server("ONEVICE_TEST_REDIS_URL")

PASSWORD = "a-password-of-this-test"
MEGABYTE = 1_000_000


class Started:
    """The command of docker-compose.yml on this machine's Redis."""

    def __init__(self, folder: Path) -> None:
        self.port, self._folder = free_port(), folder
        secrets = dict.fromkeys(secret_names(), PASSWORD)
        service = read_compose(secrets)["services"]["redis"]
        shell, option, line = service["command"]
        redis, cache = Redis7(), choose_cache()
        redis.install(cache)
        asked = redis.prepare(cache, folder)
        for there, here in {
            "redis-server": str(asked.argv[0]),
            "/usr/local/etc/redis/redis.conf": str(ROOT / "deploy" / "redis.conf"),
            "/run/redis/": f"{folder}/",
        }.items():
            line = line.replace(there, here)
        self._command = [shell, option, f"{line} --port {self.port} --dir {folder}"]
        self._env = {**asked.env, **service["environment"], "PATH": "/usr/bin:/bin"}
        self._start()

    def client(self, password: str = PASSWORD) -> Redis:
        return Redis(port=self.port, password=password, decode_responses=True)

    def restart(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(self._command, env=self._env, cwd=self._folder)
        deadline = time.monotonic() + 20
        while True:
            assert self.process.poll() is None, "Redis ended"
            assert time.monotonic() < deadline, "Redis does not answer"
            try:
                self.client().ping()
                return
            except ConnectionError:
                time.sleep(0.05)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    server = Started(tmp_path)
    yield server
    server.process.kill()
    server.process.wait(20)


def test_nobody_is_let_in_without_the_password_and_no_argument_shows_it(started: Started) -> None:
    with pytest.raises(AuthenticationError):
        started.client("another").ping()
    arguments = Path(f"/proc/{started.process.pid}/cmdline").read_text()
    assert "redis-server" in arguments
    assert PASSWORD not in arguments


def test_when_memory_is_full_only_what_has_an_end_goes(started: Started) -> None:
    client = started.client()
    client.config_set("maxmemory", client.info("memory")["used_memory"] + 4 * MEGABYTE)
    client.set("queue", "stays")
    for number in range(40):
        client.set(f"cache:{number}", "x" * 250_000, ex=600)
    assert client.get("queue") == "stays"
    assert 0 < len(list(client.scan_iter("cache:*"))) < 40
    assert client.info("stats")["evicted_keys"] > 0


def test_what_was_written_is_there_after_a_restart(started: Started) -> None:
    started.client().set("queue", "stays")
    started.restart()
    assert started.client().get("queue") == "stays"
