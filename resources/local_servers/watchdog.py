"""Stops servers nobody used for a while: a small process per home, gone with the last server.

`python -m resources.local_servers.watchdog HOME`. A server somebody is connected to counts as
used. Not here: how long unused is too long, and who starts the watchdog (`idle.py`).
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

from resources.local_servers import idle, processes, state
from resources.local_servers.address import KINDS, Kind
from resources.local_servers.lifecycle import stop_locked
from resources.local_servers.server import load
from resources.local_servers.state import State


def watch(home: Path) -> None:
    """Watch until no server of this home is left."""
    last_seen: dict[Kind, State] = {}
    while True:
        while _look_after(home, last_seen):
            time.sleep(_pause())
        if not home.is_dir():
            return
        # who starts a server looks for us under this lock, after writing the server's state
        with state.locked(idle.WATCHDOG, home):
            if not _running(home):
                idle.forget(home)
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
    if not _is_idle(kind, home):
        return
    if known.url and load(kind).is_busy(state.to_address(kind, home, known)):
        state.touch(kind, home)
        return
    with state.locked(kind, home):
        if _is_idle(kind, home):
            stop_locked(kind, home)


def _is_idle(kind: Kind, home: Path) -> bool:
    unused = state.idle_seconds(kind, home)
    return unused is not None and unused >= idle.idle_limit()


def _end_homeless(last_seen: dict[Kind, State]) -> None:
    """End servers whose home was deleted under them: no state file leads to them any more."""
    for known in last_seen.values():
        process = processes.find(known.pid, known.started_at)
        if process is not None:
            processes.end(process, [signal.SIGTERM], 2.0)


def _pause() -> float:
    return min(60.0, max(0.2, idle.idle_limit() / 4))


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
