"""The truth records are judged by: pairs of ids, or a cluster per record, read from a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.columns import choose_id
from onevice_assets.entertainment.entities.linkage.reading import SOURCE, Records, read_table
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_CLUSTER: Final = re.compile(r"cluster|true.?id|entity|group|gold|^label$|^class$", re.IGNORECASE)
_SCORE: Final = re.compile(r"score|^match$|is_match|^label$|^gold$", re.IGNORECASE)
_NO_ID: Final = re.compile(r"source|dataset", re.IGNORECASE)


@dataclass(frozen=True)
class Truth:
    """Exactly one of both is given; rows are those of `Records.table`.

    Attributes:
        clusters: cluster of each row, -1 where the truth says nothing: such a row is not judged.
        pairs: (m, 2) rows that are one entity; every row is judged.
    """

    clusters: NDArray[np.int64] | None = None
    pairs: NDArray[np.int64] | None = None


def read_truth(path: Path, records: Records) -> Truth:
    """Read a truth for these records.

    A column named like a cluster makes a file of clusters; else two columns of ids are pairs. A
    column of scores beside pairs keeps those of 0.5 and more.

    Raises:
        InputError: not a table, neither form, or it names ids that no record has.
    """
    table = read_table(path)
    clusters = [c for c in table.columns if _CLUSTER.search(c) and c != records.id_column]
    if clusters and not _is_pairs(table, records):
        return _read_clusters(path, table, clusters[0], records)
    found = _pair_columns(table)
    if found is None:
        raise InputError(
            f"{path.name} is no truth: it needs two columns of ids, or an id and a column named "
            f"cluster, entity or true id; it has: {', '.join(table.columns)}."
        )
    if not _is_pairs(table, records) and len(table.columns) == 2:
        return _read_clusters(path, table, table.columns[1], records)
    return Truth(pairs=_read_pairs(path, _matches(table), found, records))


def _is_pairs(table: pd.DataFrame, records: Records) -> bool:
    """Whether two columns hold ids of records; told from clusters by how often ids come."""
    found = _pair_columns(table)
    if found is None:
        return False
    if records.sources > 1:
        return True
    ids = set(records.table[records.id_column])
    first, second = (table[column] for column in found)
    share = second.isin(ids).mean()
    covers_all = first.is_unique and len(first) == len(ids)
    return bool(share > 0.5 and not covers_all)


def _pair_columns(table: pd.DataFrame) -> tuple[str, str] | None:
    columns = [c for c in table.columns if not _SCORE.search(c) and not _NO_ID.search(c)]
    left = [c for c in columns if re.search(r"(_l|_left|_1|_a|1|l)$|^(l|left)", c, re.IGNORECASE)]
    right = [c for c in columns if re.search(r"(_r|_right|_2|_b|2)$|^(r|right)", c, re.IGNORECASE)]
    if left and right and left[0] != right[0]:
        return left[0], right[0]
    return (columns[0], columns[1]) if len(columns) == 2 else None


def _matches(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    score = next((c for c in table.columns if _SCORE.search(c)), None)
    if score is None:
        return table
    values = table[score].str.lower().replace({"true": "1", "false": "0", "yes": "1", "no": "0"})
    return table[pd.to_numeric(values, errors="coerce").fillna(0) >= 0.5]


def _read_pairs(
    path: Path, table: pd.DataFrame, columns: tuple[str, str], records: Records
) -> NDArray[np.int64]:
    sides = []
    for number, column in enumerate(columns):
        is_mine = records.table[SOURCE] == (number if records.sources > 1 else 0)
        mine = records.table.loc[is_mine, records.id_column]
        rows = dict(zip(mine, mine.index, strict=True))
        sides.append(_rows_of(path, table[column], rows))
    pairs = np.stack(sides, axis=1)
    return np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)


def _read_clusters(path: Path, table: pd.DataFrame, column: str, records: Records) -> Truth:
    ids = records.table[records.id_column]
    rows = dict(zip(ids, ids.index, strict=True))
    if len(rows) < len(ids):
        raise InputError(
            f"{path.name} gives a cluster per id, but both files of records use the same ids: "
            "give pairs of ids (first file, second file) instead."
        )
    id_column = records.id_column
    if id_column not in table.columns:
        others = [c for c in table.columns if c != column]
        id_column = choose_id(others, {}) if others else column
    found = _rows_of(path, table[id_column], rows)
    clusters = np.full(len(ids), -1, np.int64)
    clusters[found] = table[column].fillna("").astype("category").cat.codes.to_numpy()
    return Truth(clusters=clusters)


def _rows_of(path: Path, ids: pd.Series, rows: dict[str, int]) -> NDArray[np.int64]:
    unknown = [one for one in ids if one not in rows]
    if unknown:
        raise InputError(
            f"{path.name} names {len(unknown)} ids that no record has, as "
            f"{', '.join(map(repr, unknown[:3]))} in column {ids.name!r}. Was another column the "
            "id (--map id=COLUMN)?"
        )
    return np.array([rows[one] for one in ids], np.int64).reshape(-1)
