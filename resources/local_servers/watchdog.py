"""Stops servers nobody used for a while: a small process per home, gone with the last server.

`ONEVICE_IDLE_MINUTES` (30; fractions allowed, 0 means never) is read by the process that starts
the watchdog. A server somebody is connected to counts as used. Not here: how a server stops.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from resources.errors import ConfigurationError
from resources.local_servers import processes, state
from resources.local_servers.address import KINDS, Kind
from resources.local_servers.state import State

_DEFAULT_MINUTES = "30"
_NAME = "watchdog"


def ensure_running(home: Path) -> None:
    """Start the watchdog of this home unless it runs."""
    if idle_limit() == 0:
        return
    with (state.folder(home) / f"{_NAME}.lock").open("a") as lock:
        if not state.try_lock(lock.fileno()):
            return
    argv = [sys.executable, "-m", "resources.local_servers.watchdog", str(home)]
    command = processes.Command(argv, home, env=processes.python_env())
    processes.start_detached(command, state.log_path(_NAME, home))


def end(home: Path) -> None:
    """End the watchdog of this home, if it runs."""
    try:
        known = json.loads((home / "servers" / f"{_NAME}.json").read_text())
        process = processes.find(known["pid"], known["started_at"])
    except (FileNotFoundError, ValueError, KeyError):
        return
    if process is not None and process.pid != os.getpid():
        processes.end(process, [signal.SIGTERM], 2.0)


def watch(home: Path) -> None:
    """Watch until no server of this home is left."""
    last_seen: dict[Kind, State] = {}
    while True:
        with (state.folder(home) / f"{_NAME}.lock").open("a") as lock:
            if not state.try_lock(lock.fileno()):
                return
            _sign(home)
            while _look_after(home, last_seen):
                time.sleep(_pause())
        # a server started while we held the lock has seen us and started no other watchdog
        if not home.is_dir() or not _running(home):
            return


def _look_after(home: Path, last_seen: dict[Kind, State]) -> bool:
    """Stop what is idle; tell whether any server is left."""
    if not (home / "servers").is_dir():
        _end_homeless(last_seen)
        return False
    running = _running(home)
    last_seen.update(running)
    for kind, known in running.items():
        _stop_if_idle(kind, home, known)
    return bool(running)


def _running(home: Path) -> dict[Kind, State]:
    states = {kind: state.read(kind, home) for kind in KINDS}
    return {k: s for k, s in states.items() if processes.find(s.pid, s.started_at)}


def _stop_if_idle(kind: Kind, home: Path, known: State) -> None:
    from resources.local_servers.lifecycle import stop_locked
    from resources.local_servers.server import load

    if not _is_idle(kind, home):
        return
    if known.url and load(kind).is_busy(state.to_address(kind, home, known)):
        state.touch(kind, home)
        return
    with state.locked(kind, home):
        if _is_idle(kind, home):
            stop_locked(kind, home)


def _is_idle(kind: Kind, home: Path) -> bool:
    idle = state.idle_seconds(kind, home)
    return idle is not None and idle >= idle_limit()


def _end_homeless(last_seen: dict[Kind, State]) -> None:
    """End servers whose home was deleted under them: no state file leads to them any more."""
    for known in last_seen.values():
        process = processes.find(known.pid, known.started_at)
        if process is not None:
            processes.end(process, [signal.SIGTERM], 2.0)


def _sign(home: Path) -> None:
    me = processes.myself()
    signature = {"pid": me.pid, "started_at": me.create_time()}
    state.write_secret(state.folder(home) / f"{_NAME}.json", json.dumps(signature))


def idle_limit() -> float:
    """Seconds after which an unused server is stopped; 0 means never.

    Raises:
        ConfigurationError: ONEVICE_IDLE_MINUTES is not a number of minutes.
    """
    value = os.environ.get("ONEVICE_IDLE_MINUTES") or _DEFAULT_MINUTES
    try:
        minutes = float(value)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes < float("inf"):
        raise ConfigurationError(
            f"ONEVICE_IDLE_MINUTES={value!r} is not a number of minutes; 0 means never."
        )
    return minutes * 60


def _pause() -> float:
    return min(60.0, max(0.2, idle_limit() / 4))


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
