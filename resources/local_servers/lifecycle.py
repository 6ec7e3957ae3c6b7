"""ensure, stop, stop_all and status: the order in which things happen to a server.

Alive means: its process exists with the recorded start time and an authenticated ping answers.
Not here: anything about one particular server.
"""

from __future__ import annotations

import secrets
import shutil
import time
from dataclasses import replace
from pathlib import Path

import psutil

from resources.local_servers import idle, processes, state
from resources.local_servers.address import KINDS, Kind, ServerAddress, ServerStatus
from resources.local_servers.failures import (
    DiskFullError,
    PortTakenError,
    explain_death,
    explain_timeout,
    read_log,
)
from resources.local_servers.server import LocalServer, load, module_of
from resources.local_servers.state import State

_PATIENCE_SECONDS = 10.0
_PING_AGAIN_SECONDS = 5.0
_ROOM_BYTES = 200_000_000
_ATTEMPTS = 3
_TRUSTED_SECONDS = 5.0
_answered: dict[tuple[Kind, Path], tuple[float, ServerAddress]] = {}
"""When each server answered this process last."""


def ensure(kind: Kind, home: Path) -> ServerAddress:
    """Find the server of this home, or start it; safe from many processes at once.

    Args:
        kind: which server.
        home: the folder everything is written to (`resources.home.home()`).

    Raises:
        LocalServerError: it cannot be started; says why and what to do.
    """
    home, server = home.resolve(), load(kind)
    home.mkdir(parents=True, exist_ok=True)
    idle.idle_limit()
    with state.locked(kind, home, shared=True):
        known = state.read(kind, home)
        address = state.to_address(kind, home, known)
        alive = _process(known) is not None and bool(known.url) and server.ping(address)
        state.touch(kind, home)
    if not alive:
        with state.locked(kind, home):
            address = _find_or_start(kind, home, server)
            state.touch(kind, home)
    idle.ensure_running(home)
    return address


def reach(kind: Kind, home: Path) -> ServerAddress:
    """As `ensure`, for who asks before each piece of work: a ping may cost more than that.

    A server that answered this process less than 5 s ago, and whose process lives, is not asked
    again: one that hangs is found out a little later.
    """
    home = home.resolve()
    asked_at, address = _answered.get((kind, home), (0.0, None))
    is_fresh = time.monotonic() - asked_at < _TRUSTED_SECONDS
    if address is None or not is_fresh or not processes.find(address.pid, address.started_at):
        begun = time.monotonic()
        address = ensure(kind, home)
        _answered[kind, home] = begun, address
    return address


def stop(kind: Kind, home: Path) -> bool:
    """Stop one server; what it holds stays. Tells whether it was running."""
    home = home.resolve()
    if not (home / "servers").is_dir():
        return False
    with state.locked(kind, home):
        stopped = stop_locked(kind, home)
    if not any(_process(state.read(other, home)) for other in KINDS):
        idle.end(home)
    return stopped


def stop_all(home: Path) -> list[str]:
    """Stop every server of this home and name those that were running."""
    return [kind for kind in KINDS if stop(kind, home)]


def status(home: Path) -> list[ServerStatus]:
    """Look at every server of this home without starting or keeping any awake."""
    home = home.resolve()
    return [look(kind, home) for kind in KINDS]


def is_running(kind: Kind, home: Path) -> bool:
    """Tell whether the server's process is there, without asking it or starting anything."""
    return _process(state.read(kind, home)) is not None


def stop_locked(kind: Kind, home: Path) -> bool:
    """Stop one server, for a caller that holds its lock."""
    known = state.read(kind, home)
    process = _process(known)
    if process is not None:
        processes.end(process, load(kind).stop_signals, _PATIENCE_SECONDS)
    if known.pid is not None:
        state.write(kind, home, replace(known, pid=None, started_at=None))
    return process is not None


def _process(known: State) -> psutil.Process | None:
    return processes.find(known.pid, known.started_at)


