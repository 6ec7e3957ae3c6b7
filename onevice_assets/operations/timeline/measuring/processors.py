"""Processor time beside the clock, which tells more of the others on a machine that is shared.

Counted are this process and the embedded servers of its home. A server named by URL is not: what
it takes is its own machine's, and then only the program's share is told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psutil


@dataclass
class Taken:
    """What a block took, in seconds.

    Attributes:
        clock: that passed.
        program: of this process's processors.
        servers: of those of the embedded servers.
    """

    clock: float = 0.0
    program: float = 0.0
    servers: float = 0.0

    def per_second(self, count: int) -> dict[str, Any]:
        """How many a second: by the clock, and by a processor that does nothing else."""
        processors = self.program + self.servers
        return {
            "by_clock": round(count / self.clock),
            "by_processor": round(count / processors) if processors else None,
            "clock_s": round(self.clock, 2),
            "program_s": round(self.program, 2),
            "servers_s": round(self.servers, 2),
        }


@contextmanager
def measured() -> Iterator[Taken]:
    """Measure a block; the figures are there once it has ended."""
    taken = Taken()
    servers, program, clock = _servers(), time.process_time(), time.perf_counter()
    yield taken
    taken.clock = time.perf_counter() - clock
    taken.program = time.process_time() - program
    taken.servers = _servers() - servers


def _servers() -> float:
    """Of the embedded servers with all processes they ever had."""
    import psutil

    from resources.home import home
    from resources.local_servers import status

    total = 0.0
    for one in status(home()):
        if one.pid and psutil.pid_exists(one.pid):
            server = psutil.Process(one.pid)
            total += _of(server, ended=True)
            total += sum(_of(child) for child in server.children(recursive=True))
    return total


def _of(process: psutil.Process, *, ended: bool = False) -> float:
    import psutil

    try:
        times = process.cpu_times()
    except psutil.Error:  # it ended meanwhile, and is counted with its parent's
        return 0.0
    own = times.user + times.system
    return float(own + times.children_user + times.children_system if ended else own)
