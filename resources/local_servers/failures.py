"""Why an embedded server is not there, one class per next step.

    LocalServerError (resources/errors.py)
    ├── MissingServerError    its wheel or program is not installed
    ├── DiskFullError         no room for its data
    ├── PortTakenError        something else listens where it wanted to
    ├── StartTimeoutError     it runs but did not answer in time
    └── ServerDiedError       it ended before it answered

Not here: recognising a failure from a log other than the few phrases below.
"""

from __future__ import annotations

from pathlib import Path

from resources.errors import LocalServerError

_TAIL_LINES = 15
_PORT_PHRASES = ("Address already in use", "Unable to listen", "Address in use")


class MissingServerError(LocalServerError):
    """The server's wheel or program is not installed."""


class DiskFullError(LocalServerError):
    """There is no room for the server's data."""


class PortTakenError(LocalServerError):
    """Something else listens where the server wanted to."""


class StartTimeoutError(LocalServerError):
    """The server runs but did not answer in time."""


class ServerDiedError(LocalServerError):
    """The server ended before it answered."""


def explain_death(kind: str, log_path: Path, log_from: int) -> LocalServerError:
    """Say why a server ended while it started, from what it logged since `log_from`."""
    everything, said = read_log(log_path, log_from), read_tail(log_path, log_from)
    started = f"Starting the local {kind} server failed: it ended before it answered."
    if "No space left on device" in everything:
        return DiskFullError(f"{started} The disk is full: free some space and retry.\n{said}")
    if any(phrase in everything for phrase in _PORT_PHRASES):
        return PortTakenError(f"{started} Its port is taken by another program: retry.\n{said}")
    return ServerDiedError(f"{started} The end of {log_path}:\n{said}\nMend that and retry.")


def explain_timeout(kind: str, seconds: float, log_path: Path, log_from: int) -> LocalServerError:
    """Say that a server did not answer in time, with what it logged meanwhile."""
    said = read_tail(log_path, log_from)
    return StartTimeoutError(
        f"Starting the local {kind} server: no answer within {seconds:.0f} s, so it was ended. "
        f"If the machine is busy, retry when it is not. The end of {log_path}:\n{said}"
    )


def read_tail(log_path: Path, log_from: int = 0) -> str:
    """Read the last lines of a log, from byte `log_from` on."""
    lines = read_log(log_path, log_from).splitlines()
    return "\n".join(lines[-_TAIL_LINES:]) or "(it logged nothing)"


def read_log(log_path: Path, log_from: int) -> str:
    """Read a log from byte `log_from` on."""
    try:
        with log_path.open("rb") as log:
            # a log that was set aside for its size begins anew
            log.seek(log_from if log_from <= log_path.stat().st_size else 0)
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
