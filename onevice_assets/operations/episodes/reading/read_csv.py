"""A CSV as rows, a line at a time; a line that is no row is told and the next one read.

UTF-8, or UTF-16 with a mark; commas, semicolons, tabs and bars separate.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from typing import IO, Final

from onevice_assets.operations.episodes.reading.piece import Broken, Row
from onevice_assets.operations.model.choose import name_column
from resources.errors import InputError

LONGEST_CELL: Final = 100_000
_SEPARATORS: Final = ",;\t|"
_MEND: Final = "Correct the line in the file and deliver it again; what is kept stays as it is."


def read_csv(file: IO[bytes], name: str = "") -> Iterator[Row | Broken]:
    """Read rows; the file is never in memory as a whole.

    Args:
        file: its bytes, from the beginning.
        name: is given to each piece.

    Raises:
        InputError: it is empty, no text, or its head names a column twice.
    """
    lines = _decode(file)
    head = next((line for line in lines if line.strip()), "")
    if not head.strip() or "\x00" in head:
        what = "It is no text" if head.strip() else "It is empty"
        raise InputError(f"{what}: export it again, as CSV with a line of column names.")
    separator = max(_SEPARATORS, key=head.count)
    columns = _read_head(next(csv.reader([head], delimiter=separator)))
    known = frozenset(columns) - {""}
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(lines, delimiter=separator)
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Broken(line, f"it is no row of a CSV: {error}", _MEND, name)
            continue
        if any(cells):
            yield _read_row(line, cells, columns, known, name)


def _read_head(names: Sequence[str]) -> list[str]:
    columns = [name_column(name) for name in names]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise InputError(f"Two columns are called {', '.join(twice)}: rename one of them.")
    return columns


def _read_row(
    line: int, cells: Sequence[str], columns: Sequence[str], known: frozenset[str], name: str
) -> Row | Broken:
    if len(cells) != len(columns):
        reason = f"it has {len(cells)} cells where the head has {len(columns)} columns"
        return Broken(line, reason, f"Is a quote or a separator missing? {_MEND}", name)
    filled = {
        column: text for column, cell in zip(columns, cells, strict=True) if (text := cell.strip())
    }
    whole = "".join(cells)
    if not whole.isprintable() and _is_unreadable(whole):
        return Broken(line, "it has bytes that are no UTF-8", f"Save it as UTF-8. {_MEND}", name)
    filled.pop("", None)
    return Row(line, filled, file=name, columns=known)


def _is_unreadable(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" or sign == "\x00" for sign in text)


class _decode:
    """Lines of a file as text, counted; bytes that are no text stay visible as halves."""

    def __init__(self, file: IO[bytes]) -> None:
        self.number = 0
        start = file.read(2)
        file.seek(0)
        is_utf16 = start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        encoding = "utf-16" if is_utf16 else "utf-8-sig"
        errors = "strict" if is_utf16 else "surrogateescape"
        self._lines = codecs.getreader(encoding)(file, errors)

    def __iter__(self) -> _decode:
        return self

    def __next__(self) -> str:
        try:
            line = next(self._lines)
        except UnicodeError as error:
            raise InputError(f"It is no whole UTF-16: {error}. Save it as UTF-8.") from error
        self.number += 1
        return line
