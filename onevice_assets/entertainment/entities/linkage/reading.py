"""Records and truths from files: .csv, .tsv (also .gz) or .parquet, whatever separates columns.

A file of others is refused with a sentence that says what is wrong with it. Not here: what the
columns mean (`columns`), what is counted (`evaluate`).
"""

from __future__ import annotations

import codecs
import csv
import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from onevice_assets.entertainment.entities.linkage.meanings import (
    choose_ids,
    find_meanings,
    tell_columns,
)
from resources.errors import InputError
from resources.unpacking import open_gzip

if TYPE_CHECKING:
    import pandas as pd

SOURCE: Final = "__source"  # number of the file a record is from, added to every table
_SEPARATORS: Final = (",", "|", ";", "\t")
_LONGEST_HEADER: Final = 100_000
_ENDINGS: Final = tuple(f".{one}{end}" for one in ("csv", "tsv", "txt") for end in ("", ".gz"))


@dataclass(frozen=True)
class Records:
    """Records of one or two files as one table.

    Attributes:
        table: every column as text, None for nothing, and `SOURCE`; rows 0…n-1 in file order.
        id_column: the column (of the first file) that holds ids; unique within a source.
        sources: how many files.
    """

    table: pd.DataFrame
    id_column: str
    sources: int


def read_table(path: Path) -> pd.DataFrame:
    """Read a file as a table of text, None for nothing.

    Raises:
        InputError: no such file, another ending, not readable, or without a row.
    """
    if not path.is_file():
        raise InputError(f"There is no file {path}. Give the path of a table.")
    if path.name.endswith(".parquet"):
        table = _read_parquet(path)
    elif path.name.endswith(_ENDINGS):
        table = _read_csv(path)
    else:
        raise InputError(f"{path.name}: tables are read from .csv, .tsv (also .gz) or .parquet.")
    if table.empty:
        raise InputError(f"{path.name} has no row: there is nothing to link.")
    table.columns = [str(column).strip() for column in table.columns]
    if twice := sorted(set(table.columns[table.columns.duplicated()])):
        raise InputError(f"{path.name} has more than one column {twice[0]!r}: rename one of them.")
    blank = table.apply(lambda values: values.str.strip().eq(""))
    table = table.astype(object)
    return table.where(~(blank.fillna(True) | table.isna()), None)


def _read_parquet(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow as pa

    try:
        table = pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"{path.name} is no Parquet file that can be read: {error}") from error
    whole = [c for c in table.select_dtypes("float") if (table[c].dropna() % 1 == 0).all()]
    return table.astype(dict.fromkeys(whole, "Int64")).astype(pd.StringDtype())


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        with path.open("rb") as packed:
            raw = open_gzip(packed).read() if path.suffix == ".gz" else packed.read()
    except (OSError, InputError) as error:
        raise InputError(f"{path.name} cannot be read: {error}") from error
    text = _decode(raw).lstrip("\r\n")
    if not text.strip():
        raise InputError(f"{path.name} is empty: there is not even a header. Give a table.")
    separator = _find_separator(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)  # of values it would drop
        try:
            return pd.read_csv(
                io.StringIO(text), sep=separator, dtype=pd.StringDtype(), index_col=False,
                skipinitialspace=True, keep_default_na=False, na_values=[""],
            )  # fmt: skip
        except (pd.errors.ParserError, pd.errors.ParserWarning):
            return _read_ragged(path, text, separator)


def _read_ragged(path: Path, text: str, separator: str) -> pd.DataFrame:
    """A table whose lines may be too long, if by nothing but separators."""
    import pandas as pd

    lines = csv.reader(io.StringIO(text), delimiter=separator, skipinitialspace=True, strict=True)
    rows: list[list[str | None]] = []
    try:
        header = next(lines)
        for line in lines:
            if any(line[len(header) :]):
                raise InputError(
                    f"{path.name}, line {lines.line_num}: {len(line)} values under "
                    f"{len(header)} columns. A value that holds {separator!r} must stand between "
                    "quotes."
                )
            short = [None] * (len(header) - len(line))
            rows += [[*line[: len(header)], *short]] if line else []
    except csv.Error as error:
        raise InputError(
            f"{path.name}, line {lines.line_num}: {error}. Each quote that opens a value must end."
        ) from error
    return pd.DataFrame(rows, columns=header, dtype=pd.StringDtype())


def _decode(raw: bytes) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _find_separator(text: str) -> str:
    """The one that cuts the header into most columns without cutting through a quoted one."""

    def rank(one: str) -> tuple[bool, int]:
        cut = next(csv.reader(header, delimiter=one), [])
        return not any('"' in name for name in cut), len(cut)

    header = text[:_LONGEST_HEADER].splitlines()[:1]
    return max(_SEPARATORS, key=rank)


def read_records(paths: Sequence[Path], mapping: Mapping[str, str]) -> Records:
    """Read one file to find duplicates in, or two to link.

    Raises:
        InputError: see `read_table`; more than two files; ids missing or given twice.
    """
    import pandas as pd

    if not 1 <= len(paths) <= 2:
        raise InputError(
            f"Give --records once, or twice to link two files; not {len(paths)} times."
        )
    tables = [read_table(path) for path in paths]
    id_column = _choose_id(paths[0], tables[0], mapping)
    if len(tables) > 1:
        tables[1] = _name_alike(paths[1], tables[1], list(tables[0].columns), id_column)
    for number, table in enumerate(tables):
        table[SOURCE] = number
    return Records(pd.concat(tables, ignore_index=True), id_column, len(paths))


def _choose_id(path: Path, table: pd.DataFrame, mapping: Mapping[str, str]) -> str:
    """The likeliest column of ids that can be one."""
    possible = choose_ids(list(table.columns), mapping)
    for column in possible:
        if column in table.columns and table[column].notna().all() and table[column].is_unique:
            return column
    _check_ids(path, table, possible[0])
    return possible[0]


def _name_alike(
    path: Path, table: pd.DataFrame, columns: list[str], id_column: str
) -> pd.DataFrame:
    """Give columns of the second file the first file's names for what means the same."""
    renamed = {}
    if id_column not in table.columns:
        renamed[_choose_id(path, table, {})] = id_column
    mine, yours = (find_meanings(of, "organization") for of in (columns, list(table.columns)))
    for meaning in mine.keys() & yours.keys():
        is_new = yours[meaning] not in columns and mine[meaning] not in table.columns
        if is_new and yours[meaning] not in renamed:
            renamed[yours[meaning]] = mine[meaning]
    table = table.rename(columns=renamed)
    _check_ids(path, table, id_column)
    return table


def _check_ids(path: Path, table: pd.DataFrame, id_column: str) -> None:
    if id_column not in table.columns:
        raise InputError(
            f"{path.name} has no column {id_column!r} to take ids from; it has: "
            f"{tell_columns(table.columns)}. Name one by --map id=COLUMN."
        )
    ids = table[id_column]
    if ids.isna().any():
        row = int(ids.isna().to_numpy().argmax()) + 1
        raise InputError(
            f"{path.name}: {int(ids.isna().sum())} records have no id in column {id_column!r}; "
            f"first row {row}. Fill it, or name another column by --map id=COLUMN."
        )
    twice = ids[ids.duplicated()]
    if len(twice):
        raise InputError(
            f"{path.name}: {len(twice)} ids of column {id_column!r} are given twice, as "
            f"{', '.join(map(repr, twice.unique()[:3]))}. Name another column by --map id=COLUMN."
        )
