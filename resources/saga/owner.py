"""Which process has a saga, and whether that one has certainly ended."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil

_CLOCK_SECONDS = 2.0  # a wall clock set meanwhile moves the start that psutil computes


@dataclass(frozen=True)
class Owner:
    """A process, wherever it runs.

    Attributes:
        host: name of its machine and of the space its process ids are from.
        pid: its id there.
        started_at: Unix seconds; tells it from a later process with that id.
    """

    host: str
    pid: int
    started_at: float


def this_process() -> Owner:
    """The process that asks."""
    pid = os.getpid()
    return Owner(_host(), pid, psutil.Process(pid).create_time())


def has_ended(owner: Owner) -> bool:
    """Whether a process is certainly gone; of another machine's nobody here can tell."""
    if owner.host != _host():
        return False
    try:
        process = psutil.Process(owner.pid)
        started_at = process.create_time()
        is_defunct = process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False
    return is_defunct or abs(started_at - owner.started_at) > _CLOCK_SECONDS


def _host() -> str:
    """Containers may share a host's name and not its process ids, so both are in it."""
    space = Path("/proc/self/ns/pid")
    return f"{socket.gethostname()} {space.readlink() if space.exists() else ''}".strip()
