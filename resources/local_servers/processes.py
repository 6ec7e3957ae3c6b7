"""Starting detached processes, recognising them later, and ending them.

Not here: which processes those are and why they end.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

import resources
from resources.local_servers.failures import MissingServerError

_LOG_LIMIT_BYTES = 10_000_000
_HARMLESS = re.compile(
    "PATH|HOME|USER|LOGNAME|SHELL|TERM|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TMP|TEMP|VIRTUAL_ENV|"
    "PYTHON[A-Z]+|LD_LIBRARY_PATH|DYLD_[A-Z_]+|JAVA_HOME|SSL_CERT_(FILE|DIR)|COVERAGE_[A-Z_]+|"
    "OMP_[A-Z_]+|ONEVICE_(HOME|IDLE_MINUTES|REFUSED_LOG|SERVERS_CACHE|LLM_[A-Z_]+)"
)
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Command:
    """What to run, and where; `first_line` reaches its standard input and no other place."""

    argv: Sequence[str]
    folder: Path
    first_line: str = field(default="", repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


def start_detached(command: Command, log_path: Path) -> psutil.Process:
    """Start a process in its own session, so that no Ctrl-C of this terminal reaches it.

    Raises:
        MissingServerError: the program cannot be run, or its log cannot be written.
    """
    try:
        child = _launch(command, log_path)
    except OSError as error:
        raise MissingServerError(
            f"Running {command.argv[0]} in {command.folder} with its output to {log_path}: "
            f"{error}. Make that file usable for this user, or run `make setup` again."
        ) from error
    # kept so that an ended child is reaped and not mistaken for a living one
    _children[child.pid] = child
    if child.stdin is not None:
        _tell(child.stdin.fileno(), command.first_line)
        child.stdin.close()
    return psutil.Process(child.pid)


def find(pid: int | None, started_at: float | None) -> psutil.Process | None:
    """Find a living process by its id and start time; the id alone may be another's by now."""
    if pid is None or started_at is None:
        return None
    if pid in _children:
        _children[pid].poll()
    try:
        process = psutil.Process(pid)
        # while a zombie has threads it still holds its files and ports
        if process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1:
            return None
        # a wall clock set meanwhile moves what psutil computes by less than this
        return process if abs(process.create_time() - started_at) < 1 else None
    except psutil.Error:
        return None  # gone, or another user's


def find_leftovers(marker: str, data: Path) -> list[psutil.Process]:
    """Find processes of a server on this data folder that no state file tells of."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        argv = process.info["cmdline"] or []
        on_data = any(arg == str(data) or arg.endswith(f"={data}") for arg in argv)
        if on_data and any(marker in arg for arg in argv) and process.pid != os.getpid():
            found.append(process)
    return found


def end(process: psutil.Process, signals: Sequence[signal.Signals], patience: float) -> None:
    """Send the signals in turn, each with `patience` seconds to work, and SIGKILL at last."""
    for one in (*signals, signal.SIGKILL):
        try:
            process.send_signal(one)
        except psutil.NoSuchProcess:
            break
        if _ends_within(process, patience):
            break
    child = _children.get(process.pid)
    if child is not None and child.poll() is not None:
        del _children[process.pid]


def _ends_within(process: psutil.Process, seconds: float) -> bool:
    """Wait for an end; one that its living parent has not taken note of is an end too."""
    deadline = time.monotonic() + seconds
    while find(process.pid, process.create_time()) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def free_port(wanted: int | None = None) -> int:
    """Find a free port on loopback: the wanted one if it is free, any other if not."""
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port on 127.0.0.1")


def has_clients(process: psutil.Process) -> bool:
    """Tell whether anything is connected to a port the process listens on."""
    try:
        connections = process.net_connections("tcp")
    except psutil.Error:
        return False
    ports = {c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN}
    return any(c.status == psutil.CONN_ESTABLISHED and c.laddr.port in ports for c in connections)


def python_env() -> dict[str, str]:
    """What a Python of ours needs to find this package from any folder."""
    root = str(Path(resources.__file__).parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {"PYTHONPATH": os.pathsep.join(paths)}


def _known_to_servers() -> dict[str, str]:
    """Variables of this process without those that hold keys: a server needs none of ours."""
    return {name: value for name, value in os.environ.items() if _HARMLESS.fullmatch(name)}


def _launch(command: Command, log_path: Path) -> subprocess.Popen[bytes]:
    with _open_log(log_path) as log:
        return subprocess.Popen(
            list(command.argv),
            cwd=command.folder,
            env={**_known_to_servers(), **command.env},
            stdin=subprocess.PIPE if command.first_line else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _open_log(log_path: Path) -> _Log:
    log_path.parent.mkdir(parents=True, exist_ok=True)
    if log_path.exists() and log_path.stat().st_size > _LOG_LIMIT_BYTES:
        log_path.replace(log_path.with_suffix(".log.1"))
    return _Log(os.open(log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))


def _tell(pipe: int, line: str) -> None:
    try:
        os.write(pipe, f"{line}\n".encode())
    except BrokenPipeError:
        return  # it ended already; whoever waits for its answer says so with its log


class _Log:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> int:
        return self._descriptor

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)
