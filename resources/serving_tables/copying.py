"""Arrow tables to COPY and back, as CSV: a null is nothing, an empty text is a pair of quotes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from psycopg import sql

from resources.serving_tables.declare import ServingColumn, ServingTable
from resources.serving_tables.storable import canonical_json

if TYPE_CHECKING:
    import pyarrow
    from psycopg import Cursor

_BATCH = 20_000


def copy_in(cursor: Cursor[tuple[object, ...]], target: str, rows: pyarrow.Table) -> None:
    """Send rows to a table whose columns are theirs, in their order."""
    from pyarrow import csv

    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(target))
    options = csv.WriteOptions(include_header=False)
    with cursor.copy(statement) as copy:
        for batch in rows.to_batches(max_chunksize=_BATCH):
            sink = io.BytesIO()
            csv.write_csv(batch, sink, options)
            copy.write(sink.getbuffer())


def copy_out(
    cursor: Cursor[tuple[object, ...]], table: ServingTable, where: sql.Composable
) -> pyarrow.Table:
    """Read the rows of a table that a condition chooses, in the table's types."""
    statement = sql.SQL(
        "COPY (SELECT {} FROM serving.{} t WHERE {}) TO STDOUT (FORMAT csv)"
    ).format(
        sql.SQL(", ").join(map(_read_column, table.columns)), sql.Identifier(table.name), where
    )
    with cursor.copy(statement) as copy:
        data = b"".join(copy)
    return _typed(table, _parse(table, data)) if data else table.arrow_schema.empty_table()


def _read_column(column: ServingColumn) -> sql.Composable:
    """A time is read as microseconds: how the server writes it is a setting of the session."""
    is_time = column.type == "TIMESTAMPTZ"
    read = sql.SQL("(extract(epoch FROM {}) * 1000000)::bigint" if is_time else "{}")
    return read.format(sql.Identifier(column.name))


def _parse(table: ServingTable, data: bytes) -> pyarrow.Table:
    import pyarrow as pa
    from pyarrow import csv

    types = {
        column.name: pa.int64() if column.type == "TIMESTAMPTZ" else column.arrow_type
        for column in table.columns
    }
    return csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(
            column_names=table.column_names, block_size=max(len(data) + 1, 1024)
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _typed(table: ServingTable, rows: pyarrow.Table) -> pyarrow.Table:
    import pyarrow as pa

    columns = []
    for column in table.columns:
        values = rows[column.name]
        if column.type == "JSONB":
            texts = [None if one is None else canonical_json(one) for one in values.to_pylist()]
            values = pa.chunked_array([pa.array(texts, pa.string())])
        columns.append(values.cast(column.arrow_type))
    return pa.Table.from_arrays(columns, schema=table.arrow_schema)
