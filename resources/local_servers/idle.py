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

from resources.errors import ConfigurationError, LocalServerError
from resources.local_servers import processes, state

WATCHDOG = "watchdog"
_DEFAULT_MINUTES = "30"


def ensure_running(home: Path) -> None:
    """Start the watchdog of this home unless it runs."""
    if idle_limit() == 0:
        return
    with (state.folder(home) / f"{WATCHDOG}.lock").open("a") as lock:
        if not state.try_lock(lock.fileno()):
            return
    argv = [sys.executable, "-m", "resources.local_servers.watchdog", str(home)]
    command = processes.Command(argv, home, env=processes.python_env())
    try:
        processes.start_detached(command, state.log_path(WATCHDOG, home))
    except LocalServerError as error:
        # the servers are of use without it; they only stay until somebody stops them
        logging.getLogger(__name__).warning("%s Stop idle servers with `onevice down`.", error)


def end(home: Path) -> None:
    """End the watchdog of this home, if it runs."""
    try:
        known = json.loads((home / "servers" / f"{WATCHDOG}.json").read_text())
        process = processes.find(known["pid"], known["started_at"])
    except (FileNotFoundError, ValueError, KeyError):
        return
    if process is not None and process.pid != os.getpid():
        processes.end(process, [signal.SIGTERM], 2.0)


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
