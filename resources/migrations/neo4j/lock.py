"""One runner at a time: a node that says who may change the graph's schema, and until when.

A lease instead of a lock of the database, because schema statements and data cannot share a
transaction on Neo4j. The holder renews it from a thread while it works, however long a statement
takes; a holder that died stops renewing, and the next one takes over when the lease has run out.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from resources.cypher import Statement
from resources.errors import StoreError
from resources.graph_store import GraphSession
from resources.migrations.neo4j import statements as cypher

_NAME = "schema"
_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Patience:
    """How long a lease lasts without being renewed, and how long others wait for it."""

    lease_seconds: float = 30.0
    wait_seconds: float = 600.0


@contextmanager
def hold_lock(session: GraphSession, patience: Patience) -> Iterator[Callable[[], None]]:
    """Hold the lock of this graph's schema, once whoever holds it is done or dead.

    Yields:
        A function to call before each statement: it raises `StoreError` when the lease was lost,
        and somebody else may be changing the schema.

    Raises:
        StoreError: another runner held it for longer than `patience` waits; nothing was done.
    """
    lease = {
        "lock": _NAME,
        "owner": f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}",
        "lease_ms": int(patience.lease_seconds * 1000),
    }
    _wait(session, lease, patience.wait_seconds)
    done = Event()
    renewing = Thread(target=_renew, args=(session, lease, patience, done), daemon=True)
    renewing.start()
    try:
        yield lambda: _confirm(session, lease)
    finally:
        done.set()
        renewing.join()
        with suppress(StoreError):  # the lease ends by itself; what went wrong before matters more
            _send(session, cypher.RELEASE_LOCK, lock=_NAME, owner=lease["owner"])


def _wait(session: GraphSession, lease: dict[str, Any], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        held = session.read(cypher.READ_LOCK, lock=_NAME)
        if not held and _send(session, cypher.TAKE_LOCK, **lease):
            return
        if held and time.monotonic() > deadline:
            raise StoreError(
                f"Waited {seconds:.0f} s to change the schema of the graph at {session.address} "
                f"in vain: {held[0]['owner']} (host:process) is changing it and still at it. "
                "Nothing was done. Look at that process; when it ends the lock is free."
            )
        time.sleep(_POLL_SECONDS)


def _renew(session: GraphSession, lease: dict[str, Any], patience: Patience, done: Event) -> None:
    while not done.wait(patience.lease_seconds / 3):
        try:
            _send(session, cypher.RENEW_LOCK, **lease)
        except StoreError:
            continue  # whoever holds the lock asks `_confirm`, which tells it


def _confirm(session: GraphSession, lease: dict[str, Any]) -> None:
    if not _send(session, cypher.RENEW_LOCK, **lease):
        raise StoreError(
            f"The lock on the schema of the graph at {session.address} was lost: it was not "
            f"renewed for {lease['lease_ms'] / 1000:.0f} s, and another runner may be at work."
        )


def _send(session: GraphSession, statement: Statement, **parameters: Any) -> list[dict[str, Any]]:
    return session.change(statement.name, lambda t: t.read(statement, **parameters))
