"""Who is at a piece of work: one process at a time, known to all that share the control plane.

The server lets go by itself when the process ends, however it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from resources.errors import StoreDownError

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane

# of a machine that is gone altogether the server learns by these, in seconds; by itself in hours
_KEEPALIVE = {"tcp_keepalives_idle": 20, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 4}


@contextmanager
def taking_in_hand(control: ControlPlane, work: str) -> Iterator[bool]:
    """Take a piece of work in hand until the block ends; gives whether nobody else had it.

    It takes a connection of the pool for so long. Where the server is lost meanwhile the block
    goes on: what it does must bear being done twice.

    Args:
        control: the control plane.
        work: any name of it.

    Raises:
        StoreError: the server cannot be reached when it begins.
    """
    opened = ExitStack()
    db = opened.enter_context(control.begin())
    try:
        for name, value in _KEEPALIVE.items():
            db.exec_driver_sql(f"SET LOCAL {name} = {value}")
        sql = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(work)s, 0))"
        yield bool(db.exec_driver_sql(sql, {"work": work}).scalar())
    finally:
        with suppress(StoreDownError):  # then it has let go already
            opened.close()