def look(kind: Kind, home: Path) -> ServerStatus:
    """Look at one server of this home without starting it or keeping it awake."""
    home = home.resolve()
    known = state.read(kind, home)
    process = _process(known)
    # loaded before the clock starts: importing its client takes longer than the answer
    server = load(kind) if process is not None and known.url else None
    begun = time.perf_counter()
    answers = server is not None and server.ping(state.to_address(kind, home, known))
    latency_ms = round((time.perf_counter() - begun) * 1000, 1) if answers else None
    unused = state.idle_seconds(kind, home)
    return ServerStatus(
        kind=kind,
        state="up" if answers else "down" if known.pid is None else "stale",
        pid=known.pid if process is not None else None,
        address=known.url if process is not None else "",
        latency_ms=latency_ms,
        version=known.version,
        idle_seconds=None if unused is None else round(unused, 1),
        data=known.data,
    )


def list_drivers(kind: Kind, home: Path) -> tuple[str, ...]:
    """The modules that looking at a server of this home needs: none where it does not run."""
    known = state.read(kind, home.resolve())
    return (module_of(kind),) if _process(known) is not None else ()


def _find_or_start(kind: Kind, home: Path, server: LocalServer) -> ServerAddress:
    known = state.read(kind, home)
    if known.url and _answers_soon(kind, home, known, server):
        return state.to_address(kind, home, known)
    stop_locked(kind, home)
    _check_room(kind, home)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return _start(kind, home, server)
        except PortTakenError:
            if attempt == _ATTEMPTS:
                raise
            # the next attempt must not want the same port again
            state.write(kind, home, replace(state.read(kind, home), url="", pid=None))
    raise AssertionError("unreachable: the last attempt returns or raises")


def _answers_soon(kind: Kind, home: Path, known: State, server: LocalServer) -> bool:
    """Give a living but silent server some seconds: a busy one must not be replaced."""
    address = state.to_address(kind, home, known)
    deadline = time.monotonic() + _PING_AGAIN_SECONDS
    while _process(known) is not None:
        if server.ping(address):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return False


def _start(kind: Kind, home: Path, server: LocalServer) -> ServerAddress:
    known = replace(state.read(kind, home), user=server.user, version=server.version())
    known = replace(known, password=known.password or secrets.token_urlsafe(32))
    known = replace(known, data=str(server.place(home, known)), pid=None, started_at=None)
    for leftover in processes.find_leftovers(server.marker, Path(known.data)):
        processes.end(leftover, server.stop_signals, _PATIENCE_SECONDS)
    known = server.prepare(known)
    state.write(kind, home, known)
    log_path = state.log_path(kind, home)
    log_from = log_path.stat().st_size if log_path.exists() else 0
    process = processes.start_detached(server.command(known), log_path)
    known = replace(known, pid=process.pid, started_at=process.create_time())
    # written before it is ready: if we die now, the next one finds the process
    state.write(kind, home, replace(known, url=""))
    idle.ensure_running(home)
    known = _await_answer(kind, home, server, known, log_from)
    state.write(kind, home, known)
    return state.to_address(kind, home, known)


def _await_answer(
    kind: Kind, home: Path, server: LocalServer, known: State, log_from: int
) -> State:
    log_path = state.log_path(kind, home)
    deadline = time.monotonic() + server.start_seconds
    while time.monotonic() < deadline:
        gave_up = server.gave_up and server.gave_up in read_log(log_path, log_from)
        if gave_up or _process(known) is None:
            stop_locked(kind, home)
            raise explain_death(kind, log_path, log_from)
        known = replace(known, url=known.url or server.address_once_known(known))
        address = state.to_address(kind, home, known)
        if known.url and server.ping(address):
            return known
        time.sleep(0.05)
    stop_locked(kind, home)
    raise explain_timeout(kind, server.start_seconds, log_path, log_from)


def _check_room(kind: Kind, home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < _ROOM_BYTES:
        raise DiskFullError(
            f"Starting the local {kind} server in {home}: {free // 1_000_000} MB are free and it "
            f"wants {_ROOM_BYTES // 1_000_000}. Free some space, or set ONEVICE_HOME elsewhere."
        )
