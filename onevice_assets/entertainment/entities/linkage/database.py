"""The DuckDB that splink works in: derived columns, and what is known of pairs beforehand.

What SQL cannot compute of two rows (the cosine of texts, whose nearest is whose) is computed
before and kept per record as a map from the later record of a pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def connect(prepared: pd.DataFrame) -> Any:
    """Open a database in memory with the table `prepared`."""
    import duckdb
    import pyarrow as pa

    con = duckdb.connect()
    con.execute("SET threads = 2; SET memory_limit = '4GB'; SET enable_progress_bar = false")
    con.register("frame", pa.Table.from_pandas(prepared, preserve_index=False))
    con.execute("CREATE TABLE prepared AS SELECT * FROM frame ORDER BY unique_id")
    con.unregister("frame")
    return con


def store_near(con: Any, name: str, pairs: NDArray[np.int64], steps: NDArray[np.int8]) -> None:
    """Give each record a map: later record of a pair → step.

    Args:
        con: see `connect`.
        name: column to add.
        pairs: (m, 2) rows in order, the lower first.
        steps: (m,) small whole numbers.
    """
    import pyarrow as pa

    starts = _starts(con, pairs[:, 0])
    near = pa.MapArray.from_arrays(starts, pa.array(pairs[:, 1]), pa.array(steps))
    _add(con, name, near)


def _starts(con: Any, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    records = con.execute("SELECT count(*) FROM prepared").fetchall()[0][0]
    return np.searchsorted(rows, np.arange(records + 1)).astype(np.int32)


def _add(con: Any, name: str, values: Any) -> None:
    import pyarrow as pa

    con.register("added", pa.table({"unique_id": np.arange(len(values)), "added": values}))
    con.execute(
        f'CREATE OR REPLACE TABLE prepared AS SELECT p.*, a.added AS "{name}" '
        "FROM prepared p JOIN added a USING (unique_id) ORDER BY unique_id"
    )
    con.unregister("added")
