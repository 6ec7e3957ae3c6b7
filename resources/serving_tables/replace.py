"""Makes the serving tables hold exactly a scope's rows, in the caller's transaction.

Rows are copied into a temporary table each; then what the scope no longer holds is deleted, those
that refer to others first; then rows are inserted, or updated where they differ, those referred to
first. Deleting goes first because a row with a new id may take the place (the unique key) of one
that leaves.

Publishes of one scope wait for each other; those of a website's days go side by side, but not
beside one of its standing rows, which days refer to. Publishes of two websites never meet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import sql

from resources.control_plane.engine import allow_seconds
from resources.errors import InputError, MissingDataError, SchemaError
from resources.serving_tables.check_rows import check_rows
from resources.serving_tables.copying import copy_in
from resources.serving_tables.declare import ServingScope, ServingTable
from resources.serving_tables.explain import explaining
from resources.serving_tables.read import driver_of, lock_scope, matches

if TYPE_CHECKING:
    import pyarrow
    from psycopg import Cursor
    from sqlalchemy import Connection

TIMEOUT_SECONDS = 900
"""How long one statement may take: a day of a million rows takes some 20 s."""


@dataclass(frozen=True)
class Replaced:
    """What a publish did to one table.

    Attributes:
        row_count: rows the scope has now.
        written: of these, rows that are new or differ from before.
        deleted: rows that left.
    """

    row_count: int
    written: int
    deleted: int


def replace_rows(
    db: Connection,
    tables: Sequence[ServingTable],
    scope: ServingScope,
    rows: Mapping[str, pyarrow.Table],
) -> dict[str, Replaced]:
    """Make the tables of a scope's kind hold exactly these rows of the scope.

    Args:
        db: an open transaction; take none of a website's locks in it before.
        tables: every table of the schema, those referred to first.
        scope: whose rows.
        rows: rows by table, exactly the table's columns; a table that is left out gets none.

    Returns:
        What was done, by table. Doing it again writes and deletes nothing.

    Raises:
        SchemaError: a row that does not fit, by table, column and id.
        MissingDataError: rows refer to standing rows that are not there, or days still refer to
            standing rows that would leave.
        InputError: no such website in that organization, or no such table.
        StoreError: PostgreSQL refused, broke off or took too long. After any of these errors the
            transaction must be rolled back, and nothing has changed then.
    """
    mine = [table for table in tables if table.is_daily == (scope.day is not None)]
    _refuse_unknown(mine, rows)
    checked = {
        table.name: check_rows(table, scope, rows[table.name]) if table.name in rows else None
        for table in mine
    }
    with explaining(db, scope, checked), driver_of(db).cursor() as cursor:
        allow_seconds(db, TIMEOUT_SECONDS)
        _begin(cursor, scope)
        for table in mine:
            _stage(cursor, table, scope, checked[table.name])
        _refuse_orphans(cursor, tables, mine, scope)
        deleted = {table.name: _delete(cursor, table, scope) for table in reversed(mine)}
        written = {table.name: _upsert(cursor, table, scope) for table in mine}
        return {
            table.name: Replaced(
                _confirm(cursor, table, scope), written[table.name], deleted[table.name]
            )
            for table in mine
        }


def _refuse_unknown(mine: Sequence[ServingTable], rows: Mapping[str, pyarrow.Table]) -> None:
    unknown = sorted(set(rows) - {table.name for table in mine})
    if unknown:
        raise InputError(
            f"Nothing was written: {', '.join(unknown)} are no tables of such a scope; those are "
            f"{', '.join(table.name for table in mine)}."
        )


def _begin(cursor: Cursor[tuple[object, ...]], scope: ServingScope) -> None:
    """Take the scope's locks and make sure that it is whose it says."""
    lock_scope(cursor, scope, is_writing=True)
    cursor.execute(
        "SELECT organization_id::text FROM control.websites WHERE id = %s", [scope.website_id]
    )
    if cursor.fetchone() != (scope.organization_id,):
        raise InputError(
            f"Nothing was written: organization {scope.organization_id} watches no website "
            f"{scope.website_id}. See `onevice site list`."
        )


def _stage(
    cursor: Cursor[tuple[object, ...]],
    table: ServingTable,
    scope: ServingScope,
    rows: pyarrow.Table | None,
) -> None:
    """Copy the rows into a temporary table, without keys and without what the scope says."""
    names = _staged_columns(table, scope)
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM serving.{} LIMIT 0").format(
            _staged(table), _names(names), sql.Identifier(table.name)
        )
    )
    if rows is not None and len(rows):
        copy_in(cursor, _staged_name(table), rows.select(names))


def _refuse_orphans(
    cursor: Cursor[tuple[object, ...]],
    tables: Sequence[ServingTable],
    mine: Sequence[ServingTable],
    scope: ServingScope,
) -> None:
    """Refuse to take away a standing row that a day refers to: the day's rows would go with it."""
    standing = {table.name for table in mine} if scope.day is None else set()
    for table in tables:
        for column in table.columns:
            if table.is_daily and column.refers_to in standing:
                _refuse_orphans_of(cursor, table, column.name, str(column.refers_to), scope)


def _refuse_orphans_of(
    cursor: Cursor[tuple[object, ...]],
    table: ServingTable,
    column: str,
    parent: str,
    scope: ServingScope,
) -> None:
    leaving = sql.SQL(
        "SELECT t.id FROM serving.{parent} t WHERE {scope} "
        "AND NOT EXISTS (SELECT FROM {staged} s WHERE s.id = t.id)"
    ).format(
        parent=sql.Identifier(parent),
        scope=matches(scope),
        staged=sql.Identifier(f"staged_{parent}"),
    )
    ids = [row[0] for row in cursor.execute(leaving)]
    if not ids:  # as nearly always: nothing is looked for in the many rows of days
        return
    query = sql.SQL(
        "SELECT count(*), min(day)::text, max(day)::text, min({column}::text) "
        "FROM serving.{table} WHERE {column} = ANY(%s)"
    ).format(column=sql.Identifier(column), table=sql.Identifier(table.name))
    count, first, last, missing = cursor.execute(query, [ids]).fetchone() or (0, "", "", "")
    if count:
        raise MissingDataError(
            f"Nothing was written: {count} rows of serving.{table.name} ({first} to {last}) refer "
            f"to rows of {parent} that the website would no longer have, one is {missing}. "
            "Publish those days again first, or take their rows away."
        )


def _delete(cursor: Cursor[tuple[object, ...]], table: ServingTable, scope: ServingScope) -> int:
    query = sql.SQL(
        "DELETE FROM serving.{table} t WHERE {scope} "
        "AND NOT EXISTS (SELECT FROM {staged} s WHERE s.id = t.id)"
    ).format(table=sql.Identifier(table.name), scope=matches(scope), staged=_staged(table))
    return cursor.execute(query).rowcount


def _upsert(cursor: Cursor[tuple[object, ...]], table: ServingTable, scope: ServingScope) -> int:
    """Insert, or update where a row differs; never the row of another scope."""
    names = _staged_columns(table, scope)
    changing = [name for name in names if name not in table.key]
    ordered = "is_active" in table.column_names  # who leaves a place does so first
    query = sql.SQL(
        "INSERT INTO serving.{table} AS t ({names}, {scope}) "
        "SELECT {names}, {values} FROM {staged} {order} "
        "ON CONFLICT ({key}) DO UPDATE SET ({changing}) = ROW ({new}) "
        "WHERE ({old}) IS DISTINCT FROM ({new})"
    ).format(
        table=sql.Identifier(table.name),
        names=_names(names),
        scope=_names(list(scope.columns)),
        values=sql.SQL(", ").join(sql.Literal(str(one)) for one in scope.columns.values()),
        staged=_staged(table),
        order=sql.SQL("ORDER BY is_active" if ordered else ""),
        key=_names(table.key),
        changing=_names(changing),
        old=_names(changing, "t"),
        new=_names(changing, "excluded"),
    )
    return cursor.execute(query).rowcount


def _confirm(cursor: Cursor[tuple[object, ...]], table: ServingTable, scope: ServingScope) -> int:
    """Count the scope's rows: fewer than staged means that an id is another scope's."""
    query = sql.SQL(
        "SELECT (SELECT count(*) FROM serving.{} t WHERE {}), (SELECT count(*) FROM {})"
    ).format(sql.Identifier(table.name), matches(scope), _staged(table))
    there, staged = cursor.execute(query).fetchone() or (0, 0)
    if there != staged:
        raise SchemaError(
            f"Nothing was written to serving.{table.name}: of {staged} rows {there} would be "
            "this scope's; the others have ids that another website or day holds already."
        )
    return int(str(there))


def _staged_columns(table: ServingTable, scope: ServingScope) -> list[str]:
    return [name for name in table.column_names if name not in scope.columns]


def _staged_name(table: ServingTable) -> str:
    return f"staged_{table.name}"


def _staged(table: ServingTable) -> sql.Identifier:
    return sql.Identifier(_staged_name(table))


def _names(names: Sequence[str], of: str | None = None) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(*((of, one) if of else (one,))) for one in names)
