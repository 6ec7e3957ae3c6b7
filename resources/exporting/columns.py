"""What every file format needs first: Arrow columns, moments in UTC, texts that are no formula."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from resources.errors import SchemaError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow

    Table: TypeAlias = pyarrow.Table | pd.DataFrame

T = TypeVar("T")

# What spreadsheets run (OWASP, "CSV Injection"), also behind blanks and invisible characters,
# which some of them skip; a leading tab or line break is a trigger by itself.
_FORMULA = r"^(?:[\pZ\pC]*[=+\-@＝＋－＠]|[\t\r\n])"


def as_arrow(table: Table) -> pyarrow.Table:
    """The table in Arrow, without its index; every moment is UTC, nested values are JSON texts.

    A moment without a time zone is taken to be UTC, as everywhere in the platform. Half a
    character (a lone surrogate) becomes `?`. Numbers that are none (NaN, infinite) become null.

    Raises:
        SchemaError: when a column mixes types or a column's name occurs twice.
    """
    import pyarrow as pa

    arrow = table if isinstance(table, pa.Table) else _from_pandas(table)
    names = arrow.column_names
    if len(set(names)) < len(names):
        raise SchemaError(f"A table to export has a column name twice: {', '.join(names)}.")
    columns = [_plain(arrow.column(n)) for n in range(arrow.num_columns)]
    schema = pa.schema([(name, one.type) for name, one in zip(names, columns, strict=True)])
    return pa.table(columns, schema=schema)


def may_be_formula(texts: pyarrow.ChunkedArray) -> Any:
    """Per text whether a spreadsheet could take it for a formula; null for null."""
    import pyarrow.compute as pc

    return pc.match_substring_regex(texts, _FORMULA)


def _from_pandas(frame: pd.DataFrame) -> pyarrow.Table:
    import pyarrow as pa

    try:
        try:
            return pa.Table.from_pandas(frame, preserve_index=False)
        except UnicodeEncodeError:
            whole = frame.apply(lambda column: column.map(_whole))
            return pa.Table.from_pandas(whole, preserve_index=False)
    except (pa.ArrowException, ValueError) as error:
        raise SchemaError(f"This table cannot be exported: {error}") from error


def _whole(value: T) -> T | str:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _plain(column: pyarrow.ChunkedArray) -> pyarrow.ChunkedArray:
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return column.cast(pa.large_string())
    if types.is_floating(kind):
        return pc.if_else(pc.is_finite(column), column, pa.scalar(None, kind))
    if types.is_timestamp(kind):
        return column.cast(pa.timestamp(kind.unit, "UTC"))
    plain = (types.is_boolean, types.is_integer, types.is_decimal, types.is_date, types.is_null)
    if any(is_plain(kind) for is_plain in plain):
        return column
    texts = [_as_text(value) for value in column.to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.large_string())])


def _as_text(value: Any) -> str | None:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return None if value is None else str(value)
