"""DuckDB in memory, in which reports are read and counted by columns.

Macros read what people and connectors write: numbers, days, hours, moments, empty cells.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from resources.home import subfolder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_MEMORY = "1GB"
_MACROS = r"""
CREATE TEMP MACRO told(x) AS CASE
    WHEN lower(trim(x)) IN ('', '-', '--', 'null', 'none', 'n/a', 'na') THEN NULL ELSE trim(x) END;
CREATE TEMP MACRO bare(x) AS regexp_replace(told(x), '[\s$€£%]|^[A-Z]{3} ', '', 'g');
CREATE TEMP MACRO numeral(x, comma) AS try_cast(CASE
    WHEN comma AND contains(bare(x), ',') THEN replace(replace(bare(x), '.', ''), ',', '.')
    ELSE replace(bare(x), ',', '') END AS DOUBLE);
CREATE TEMP MACRO whole_id(x) AS regexp_replace(told(x), '\.0$', '');
CREATE TEMP MACRO day_of(x) AS coalesce(
    try_cast(left(replace(told(x), '/', '-'), 10) AS DATE),
    try_cast(try_strptime(told(x), '%Y%m%d') AS DATE));
CREATE TEMP MACRO moment(x) AS try_cast(regexp_replace(told(x), ' UTC$', '') AS TIMESTAMP);
"""


@contextmanager
def open_database(**tables: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds tables as long as the context lasts; beyond 1 GB it uses the disk."""
    db = _open(os.getpid(), str(subfolder("tmp") / "duckdb")).cursor()
    try:
        db.execute(_MACROS)
        for name, rows in tables.items():
            db.register(name, rows)
        yield db
    finally:
        db.close()


@lru_cache(maxsize=1)
def _open(_process: int, spill: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    # one thread: sums of floats then always add up in the same order
    return duckdb.connect(
        ":memory:", config={"memory_limit": _MEMORY, "temp_directory": spill, "threads": 1}
    )


def fetch(db: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """Run a query; its rows as an Arrow table."""
    table: pa.Table = db.sql(sql).to_arrow_table()
    return table
