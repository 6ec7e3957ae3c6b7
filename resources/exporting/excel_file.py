"""Tables as an Excel workbook: a sheet each, text cells for text, no formula and no link."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from resources.errors import InputError
from resources.exporting.columns import as_arrow, may_be_formula

if TYPE_CHECKING:
    import pyarrow

    from resources.exporting.columns import Table

    # xlsxwriter declares no types
    Workbook: TypeAlias = Any
    Worksheet: TypeAlias = Any
    Write: TypeAlias = Callable[[int, int, Any], object]

# limits of the file format ("Excel specifications and limits")
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
_MAX_CELL = 32_767
_MAX_NAME = 31
_EXACT = 10**15  # Excel keeps 15 digits of a number
_EARLIEST = 1900  # and no day before this year

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f\ufffe\uffff]")
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def to_excel(tables: Mapping[str, Table]) -> bytes:
    """Write tables as the sheets of one workbook.

    Text is written as text whatever it starts with, and what could be a formula keeps being text
    when a person edits the cell. Numbers stay numbers, except whole ones of more than 15 digits,
    which Excel would round. Moments are UTC without a zone, and their header says `(UTC)`. A text
    longer than a cell (32,767) ends in `…`; characters that XML forbids are dropped. The same
    tables give the same bytes.

    Args:
        tables: table per sheet name; names are made to fit Excel's rules.

    Raises:
        InputError: when there is nothing to write, or a table is larger than a sheet.
        SchemaError: when a column mixes types or a column's name occurs twice.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    if not tables:
        raise InputError("An Excel file needs at least one table; none was given to export.")
    arrow = [as_arrow(table) for table in tables.values()]
    for name, table in zip(tables, arrow, strict=True):
        _check_size(name, table)
    sink = io.BytesIO()
    with Workbook(sink, _OPTIONS) as book:
        book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001  same bytes each time
        for name, table in zip(sheet_names(tables), arrow, strict=True):
            _write_sheet(book, book.add_worksheet(name), table)
    return sink.getvalue()


def sheet_names(wanted: Iterable[str]) -> list[str]:
    r"""Names that Excel takes: at most 31 characters, none of `[]:*?/\`, no two alike."""
    names: list[str] = []
    for text in wanted:
        clean = _NOT_IN_NAMES.sub("_", _whole(text))
        base = _cut(clean, _MAX_NAME).strip("' ") or "Sheet"
        base = f"{base}_" if base.lower() == "history" else base  # Excel keeps that for itself
        name, number = base, 1
        while name.lower() in {one.lower() for one in names}:
            number += 1
            name = f"{_cut(base, _MAX_NAME - len(f' ({number})'))} ({number})"
        names.append(name)
    return names


def _check_size(name: str, table: pyarrow.Table) -> None:
    if table.num_rows >= MAX_ROWS or table.num_columns > MAX_COLUMNS:
        raise InputError(
            f"Table {name!r} has {table.num_rows:,} rows and {table.num_columns:,} columns; an "
            f"Excel sheet holds {MAX_ROWS - 1:,} rows below its header and {MAX_COLUMNS:,} "
            "columns. Export fewer (one website, brand or period), or CSV or Parquet."
        )


def _write_sheet(book: Workbook, sheet: Worksheet, table: pyarrow.Table) -> None:
    from pyarrow import types

    if not table.num_columns:
        return
    header = book.add_format({"bold": True, "quote_prefix": True})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.num_rows, table.num_columns - 1)
    for number, field in enumerate(table.schema):
        name = f"{field.name} (UTC)" if types.is_timestamp(field.type) else field.name
        sheet.set_column(number, number, min(max(len(name) + 3, 12), 40))
        sheet.write_string(0, number, _fit(name), header)
    writers = [_writer(book, sheet, column) for column in table.columns]
    row = 0
    for batch in table.to_batches(max_chunksize=10_000):
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            row += 1
            for number, (value, write) in enumerate(zip(values, writers, strict=True)):
                if value is not None:
                    write(row, number, value)


def _writer(book: Workbook, sheet: Worksheet, column: pyarrow.ChunkedArray) -> Write:
    """How the values of a column are written."""
    from pyarrow import types

    text = _text_writer(book, sheet, column)
    if types.is_boolean(column.type):
        boolean: Write = sheet.write_boolean
        return boolean
    if types.is_temporal(column.type):
        clock = " hh:mm:ss" if types.is_timestamp(column.type) else ""
        shown = book.add_format({"num_format": f"yyyy-mm-dd{clock}"})
        return lambda row, col, value: (
            sheet.write_datetime(row, col, _naive(value), shown)
            if isinstance(value, date) and value.year >= _EARLIEST
            else text(row, col, str(value))
        )
    if types.is_large_string(column.type):
        return text
    return lambda row, col, value: (
        text(row, col, str(value))
        if isinstance(value, int) and abs(value) >= _EXACT
        else sheet.write_number(row, col, value)
    )


def _text_writer(book: Workbook, sheet: Worksheet, column: pyarrow.ChunkedArray) -> Write:
    import pyarrow as pa

    quoted = book.add_format({"quote_prefix": True})
    risky: set[str] = set()
    if pa.types.is_large_string(column.type):
        risky = set(column.filter(may_be_formula(column)).to_pylist())
    return lambda row, col, value: sheet.write_string(
        row, col, _fit(value), quoted if value in risky else None
    )


def _naive(moment: date) -> date:
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _fit(text: str) -> str:
    """The text as a cell can hold it."""
    clean = _NOT_XML.sub("", text)
    return clean if len(clean) <= _MAX_CELL // 2 else _cut(clean, _MAX_CELL, end="…")


def _whole(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _cut(text: str, most: int, end: str = "") -> str:
    """The text, or its beginning and `end`, in at most so many UTF-16 units, as Excel counts."""
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - len(end))].decode("utf-16-le", "ignore") + end
