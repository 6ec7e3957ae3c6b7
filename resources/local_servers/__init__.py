"""The embedded servers: PostgreSQL, the graph, Redis and the local language model, from wheels.

Here: starting, finding, pinging and stopping them, safe from many processes at once. Not here:
what is stored in them (the resources beside this package) and servers reached by a URL.

    ensure("postgres", home()).url      an address that works as it stands
    stop_all(home())                    what `onevice down` does

    lifecycle.py   ensure, reach, stop, stop_all, status: the only order things happen in
    state.py       what a home knows of a server: state file, lock, 'last used' stamp
    processes.py   starting detached processes, recognising and ending them
    idle.py        ONEVICE_IDLE_MINUTES (30), after which `watchdog.py` stops what nobody used
    sockets.py     private folders, and where a unix socket lies
    postgres.py, graph.py, llm.py, redis_server.py   one file per server; `server.py` says what
                   such a file has
"""

from __future__ import annotations

from resources.local_servers.address import KINDS, Kind, ServerAddress, ServerStatus
from resources.local_servers.lifecycle import (
    ensure,
    is_running,
    list_drivers,
    look,
    reach,
    status,
    stop,
    stop_all,
)

__all__ = [
    "KINDS",
    "Kind",
    "ServerAddress",
    "ServerStatus",
    "ensure",
    "is_running",
    "list_drivers",
    "look",
    "reach",
    "status",
    "stop",
    "stop_all",
]
