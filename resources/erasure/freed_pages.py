"""What files of embedded servers still hold of rows that were deleted, written anew without them.

Deleted rows stay in freed pages and in write-ahead logs until something else takes their place.
SQLite and PostgreSQL write their files anew, the graph its indexes, Redis its log. A server of
somebody else's is asked for an ordinary VACUUM alone: its logs, archives and backups are its
owner's (docs/how-to/erase.md).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from resources.cypher import Statement

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane
    from resources.graph_store import GraphStore, GraphTransaction
    from resources.redis_store import RedisStore

_TABLES: Final = (
    "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN "
    "('control', 'serving', 'operations', 'search', 'vectors') ORDER BY 1"
)
_STATISTICS: Final = ("pg_catalog.pg_statistic", "pg_catalog.pg_statistic_ext_data")
_SHAPE: Final = re.compile(r"CREATE\s(CONSTRAINT|INDEX)\s(\w+)\s")
_WAITS_MS: Final = 60_000


def rewrite_sqlite(folders: Iterable[Path]) -> int:
    """Write every SQLite file below some folders anew; how many.

    A file that somebody else is writing for a minute raises `sqlite3.OperationalError`.
    """
    files = [file for one in folders for file in sorted(one.rglob("*.db"))]
    for file in files:
        with closing(sqlite3.connect(file, timeout=60, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return len(files)


def rewrite_postgres(control: ControlPlane, *, is_embedded: bool) -> None:
    """Write the tables anew, and their statistics, and go on with an empty log.

    Args:
        control: the database.
        is_embedded: it is ours alone: tables are locked and written whole, and old logs removed.
    """
    with control.begin() as db:
        tables = [str(one) for one in db.exec_driver_sql(_TABLES, {}).scalars()]
        engine = db.engine
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as server:
        server.connection.driver_connection.answer_seconds = None  # type: ignore[union-attr]
        for table in tables:
            server.exec_driver_sql(f"VACUUM ({'FULL, ' if is_embedded else ''}ANALYZE) {table}")
        if is_embedded:
            _drop_logs(server)


def _drop_logs(server: Connection) -> None:
    for table in _STATISTICS:
        server.exec_driver_sql(f"VACUUM FULL {table}")
    try:
        server.exec_driver_sql("ALTER SYSTEM SET wal_recycle = off")
        server.exec_driver_sql("ALTER SYSTEM SET min_wal_size = '32MB'")
        server.exec_driver_sql("SELECT pg_reload_conf()")
        for _ in range(2):  # the log before the last checkpoint is kept for that one
            server.exec_driver_sql("SELECT pg_switch_wal()")
            server.exec_driver_sql("CHECKPOINT")
    finally:
        server.exec_driver_sql("ALTER SYSTEM RESET wal_recycle")
        server.exec_driver_sql("ALTER SYSTEM RESET min_wal_size")
        server.exec_driver_sql("SELECT pg_reload_conf()")


def rewrite_graph(graph: GraphStore) -> None:
    """Make the embedded graph's keys and indexes anew: theirs are the files that keep old values.

    Nobody may write to it meanwhile. Killed half-way, the next publish makes what is missing, and
    so does doing it again.

    Raises:
        StoreError: the graph refuses.
    """
    from resources.migrations.neo4j.steps import STEPS

    made = [one for step in STEPS for one in step.up if _SHAPE.match(one.text)]
    shapes = [found.groups() for one in made if (found := _SHAPE.match(one.text))]
    gone = [Statement(f"erasure.drop.{n}", f"DROP {kind} {n} IF EXISTS") for kind, n in shapes]
    with graph.session() as session:
        for statement in (*gone, *made):
            session.change(statement.name, partial(_send, statement))


def _send(statement: Statement, transaction: GraphTransaction) -> None:
    transaction.read(statement)


def rewrite_redis(store: RedisStore) -> None:
    """Have Redis write its log anew, and wait for it, a minute at most.

    Raises:
        StoreError: Redis does not answer.
    """
    store.rewrite_log(_WAITS_MS)
