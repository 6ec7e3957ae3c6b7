"""Refuses rows that their table or their scope does not take, before anything is sent.

What only the database can know (a reference, a range, a key that another row has) is refused by
it and told in `explain.py`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from resources.errors import SchemaError
from resources.serving_tables.declare import ServingColumn, ServingScope, ServingTable
from resources.serving_tables.storable import cast_column, refuse

if TYPE_CHECKING:
    import pyarrow

_UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


def check_rows(table: ServingTable, scope: ServingScope, rows: pyarrow.Table) -> pyarrow.Table:
    """Make sure that a table takes the rows and that they are the scope's.

    Args:
        table: where they go.
        scope: whose they have to be.
        rows: exactly the table's columns, in any order.

    Returns:
        The rows with the table's columns in order and of its types.

    Raises:
        SchemaError: naming the column and the first row that breaks it.
    """
    import pyarrow as pa

    if set(rows.column_names) != set(table.column_names):
        wrong = set(rows.column_names) ^ set(table.column_names)
        raise SchemaError(
            f"Nothing was written to serving.{table.name}: its rows lack, or have and should "
            f"not, {', '.join(sorted(wrong))}. Its columns: {', '.join(table.column_names)}."
        )
    columns = []
    for column in table.columns:
        values = cast_column(table, rows, column, rows[column.name])
        _check_column(table, rows, column, values)
        columns.append(values)
    typed = pa.Table.from_arrays(columns, schema=table.arrow_schema)
    _check_scope(table, scope, typed)
    _check_key(table, typed)
    return typed


def _check_column(
    table: ServingTable, rows: pyarrow.Table, column: ServingColumn, values: pyarrow.ChunkedArray
) -> None:
    import pyarrow.compute as pc

    if column.is_required and values.null_count:
        raise refuse(table, rows, _first(pc.is_null(values)), column.name, "is empty")
    if column.type == "UUID":
        matches = pc.match_substring_regex(values, _UUID)
        _refuse_where(table, rows, column, pc.invert(matches), "is no id in small letters")
    if column.type in ("TEXT", "VARCHAR"):
        has_nul = pc.match_substring(values, "\x00")
        _refuse_where(table, rows, column, has_nul, "holds a NUL character")
    if column.size and column.type == "VARCHAR":
        longer = pc.greater(pc.utf8_length(values), column.size)
        _refuse_where(table, rows, column, longer, f"is longer than {column.size} characters")
    if column.type == "JSONB":
        for number, text in enumerate(values.to_pylist()):
            if text is not None and not _is_json(text):
                raise refuse(table, rows, number, column.name, "is no JSON that JSONB holds")


def _refuse_where(
    table: ServingTable,
    rows: pyarrow.Table,
    column: ServingColumn,
    broken: pyarrow.ChunkedArray,
    what: str,
) -> None:
    import pyarrow.compute as pc

    if pc.any(broken).as_py():
        raise refuse(table, rows, _first(broken), column.name, what)


def _check_scope(table: ServingTable, scope: ServingScope, rows: pyarrow.Table) -> None:
    import pyarrow as pa
    import pyarrow.compute as pc

    if table.is_daily != (scope.day is not None):
        raise SchemaError(
            f"Nothing was written to serving.{table.name}: its rows are "
            f"{'of days' if table.is_daily else 'of websites'}, and {scope} is not."
        )
    for name, value in scope.columns.items():
        type_ = rows.schema.field(name).type
        _refuse_where(
            table,
            rows,
            next(one for one in table.columns if one.name == name),
            pc.not_equal(rows[name], pa.scalar(value, type_)),
            f"is not {value}: the row is of another scope",
        )


def _check_key(table: ServingTable, rows: pyarrow.Table) -> None:
    import pyarrow.compute as pc

    counted = rows.group_by(list(table.key)).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1))
    if len(twice):
        key = ", ".join(str(twice[name][0].as_py()) for name in table.key)
        raise SchemaError(
            f"Nothing was written to serving.{table.name}: {len(twice)} ids stand twice among its "
            f"rows, first ({', '.join(table.key)}) = ({key})."
        )


def _first(mask: pyarrow.ChunkedArray) -> int:
    import pyarrow as pa
    import pyarrow.compute as pc

    return int(pc.index(mask, pa.scalar(True)).as_py())


def _is_json(text: str) -> bool:
    """Whether JSONB takes it: valid, and without NUL and halves of surrogate pairs."""
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # UnicodeEncodeError is a ValueError
        return False
    return "\\u0000" not in text or "\x00" not in _all_text(json.loads(text))


def _all_text(value: object) -> str:
    if isinstance(value, dict):
        return "".join(f"{name}{_all_text(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "".join(map(_all_text, value))
    return value if isinstance(value, str) else ""
