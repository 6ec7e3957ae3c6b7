"""Reads what the serving tables hold of a scope, and counts it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from psycopg import sql

from resources.serving_tables.copying import copy_out
from resources.serving_tables.declare import ServingScope, ServingTable
from resources.serving_tables.explain import explaining

if TYPE_CHECKING:
    import psycopg
    import pyarrow
    from sqlalchemy import Connection


def read_rows(
    db: Connection, tables: Sequence[ServingTable], scope: ServingScope
) -> dict[str, pyarrow.Table]:
    """Read every row of a scope, by table, in the tables' columns and types.

    Tables of the scope's kind that hold none of its rows are there, empty.

    Raises:
        StoreError: when PostgreSQL does not answer.
    """
    with explaining(db, scope), driver_of(db).cursor() as cursor:
        lock_scope(cursor, scope, is_writing=False)
        return {table.name: copy_out(cursor, table, matches(scope)) for table in _of(tables, scope)}


def count_rows(
    db: Connection, tables: Sequence[ServingTable], scope: ServingScope
) -> dict[str, int]:
    """Count a scope's rows, by table.

    Raises:
        StoreError: when PostgreSQL does not answer.
    """
    with explaining(db, scope), driver_of(db).cursor() as cursor:
        counts = {}
        for table in _of(tables, scope):
            query = sql.SQL("SELECT count(*) FROM serving.{} t WHERE {}")
            cursor.execute(query.format(sql.Identifier(table.name), matches(scope)))
            counts[table.name] = int((cursor.fetchone() or (0,))[0])
        return counts


def lock_scope(
    cursor: psycopg.Cursor[tuple[Any, ...]], scope: ServingScope, *, is_writing: bool
) -> None:
    """Wait until nobody writes the scope, or reads it while it is to be written.

    Days of a website may be written side by side, but not beside its standing rows.
    """
    lock = "SELECT pg_advisory_xact_lock{}(hashtextextended(%s, 0))"
    shared, alone = sql.SQL(lock).format(sql.SQL("_shared")), sql.SQL(lock).format(sql.SQL(""))
    mine = alone if is_writing else shared
    cursor.execute(shared if scope.day else mine, [f"serving {scope.website_id}"])
    if scope.day:
        cursor.execute(mine, [f"serving {scope.website_id} {scope.day.isoformat()}"])


def matches(scope: ServingScope) -> sql.Composable:
    """The condition that a row `t` is the scope's."""
    return sql.SQL(" AND ").join(
        sql.SQL("t.{} = {}").format(sql.Identifier(name), sql.Literal(str(value)))
        for name, value in scope.columns.items()
    )


def driver_of(db: Connection) -> psycopg.Connection[tuple[Any, ...]]:
    """The driver's own connection, which knows COPY."""
    driver: psycopg.Connection[tuple[Any, ...]] = db.connection.driver_connection  # type: ignore[assignment]
    return driver


def _of(tables: Sequence[ServingTable], scope: ServingScope) -> list[ServingTable]:
    return [table for table in tables if table.is_daily == (scope.day is not None)]
