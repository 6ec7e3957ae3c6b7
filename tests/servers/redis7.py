"""Redis 7 with a password and the configuration that is shipped (`deploy/redis.conf`).

A `redis-server` on the PATH is taken; else Debian's package is unpacked into the cache together
with the libraries this machine lacks: nothing is installed into the system.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL

import redis
from redis.exceptions import RedisError

from resources.local_servers.processes import Command, free_port
from tests.servers.server import ROOT, CannotInstallError, find_tool, install_once, run_tool

_PROGRAM = "redis-server"
_OLDEST = 7
_UNPACKED = "redis-7"
_CONFIGURATION = ROOT / "deploy" / "redis.conf"


@dataclass
class Redis7:
    """Database 0 of a server whose data goes with the run."""

    name = "redis"
    variable = "ONEVICE_TEST_REDIS_URL"
    stop_signal = SIGKILL
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=secrets.token_urlsafe, repr=False)

    def install(self, cache: Path) -> None:
        if _on_path() is None:
            install_once(cache, _UNPACKED, _unpack)

    def prepare(self, cache: Path, folder: Path) -> Command:
        """Run it on the shipped configuration; the password reaches it by its standard input."""
        program = _on_path() or str(cache / _UNPACKED / "usr" / "bin" / _PROGRAM)
        libraries = ":".join(str(one) for one in (cache / _UNPACKED).glob("usr/lib/*-linux-*"))
        changes = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)]
        return Command(
            [program, str(_CONFIGURATION), *changes, "-"],
            folder,
            f"requirepass {self.password}",
            {"LD_LIBRARY_PATH": libraries} if libraries else {},
        )

    def answers(self) -> str | None:
        try:
            with redis.Redis.from_url(self._url(), socket_timeout=5) as client:
                return f"Redis {client.info('server')['redis_version']}"
        except RedisError:
            return None

    def variables(self) -> Mapping[str, str]:
        return {self.variable: self._url()}

    def _url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def _on_path() -> str | None:
    path = shutil.which(_PROGRAM)
    if path is None:
        return None
    said = re.search(r"v=(\d+)", run_tool([path, "--version"], Path("/")))
    return path if said and int(said[1]) >= _OLDEST else None


def _unpack(folder: Path) -> None:
    advice = "install Redis 7 so that `redis-server` is on the PATH"
    apt, dpkg = find_tool("apt-get", advice), find_tool("dpkg-deb", advice)
    if os.geteuid() == 0:  # else what the system knows of its packages must do
        run_tool([apt, "update", "--quiet"], folder)
    wanted = [apt, "install", "--simulate", "--no-install-recommends", _PROGRAM]
    missing = re.findall(r"^Inst (\S+)", run_tool(wanted, folder), re.MULTILINE)
    if _PROGRAM not in missing:
        raise CannotInstallError(f"this system's {_PROGRAM} is older than {_OLDEST}; {advice}")
    run_tool([apt, "download", *missing], folder)
    for package in folder.glob("*.deb"):
        run_tool([dpkg, "-x", package, folder], folder)
        package.unlink()
