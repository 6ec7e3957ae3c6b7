"""The lake's files: rows checked, ordered and made into Parquet, and old files read as of today.

Where they lie and how they are replaced is in `lake.py`.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.clean_rows import is_clean
from resources.errors import SchemaError
from resources.table_schema import Table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow


@dataclass(frozen=True)
class Prepared:
    """A partition's file, checked and ready to be put in place."""

    data: bytes
    row_count: int


def read_columns(table: Table, data: bytes) -> pyarrow.Table:
    """Decode the columns of the table that the file has, and no others."""
    import pyarrow.parquet as pq

    return pq.ParquetFile(io.BytesIO(data)).read(columns=table.column_names)


def conform(table: Table, partition: str, data: pyarrow.Table) -> pyarrow.Table:
    """Give rows the columns of today: what was written before a column was declared has nulls.

    Raises:
        SchemaError: when such a column may not be null.
    """
    import pyarrow as pa

    schema = table.arrow_schema
    missing = [field for field in schema if field.name not in data.column_names]
    required = [field.name for field in missing if not field.nullable]
    if required:
        raise SchemaError(
            f"{table.name} {partition!r} was written before it had {', '.join(required)}: "
            f"materialise {table.system}/{table.name} for it again."
        )
    for field in missing:
        data = data.append_column(field, pa.nulls(len(data), field.type))
    return data.select(schema.names).cast(schema)


def to_parquet(table: Table, partition: str, frame: pd.DataFrame) -> Prepared:
    """Make a partition's file of a frame in any order.

    Raises:
        SchemaError: naming the column that holds a value of another type.
    """
    return write_parquet(sort_rows(table, to_arrow(table, partition, frame)))


def sort_rows(table: Table, rows: pyarrow.Table) -> pyarrow.Table:
    """Put rows in the order of their natural key, so that the same rows are the same bytes."""
    return rows.sort_by([(name, "ascending") for name in table.natural_key])


def write_parquet(rows: pyarrow.Table) -> Prepared:
    """Make a partition's file of rows in the order of their natural key."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(rows, sink, compression="zstd")
    return Prepared(sink.getvalue(), len(rows))


def to_arrow(table: Table, partition: str, frame: pd.DataFrame) -> pyarrow.Table:
    """Convert column by column, so that one that cannot be is named.

    Raises:
        SchemaError: naming the column that holds a value of another type.
    """
    import pyarrow as pa

    columns = []
    for column in table.arrow_schema:
        try:
            values = frame[column.name]
            if values.isna().all():  # pandas calls a column without values a column of floats
                columns.append(pa.nulls(len(values), column.type))
            else:
                columns.append(pa.Array.from_pandas(values, type=column.type))
        except (pa.ArrowException, OverflowError, UnicodeEncodeError) as error:
            raise SchemaError(
                f"Nothing was written to {table.name} {partition!r}: column {column.name!r} holds "
                f"a value that is no {column.type}: {str(error)[:200]}"
            ) from error
    return pa.Table.from_arrays(columns, schema=table.arrow_schema)


def check(table: Table, partition: str, frame: pd.DataFrame) -> None:
    """Check rows against the table's schema.

    Raises:
        SchemaError: naming column, check and the first offending values.
    """
    if is_clean(table, frame):
        return
    import pandera.errors

    try:
        table.pandera_schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        found = error.failure_cases[["column", "check", "failure_case"]].head(5)
        raise SchemaError(
            f"Nothing was written to {table.name} {partition!r}: {len(error.failure_cases)} "
            f"values break its schema, first:\n{found.to_string(index=False)}"
        ) from error


def nullable_types() -> Any:
    """Map Arrow types to pandas types that can hold a null without becoming floats."""
    import pandas as pd
    import pyarrow as pa

    return {
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(),
    }.get
