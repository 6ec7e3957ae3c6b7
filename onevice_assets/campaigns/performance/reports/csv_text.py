"""Bytes of a CSV as columns of text: encoding, separator, and lines that are no rows.

Nothing is guessed about values here. UTF-8 (with or without a mark), UTF-16 and Windows-1252 are
read; commas, semicolons, tabs and bars separate.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from resources.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

LINE: Final = "(line)"
"""Column with the line a row begins in; the head is line 1."""
_SEPARATORS: Final = (",", ";", "\t", "|")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass
class Sheet:
    """A CSV as text.

    Attributes:
        rows: columns of texts by lower-case name, and `LINE`.
        separator: between its columns.
        broken: line → what is wrong with it, of lines that are no rows.
    """

    rows: pa.Table
    separator: str
    broken: dict[int, str] = field(default_factory=dict)


def read_sheet(data: bytes) -> Sheet:
    """Read a CSV.

    Raises:
        InputError: it is empty, no text, or two of its columns have one name.
    """
    text = _decode(data).lstrip("\ufeff").lstrip("\r\n")
    head = text.split("\n", 1)[0].rstrip("\r")
    if not head.strip():
        raise InputError("It is empty. Export it again.")
    if "\x00" in text:
        raise InputError("It is no text (a CSV is expected). Export it again as CSV.")
    separator = max(_SEPARATORS, key=head.count)
    return _parse(text, separator)


def _decode(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:200].count(b"\x00") > len(data[:200]) // 4:
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _parse(text: str, separator: str) -> Sheet:
    import pyarrow as pa
    from pyarrow import csv

    broken: list[tuple[int, str]] = []

    def take_note(row: csv.InvalidRow) -> str:
        what = f"it has {row.actual_columns} columns where the head has {row.expected_columns}"
        broken.append((row.number or 0, what))
        return "skip"

    parsing = csv.ParseOptions(
        delimiter=separator, newlines_in_values=True, invalid_row_handler=take_note
    )
    reading = csv.ReadOptions(use_threads=False, block_size=max(1 << 20, len(text) * 4 + 16))
    data = pa.py_buffer(text.encode("utf-8", "replace"))
    head = next(iter(_names(text, separator)))
    as_text = csv.ConvertOptions(
        column_types=dict.fromkeys(head, pa.string()), strings_can_be_null=False
    )
    try:
        rows = csv.read_csv(pa.BufferReader(data), reading, parsing, as_text)
    except pa.ArrowInvalid as error:
        raise InputError(f"It is no CSV that can be read: {str(error)[:150]}.") from error
    names = [_clean(name) for name in head]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"Two columns are called {', '.join(twice)}. Rename one.")
    numbered = rows.rename_columns(names).append_column(LINE, _lines(rows, broken))
    return Sheet(numbered, separator, dict(broken))


def _names(text: str, separator: str) -> list[list[str]]:
    import csv

    return [next(csv.reader(io.StringIO(text), delimiter=separator))]


def _clean(name: str) -> str:
    return "_".join(name.strip().lower().replace("-", " ").split())


def _lines(rows: pa.Table, broken: list[tuple[int, str]]) -> pa.Array:
    """Where each row begins: skipped lines and texts over several lines are counted."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    skipped = {number for number, _ in broken}
    numbers = (n for n in range(2, len(rows) + len(skipped) + 3) if n not in skipped)
    lines = np.fromiter(numbers, np.int64, len(rows))
    inside = np.zeros(len(rows), np.int64)
    for column in rows.columns:
        inside += pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
    lines[1:] += np.cumsum(inside)[:-1]
    return pa.array(lines)
