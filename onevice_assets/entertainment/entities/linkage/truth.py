"""The truth records are judged by: pairs of ids, or a cluster per record, read from a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from onevice_assets.entertainment.entities.linkage.reading import SOURCE, Records, read_table
from resources.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

_CLUSTER: Final = re.compile(r"cluster|true.?id|entity|group|gold|^label$|^class$", re.IGNORECASE)
_SCORE: Final = re.compile(r"score|^match$|is_match|^label$|^gold$", re.IGNORECASE)
_YES_OR_NO: Final = frozenset(("0", "1", "0.0", "1.0", "true", "false", "yes", "no"))
_NO_ID: Final = re.compile(r"source|dataset", re.IGNORECASE)
_LEFT: Final = re.compile(r"(_l|_left|_1|_a|1|l)$|^(l|left)", re.IGNORECASE)
_RIGHT: Final = re.compile(r"(_r|_right|_2|_b|2)$|^(r|right)", re.IGNORECASE)
_MOSTLY: Final = 0.5  # ids of a truth that records must have: it may be of more records


@dataclass(frozen=True)
class Truth:
    """Exactly one of clusters and pairs is given; rows are those of `Records.table`.

    Attributes:
        clusters: cluster of each row, -1 where the truth says nothing: such a row is not judged.
        pairs: (m, 2) rows that are one entity; every row is judged.
        left_out: lines of the truth about ids that no record has.
    """

    clusters: NDArray[np.int64] | None = None
    pairs: NDArray[np.int64] | None = None
    left_out: int = 0


def read_truth(path: Path, records: Records) -> Truth:
    """Read a truth for these records.

    Two columns of ids are pairs, whatever they are called (of two files one each, in either
    order); an id beside a column named like a cluster, or beside one other column, is a cluster
    per id. A column of scores beside pairs keeps those of 0.5 and more.

    Raises:
        InputError: not a table, neither form, two clusters of one id, or most of its ids are of
            no record.
    """
    table = read_table(path)
    columns = [c for c in table.columns if not _SCORE.search(c) and not _NO_ID.search(c)]
    pair = _find_pair(table, columns, records)
    named = [c for c in table.columns if _CLUSTER.search(c) and c != records.id_column]
    if pair:
        named = [c for c in named if not set(table[c].dropna().str.lower()) <= _YES_OR_NO]
    is_pairs = pair is not None and (_is_named(*pair) or not named)
    if pair and is_pairs and not _covers_all(table, columns, pair[0], records):
        return _read_pairs(path, _matches(table), pair, records)
    if named:
        return _read_clusters(path, table, named[0], records)
    if len(columns) != 2:
        raise InputError(
            f"{path.name} is no truth: it needs two columns of ids, or an id and a column named "
            f"cluster, entity or true id; it has: {', '.join(table.columns)}."
        )
    cluster = columns[0] if _id_of(table, columns, records) == columns[1] else columns[1]
    return _read_clusters(path, table, cluster, records)


def _find_pair(table: pd.DataFrame, columns: list[str], records: Records) -> tuple[str, str] | None:
    """The two columns that hold ids of records, those named left and right before others."""
    both = [_ids(records, source) for source in range(records.sources)]
    shares = {column: [_share(table, column, ids) for ids in both] for column in columns}
    orders = [
        (one, other)
        for one, other in permutations(columns, 2)
        if min(shares[one][0], shares[other][-1]) >= _MOSTLY
    ]
    return max(orders, key=lambda pair: _is_named(*pair), default=None)


def _is_named(one: str, other: str) -> bool:
    return bool(_LEFT.search(one) and _RIGHT.search(other))


def _covers_all(table: pd.DataFrame, columns: list[str], one: str, records: Records) -> bool:
    """Whether two columns are an id per record and a cluster that is called after an id."""
    is_all = table[one].is_unique and len(table) == len(records.table)
    return records.sources == 1 and len(columns) == 2 and bool(is_all)


def _ids(records: Records, source: int) -> set[str]:
    return set(records.table.loc[records.table[SOURCE] == source, records.id_column])


def _share(table: pd.DataFrame, column: str, ids: set[str]) -> float:
    return float(table[column].isin(ids).mean())


def _matches(table: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    score = next((c for c in table.columns if _SCORE.search(c)), None)
    if score is None:
        return table
    values = table[score].str.lower().replace({"true": "1", "false": "0", "yes": "1", "no": "0"})
    return table[pd.to_numeric(values, errors="coerce").fillna(0) >= 0.5]


def _read_pairs(
    path: Path, table: pd.DataFrame, columns: tuple[str, str], records: Records
) -> Truth:
    sides = []
    for number, column in enumerate(columns):
        is_mine = records.table[SOURCE] == (number if records.sources > 1 else 0)
        mine = records.table.loc[is_mine, records.id_column]
        rows = dict(zip(mine, mine.index, strict=True))
        sides.append(_rows_of(path, table[column], rows))
    pairs = np.stack(sides, axis=1)
    is_known = (pairs >= 0).all(axis=1)
    kept = pairs[is_known & (pairs[:, 0] != pairs[:, 1])]
    return Truth(pairs=np.unique(np.sort(kept, axis=1), axis=0), left_out=int((~is_known).sum()))


def _id_of(table: pd.DataFrame, columns: list[str], records: Records) -> str:
    """The column of ids: named as in the records, else with most of theirs, the first of equals."""
    if records.id_column in columns:
        return records.id_column
    ids = set(records.table[records.id_column])
    return max(columns, key=lambda column: _share(table, column, ids))


def _read_clusters(path: Path, table: pd.DataFrame, column: str, records: Records) -> Truth:
    ids = records.table[records.id_column]
    rows = dict(zip(ids, ids.index, strict=True))
    if len(rows) < len(ids):
        raise InputError(
            f"{path.name} gives a cluster per id, but both files of records use the same ids: "
            "give pairs of ids (first file, second file) instead."
        )
    others = [c for c in table.columns if c != column] or [column]
    id_column = _id_of(table, others, records)
    said = table[[id_column, column]].drop_duplicates()
    twice = said.loc[said[id_column].duplicated(), id_column].dropna()
    if len(twice):
        raise InputError(
            f"{path.name} gives more than one cluster to {len(twice)} ids of column "
            f"{id_column!r}, as {twice.iloc[0]!r}. Give each id once."
        )
    found = _rows_of(path, said[id_column], rows)
    clusters = np.full(len(ids), -1, np.int64)
    codes = said[column].astype("category").cat.codes.to_numpy(np.int64)
    clusters[found[found >= 0]] = codes[found >= 0]
    return Truth(clusters=clusters, left_out=int((found < 0).sum()))


def _rows_of(path: Path, ids: pd.Series, rows: dict[str, int]) -> NDArray[np.int64]:
    """Row of each id, -1 for those that no record has."""
    unknown = [one for one in ids if one not in rows]
    if len(unknown) > (1 - _MOSTLY) * len(ids):
        raise InputError(
            f"{path.name} names {len(unknown)} ids that no record has, as "
            f"{', '.join(map(repr, unknown[:3]))} in column {ids.name!r}. Was another column the "
            "id (--map id=COLUMN)?"
        )
    return np.array([rows.get(one, -1) for one in ids], np.int64).reshape(-1)
