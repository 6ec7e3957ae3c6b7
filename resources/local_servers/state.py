"""What a home knows of its servers: state files, locks and 'last used' stamps.

    <home>/servers/<kind>.json   pid, start time, address, password; mode 600, replaced atomically
    <home>/servers/<kind>.lock   shared while a server is being looked up, exclusive while it
                                 starts or stops; the kernel drops it when its holder dies
    <home>/servers/<kind>.used   its modification time is when the server was last asked for

The file outlives the server: it keeps the password and where the data lies. Not here: what a
server does with any of it.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from resources.errors import LocalServerError
from resources.local_servers.address import Kind, ServerAddress

_LOCK_SECONDS = 180.0


@dataclass(frozen=True)
class State:
    """One server's state file; without pid it is down, without url it is not ready."""

    home: str
    data: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    version: str = ""
    url: str = ""
    pid: int | None = None
    started_at: float | None = None


def folder(home: Path) -> Path:
    """The folder of state files and data, made if it is not there."""
    path = home / "servers"
    path.mkdir(parents=True, exist_ok=True)
    return path


def log_path(kind: str, home: Path) -> Path:
    """Where a server's output goes."""
    return home / "logs" / f"{kind}.log"


def read(kind: Kind, home: Path) -> State:
    """Read a server's state; an absent, torn or foreign file reads as a server never started."""
    try:
        stored = json.loads((home / "servers" / f"{kind}.json").read_text())
        state = State(**stored)
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return State(home=str(home))
    return state if state.home == str(home) else _of_another_home(state, home)


def write(kind: Kind, home: Path, state: State) -> None:
    """Replace a server's state file, readable by its owner alone."""
    path = folder(home) / f"{kind}.json"
    write_secret(path, json.dumps(asdict(state), indent=2))


def write_secret(path: Path, text: str) -> None:
    """Replace a file by one only its owner can read; no reader sees half of it."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def to_address(kind: Kind, home: Path, state: State) -> ServerAddress:
    """Turn the state of a running server into the address callers use."""
    return ServerAddress(
        kind=kind,
        url=state.url,
        user=state.user,
        password=state.password,
        pid=state.pid or 0,
        started_at=state.started_at or 0.0,
        log_path=log_path(kind, home),
    )


def touch(kind: Kind, home: Path) -> None:
    """Note that a server is in use now."""
    (folder(home) / f"{kind}.used").touch()


def idle_seconds(kind: Kind, home: Path) -> float | None:
    """Seconds since a server was last asked for; None if it never was."""
    try:
        used_at = (home / "servers" / f"{kind}.used").stat().st_mtime
    except (FileNotFoundError, NotADirectoryError):
        return None
    return max(0.0, time.time() - used_at)


@contextmanager
def locked(name: str, home: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold a server's lock.

    Raises:
        LocalServerError: another process holds it for minutes.
    """
    path = folder(home) / f"{name}.lock"
    with path.open("a") as file:
        deadline = time.monotonic() + _LOCK_SECONDS
        while not try_lock(file.fileno(), shared=shared):
            if time.monotonic() > deadline:
                raise LocalServerError(
                    f"Looking for the local {name} server: another process has held {path} for "
                    f"{_LOCK_SECONDS:.0f} s. See {log_path(name, home)}; end that process "
                    "(`fuser` on the lock names it) and retry."
                )
            time.sleep(0.02)
        yield


def try_lock(descriptor: int, *, shared: bool = False) -> bool:
    """Take a file lock if it is free; it lasts until the file is closed or the process ends."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _of_another_home(state: State, home: Path) -> State:
    """Read the state of a home that was moved or copied here."""
    down = replace(state, home=str(home), url="", pid=None, started_at=None)
    was_inside = Path(state.data).is_relative_to(state.home)
    if was_inside:
        return replace(down, data=str(home / Path(state.data).relative_to(state.home)))
    copied = Path(state.home).exists()
    return replace(down, data="") if copied else down
