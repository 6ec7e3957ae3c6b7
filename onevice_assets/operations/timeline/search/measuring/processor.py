"""Clock and processor time of repeated work: a busy machine stretches the one, not the other."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

T = TypeVar("T")
Figures = dict[str, Any]

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_IS_HERE: Final = "inet_server_addr() IS NULL OR inet_server_addr() = inet_client_addr()"


def processor_seconds(*processes: int) -> float:
    """What processes of this machine have used so far; those that cannot be looked at count 0."""
    return sum(map(_seconds_of, processes))


def backend_of(db: Connection) -> int:
    """Process that serves a connection; 0 where it runs on another machine."""
    row = db.exec_driver_sql(f"SELECT pg_backend_pid(), {_IS_HERE}").one()
    return int(row[0]) if row[1] else 0


def backends_of(control: ControlPlane) -> list[int]:
    """Processes that serve any connection to the database; none where it is on another machine."""
    with control.begin() as db:
        rows = db.exec_driver_sql(
            f"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND ({_IS_HERE})"
        )
        return [int(pid) for (pid,) in rows]


def time_each(
    work: Callable[[T], object], given: Iterable[T], *backends: int, warm_up: int = 5
) -> Figures:
    """Do something with each of some values, one after the other.

    Args:
        work: what is done.
        given: with what; more than `warm_up`.
        backends: processes of a server whose processor time counts too.
        warm_up: how many of them are not measured.

    Returns:
        `p50_ms`, `p90_ms` by the clock, and `processor_ms`: mean of this process and the backends.
    """
    taken: list[float] = []
    used = 0.0
    for number, one in enumerate(given):
        if number == warm_up:
            used = time.process_time() + processor_seconds(*backends)
        started = time.perf_counter()
        work(one)
        if number >= warm_up:
            taken.append(1_000 * (time.perf_counter() - started))
    used = time.process_time() + processor_seconds(*backends) - used
    p50, p90 = np.percentile(taken, [50, 90])
    return {
        "p50_ms": round(float(p50), 2),
        "p90_ms": round(float(p90), 2),
        "processor_ms": round(1_000 * used / len(taken), 2),
    }


def _seconds_of(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:  # another machine's, gone, or no Linux
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS
