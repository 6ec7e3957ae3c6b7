"""What PostgreSQL's errors mean to a person: which table, column and row, and what to do.

No message holds a value from a text column: answers are not for logs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg import errors

from resources.control_plane.failures import describe
from resources.errors import MissingDataError, OneviceError, SchemaError, StoreError
from resources.serving_tables.declare import ServingScope

if TYPE_CHECKING:
    import pyarrow
    from sqlalchemy import Connection

Staged = Mapping[str, "pyarrow.Table | None"]

_KEY = re.compile(r"Key \((?P<columns>[^)]+)\)=\((?P<values>.*)\)", re.DOTALL)
_ROW = re.compile(r"Failing row contains \((?P<id>[0-9a-f-]{36})")
_ADVICE: tuple[tuple[type[psycopg.Error], str], ...] = (
    (errors.UndefinedTable, "its schema is not up to date: run `onevice migrate up`"),
    (errors.InsufficientPrivilege, "grant its user the right to write schema `serving`"),
    (errors.ReadOnlySqlTransaction, "it is read-only: name its primary in DATABASE_URL"),
    (errors.DiskFull, "make room on its disk, then publish again"),
    (errors.QueryCanceled, "a statement took too long or was cancelled: publish again when it "
     "has less to do"),
    (errors.LockNotAvailable, "another transaction holds the rows: publish again"),
    (errors.DeadlockDetected, "another transaction held rows it needed: publish again"),
)  # fmt: skip


@contextmanager
def explaining(db: Connection, scope: ServingScope, staged: Staged | None = None) -> Iterator[None]:
    """Turn what the driver says into an error that names the rows, or the server.

    Args:
        db: whose address is named.
        scope: what was read or written.
        staged: the rows that were being written, by table; none when reading.
    """
    try:
        yield
    except (errors.IntegrityError, errors.DataError) as error:
        raise _explain_rows(error, staged or {}) from error
    except psycopg.Error as error:
        said = _explain_server(error, db, scope, staged is not None)
        if getattr(db.connection.driver_connection, "closed", False):
            db.invalidate(error)  # else the roll-back fails too, and its error hides this one
        raise StoreError(said) from error


def _explain_rows(error: psycopg.Error, staged: Staged) -> OneviceError:
    """A row that the database refused: broken reference, key, range."""
    said = error.diag
    table = said.table_name or _copied_table(said.context or "")
    columns, row = _find(said.message_detail or "", staged.get(table))
    where = f"column {columns}" if columns else f"constraint {said.constraint_name}"
    text = (
        f"Nothing was written to serving.{table}: {where} of row {row or '(unknown)'} breaks "
        f"{said.constraint_name or 'the type of its column'}: {said.message_primary}."
    )
    if isinstance(error, errors.ForeignKeyViolation):
        return MissingDataError(f"{text} {_tell_missing(said.message_detail or '', staged)}")
    return SchemaError(f"{text} Materialise its source again, or mend what writes it.")


def _find(detail: str, rows: pyarrow.Table | None) -> tuple[str, str | None]:
    """The column a message is about, and the id of the row: messages quote keys, not ids."""
    failing = _ROW.search(detail)
    if failing:
        return "", failing["id"]
    key = _KEY.search(detail)
    if key is None:
        return "", None
    columns, values = key["columns"].split(", "), key["values"].split(", ")
    if rows is None or len(columns) != len(values):
        return columns[-1], None
    for row in rows.select(["id", *{*columns} - {"id"}]).to_pylist():
        if [str(row[name]) for name in columns] == values:
            return columns[-1], row["id"]
    return columns[-1], None


def _tell_missing(detail: str, staged: Staged) -> str:
    """Where the row that is referred to should have come from."""
    found = re.search(r'not present in table "(\w+)"', detail)
    parent = found[1] if found else "?"
    if parent in staged:
        return f"{parent} of the same publish does not have it: materialise both again."
    if parent == "simulation_runs":
        return "The control plane has no such simulation run: was it restored from before?"
    return (
        f"Table {parent} does not have it: publish the website's standing rows first (job "
        "publish_website), then its days."
    )


def _copied_table(context: str) -> str:
    """`COPY staged_icps, line 3, column name: …` names the table where nothing else does."""
    found = re.search(r"COPY staged_(\w+)", context)
    return found[1] if found else "?"


def _explain_server(
    error: psycopg.Error, db: Connection, scope: ServingScope, is_writing: bool
) -> str:
    said = " ".join((error.diag.message_primary or str(error)).split())
    advice = next(
        (text for kind, text in _ADVICE if isinstance(error, kind)),
        "check that the server runs and that DATABASE_URL names it, then publish again",
    )
    what = "write" if is_writing else "read"
    done = "Nothing was written. " if is_writing else ""
    day = f" on {scope.day.isoformat()}" if scope.day else ""
    return (
        f"Tried to {what} the serving rows of website {scope.website_id}{day} in "
        f"{describe(db.engine.url)}, which said: {said}. {done}What to do: {advice}."
    )
