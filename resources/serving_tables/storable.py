"""Makes rows what PostgreSQL can hold, and says what had to be changed.

PostgreSQL takes no NUL character in a text and keeps JSON its own way. NUL becomes U+2400, one
character for one, so that every offset into the text still holds; the row's
`replaced_characters` says where: `{"response_text": [12, 40]}`. In JSON half a surrogate pair
becomes U+FFFD in the same way, and the offsets count in the text written here. So nothing is
lost: the original can be had back, and stands in the lake.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from resources.errors import SchemaError
from resources.serving_tables.declare import REPLACED, ServingColumn, ServingTable

if TYPE_CHECKING:
    import pyarrow

NUL_SIGN = "\u2400"
HALF_SIGN = "\ufffd"
_NUL = "\x00"
_NUL_MARK, _HALF_MARK = "\udc00", "\udc01"
_SURROGATE = re.compile("[\ud800-\udfff]")

Replaced = dict[int, dict[str, list[int]]]
"""Offsets of replaced characters by row number and column."""


def make_storable(table: ServingTable, rows: pyarrow.Table) -> pyarrow.Table:
    """Give rows the table's columns and types.

    Fractions are rounded to the decimals of their column, JSON gets sorted keys and no spaces.

    Args:
        table: where they go.
        rows: its columns, in any order, of the lake's types; others are left out, and
            `replaced_characters` is made here.

    Raises:
        SchemaError: naming column and row that cannot be what the table holds.
    """
    import pyarrow as pa

    replaced: Replaced = {}
    columns = []
    for column in table.columns:
        if column.name == REPLACED:
            continue
        values = rows[column.name]
        if column.type == "JSONB":
            values = _canonical_column(table, rows, column, replaced)
        elif column.type in ("TEXT", "VARCHAR") and REPLACED in table.column_names:
            values = _without_nul(column.name, values, replaced)
        columns.append(cast_column(table, rows, column, values))
    if REPLACED in table.column_names:
        told = [json_text(replaced[n]) if n in replaced else None for n in range(len(rows))]
        columns.append(pa.chunked_array([pa.array(told, pa.string())]))
    return pa.Table.from_arrays(columns, schema=table.arrow_schema)


def cast_column(
    table: ServingTable, rows: pyarrow.Table, column: ServingColumn, values: pyarrow.ChunkedArray
) -> pyarrow.ChunkedArray:
    """Cast one column to the table's type.

    Raises:
        SchemaError: naming the first row whose value does not fit.
    """
    import pyarrow as pa

    if values.type == column.arrow_type:
        return values
    try:
        return values.cast(column.arrow_type)
    except pa.ArrowInvalid:
        number, value = next(_misfits(column, values))
        raise refuse(
            table, rows, number, column.name, f"holds {value!r}, which is no {_say(column)}"
        ) from None


def refuse(
    table: ServingTable, rows: pyarrow.Table, number: int, column: str, what: str
) -> SchemaError:
    """The error for one value of one row; nothing was written because of it."""
    row = rows.slice(number, 1).to_pylist()[0]
    return SchemaError(
        f"Nothing was written to serving.{table.name}: column {column} of row {row.get('id')} "
        f"{what}. Materialise its source again, or mend what writes it."
    )


def canonical_json(text: str) -> str:
    """JSON as PostgreSQL and we both keep it: sorted keys, no spaces, 1e2 and 1.0 as whole numbers.

    Raises:
        ValueError: when it is no JSON, or holds a number that no double can.
    """
    return json_text(json.loads(text, parse_float=_number, parse_constant=_refuse_constant))


def json_text(value: object) -> str:
    """A value as canonical JSON."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _canonical_column(
    table: ServingTable,
    rows: pyarrow.Table,
    column: ServingColumn,
    replaced: Replaced,
) -> pyarrow.ChunkedArray:
    import pyarrow as pa

    made: list[str | None] = []
    for number, text in enumerate(rows[column.name].to_pylist()):
        try:
            canonical = None if text is None else canonical_json(text)
        except (ValueError, RecursionError) as error:
            raise refuse(table, rows, number, column.name, f"is no JSON: {error}") from None
        if canonical and ("\\u0000" in canonical or _SURROGATE.search(canonical)):
            canonical, offsets = _replace_in_json(canonical)
            if offsets:
                replaced.setdefault(number, {})[column.name] = offsets
        made.append(canonical)
    return pa.chunked_array([pa.array(made, pa.string())])


def _replace_in_json(text: str) -> tuple[str, list[int]]:
    """Canonical JSON that JSONB holds, and where in it signs stand for something else.

    Half surrogate pairs stand in for what is replaced until the text is written: no valid
    text has any, so their places are those of the replaced characters.
    """
    marked = json_text(_mark(json.loads(text)))
    offsets = [found.start() for found in _SURROGATE.finditer(marked)]
    return marked.replace(_NUL_MARK, NUL_SIGN).replace(_HALF_MARK, HALF_SIGN), offsets


def _mark(value: object) -> object:
    if isinstance(value, str):
        return _SURROGATE.sub(_HALF_MARK, value).replace(_NUL, _NUL_MARK)
    if isinstance(value, list):
        return [_mark(one) for one in value]
    if isinstance(value, dict):
        return {_mark(name): _mark(one) for name, one in value.items()}
    return value


def _without_nul(
    name: str, values: pyarrow.ChunkedArray, replaced: Replaced
) -> pyarrow.ChunkedArray:
    import pyarrow.compute as pc

    has = pc.match_substring(values, _NUL)
    if not pc.any(has).as_py():
        return values
    for number in pc.indices_nonzero(pc.fill_null(has, False)).to_pylist():
        text = values[number].as_py()
        replaced.setdefault(number, {})[name] = [n for n, one in enumerate(text) if one == _NUL]
    return pc.replace_substring(values, _NUL, NUL_SIGN)


def _misfits(column: ServingColumn, values: pyarrow.ChunkedArray) -> Iterator[tuple[int, object]]:
    import pyarrow as pa

    for number, value in enumerate(values):
        try:
            value.cast(column.arrow_type)
        except pa.ArrowInvalid:
            yield number, value.as_py()


def _say(column: ServingColumn) -> str:
    size = f"({column.size},{column.scale})" if column.type == "DECIMAL" else ""
    return f"{column.type}{size}"


def _number(text: str) -> float | int:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is too large a number")
    return int(number) if number.is_integer() else number


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is no number in JSON")
