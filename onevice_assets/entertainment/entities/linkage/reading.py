"""Records and truths from files: .csv, .csv.gz or .parquet, whatever separates their columns.

A file of others is refused with a sentence that says what is wrong with it. Not here: what the
columns mean (`columns`), what is counted (`evaluate`).
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from onevice_assets.entertainment.entities.linkage.columns import choose_id
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

SOURCE: Final = "__source"  # number of the file a record is from, added to every table
_SEPARATORS: Final = (",", "|", ";", "\t")


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
        raise InputError(f"There is no file {path}.")
    if path.name.endswith(".parquet"):
        table = _read_parquet(path)
    elif path.name.endswith((".csv", ".csv.gz")):
        table = _read_csv(path)
    else:
        raise InputError(f"{path.name}: records are read from .csv, .csv.gz or .parquet.")
    if table.empty:
        raise InputError(f"{path.name} has no row: there is nothing to link.")
    table.columns = [str(column).strip() for column in table.columns]
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
    return table.astype(pd.StringDtype())


def _read_csv(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path.name} is no gzip file that can be read: {error}") from error
    text = _decode(raw)
    header = text.split("\n", 1)[0]
    if not header.strip():
        raise InputError(f"{path.name} is empty: there is not even a header.")
    separator = max(_SEPARATORS, key=header.count)
    try:
        return pd.read_csv(
            io.StringIO(text), sep=separator, dtype=pd.StringDtype(), skipinitialspace=True,
            keep_default_na=False, na_values=[""], index_col=False,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise InputError(f"{path.name} is no table that can be read: {error}") from error


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


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
    id_column = choose_id(list(tables[0].columns), mapping)
    for number, (path, table) in enumerate(zip(paths, tables, strict=True)):
        if number and id_column not in table.columns and "id" not in mapping:
            table.rename(columns={choose_id(list(table.columns), {}): id_column}, inplace=True)
        _check_ids(path, table, id_column)
        table[SOURCE] = number
    return Records(pd.concat(tables, ignore_index=True), id_column, len(paths))


def _check_ids(path: Path, table: pd.DataFrame, id_column: str) -> None:
    if id_column not in table.columns:
        raise InputError(
            f"{path.name} has no column {id_column!r} to take ids from; it has: "
            f"{', '.join(map(str, table.columns))}. Name one by --map id=COLUMN."
        )
    ids = table[id_column]
    if ids.isna().any():
        row = int(ids.isna().to_numpy().argmax()) + 1
        raise InputError(
            f"{path.name}: {int(ids.isna().sum())} records have no id; first row {row}."
        )
    twice = ids[ids.duplicated()]
    if len(twice):
        raise InputError(
            f"{path.name}: {len(twice)} ids of column {id_column!r} are given twice, as "
            f"{', '.join(map(repr, twice.unique()[:3]))}. Name another column by --map id=COLUMN."
        )
