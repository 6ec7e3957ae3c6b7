"""Dagster's own SQLite files, written without a wait for the disk at every event (ADR 24).

Dagster opens and closes a connection for each event; closing the last one of a file writes its
log back, and each commit waits for the disk: 13 ms an event where 0.03 are enough, and a day has
some two thousand. Here every process keeps a connection of its own to the files it uses, and
commits wait for the disk only when the log is written back. A process that dies loses nothing; a
machine that loses power may lose the last events of its runs, never the file.

Not here: PostgreSQL, the ledger of money among it, which waits for the disk at every commit.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from functools import cache
from threading import Lock
from typing import Any

MOST_KEPT = 8
_kept: OrderedDict[str, sqlite3.Connection] = OrderedDict()
_lock = Lock()


@cache
def hasten_sqlite() -> None:
    """Treat every SQLite file so that this process opens through SQLAlchemy; again is nothing."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    event.listen(Engine, "connect", _prepare)


def list_kept() -> list[str]:
    """Files that this process keeps open, the one used last at the end."""
    with _lock:
        return list(_kept)


def forget_files() -> None:
    """Close what is kept open."""
    with _lock:
        while _kept:
            _kept.popitem()[1].close()


def _prepare(connection: Any, _: object) -> None:
    """Of a new connection to a file that keeps a log beside it."""
    if not isinstance(connection, sqlite3.Connection):
        return
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    if not file:  # in memory
        return
    connection.execute("PRAGMA synchronous = NORMAL")
    with _lock:
        _keep_open(file)


def _keep_open(file: str) -> None:
    kept = _kept.pop(file, None)
    try:
        kept = kept or sqlite3.connect(file, check_same_thread=False)
        # it counts as open once it has read the file as it now is; a new file gets its log later
        kept.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:  # Dagster's own connection meets it too, and says what it is
        if kept:
            kept.close()
        return
    _kept[file] = kept
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)[1].close()
