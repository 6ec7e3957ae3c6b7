"""How long a server may stand unused, and the watchdog that acts on it: starting and ending it.

`ONEVICE_IDLE_MINUTES` (30; fractions allowed, 0 means never) is read by the process that starts
the watchdog, which inherits it. Not here: what the watchdog does (`watchdog.py`).
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from pathlib import Path

import psutil

from resources.errors import ConfigurationError, LocalServerError
from resources.local_servers import processes, state

WATCHDOG = "watchdog"
_DEFAULT_MINUTES = "30"


def ensure_running(home: Path) -> None:
    """Start the watchdog of this home unless it runs."""
    if idle_limit() == 0:
        return
    with state.locked(WATCHDOG, home):
        if find_watchdog(home) is not None:
            return
        argv = [sys.executable, "-m", "resources.local_servers.watchdog", str(home)]
        command = processes.Command(argv, home, env=processes.python_env())
        try:
            started = processes.start_detached(command, state.log_path(WATCHDOG, home))
        except LocalServerError as error:
            # the servers are of use without it; they only stay until somebody stops them
            log = logging.getLogger(__name__)
            log.warning("%s Stop idle servers with `onevice down`.", error)
            return
        known = {"pid": started.pid, "started_at": started.create_time()}
        state.write_secret(_signature(home), json.dumps(known))


def find_watchdog(home: Path) -> psutil.Process | None:
    """Find the watchdog of this home, if it runs."""
    try:
        known = json.loads(_signature(home).read_text())
        return processes.find(known["pid"], known["started_at"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError):
        return None


def end(home: Path) -> None:
    """End the watchdog of this home, if it runs."""
    with state.locked(WATCHDOG, home):
        process = find_watchdog(home)
        if process is not None:
            processes.end(process, [signal.SIGTERM], 2.0)
        forget(home)


def forget(home: Path) -> None:
    """Note that no watchdog runs, for a caller that holds its lock."""
    _signature(home).unlink(missing_ok=True)


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


def _signature(home: Path) -> Path:
    return home / "servers" / f"{WATCHDOG}.json"
