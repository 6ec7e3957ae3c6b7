"""A table as CSV: UTF-8, comma, RFC 4180 quotes, one header line."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from resources.exporting.columns import as_arrow, may_be_formula

if TYPE_CHECKING:
    import pyarrow

    from resources.exporting.columns import Table


def to_csv(table: Table) -> bytes:
    """Write a table as CSV.

    A text that a spreadsheet could run gets an apostrophe before it, headers too, and NUL is
    dropped. Null is an empty field, an empty text is `""`; moments are `2026-11-21T09:30:00.000Z`
    with the digits the column has, days `2026-11-21`. The guard holds for a reader that splits at
    commas; for an Excel whose region splits at semicolons, `to_excel` is the file to hand out.

    Args:
        table: Arrow table or data frame; the index is left out.

    Raises:
        SchemaError: when a column mixes types or a column's name occurs twice.
    """
    import pyarrow as pa
    from pyarrow import csv

    arrow = as_arrow(table)
    names = _guarded(pa.chunked_array([arrow.column_names], pa.large_string()))
    columns = [_written(column) for column in arrow.columns]
    sink = io.BytesIO()
    if columns:
        csv.write_csv(pa.table(columns, names=names.to_pylist()), sink)
    return sink.getvalue()


def _written(column: pyarrow.ChunkedArray) -> Any:
    import pyarrow.compute as pc
    from pyarrow import types

    if types.is_large_string(column.type):
        return _guarded(column)
    if types.is_timestamp(column.type):
        return pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
    return column


def _guarded(texts: pyarrow.ChunkedArray) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    clean = pc.replace_substring(texts, "\x00", "")
    mark, nothing = (pa.scalar(text, pa.large_string()) for text in ("'", ""))
    marked = pc.binary_join_element_wise(mark, clean, nothing)
    return pc.if_else(may_be_formula(clean), marked, clean)
