"""28 days of answers as tables of a DuckDB in memory: what they hold, and asking them.

`r` are the window's responses to unbranded prompts, `s` their states, `co_mentions` the mart's
rows. What is asked is in `aggregate_window.py` and `measure_lift.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.graph.read_window import Window
from resources.home import subfolder

if TYPE_CHECKING:
    import duckdb

_MEMORY = "1GB"
_TABLES = """
CREATE TEMP TABLE r AS
    SELECT id, topic, prompt_id AS intent_id, llm_provider, llm_model,
           llm_provider || ':' || llm_model AS llm_id
    FROM responses WHERE NOT is_branded;
CREATE TEMP TABLE s AS
    SELECT r.*, brand_id, brand_name, role, presence, position_rank, belief_sold,
           presence <> 'ignored' AS is_named,
           list_position(
               ['recommended', 'compared', 'trusted', 'mentioned', 'ignored'], presence
           ) AS strength
    FROM states JOIN r ON r.id = states.llm_response_id;
"""


@contextmanager
def open_window(window: Window) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds a window as long as the context lasts; beyond 1 GB it uses the disk."""
    db = _open_database(os.getpid(), str(subfolder("tmp") / "duckdb")).cursor()
    try:
        for name in ("responses", "states", "co_mentions"):
            db.register(name, getattr(window, name))
        db.execute(_TABLES)
        yield db
    finally:
        db.close()


@lru_cache(maxsize=1)
def _open_database(_process: int, spill: str) -> duckdb.DuckDBPyConnection:
    """The process's own database: opening one takes longer than asking it of a small window.

    What a cursor registers or makes as a temporary table is seen by that cursor alone.
    """
    import duckdb

    # one thread: sums of floats then always add up in the same order
    return duckdb.connect(
        ":memory:", config={"memory_limit": _MEMORY, "temp_directory": spill, "threads": 1}
    )


def fetch_rows(db: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Run a query and return its rows as dictionaries."""
    found = db.execute(sql).fetchall()
    names = [column[0] for column in db.description]
    return [dict(zip(names, row, strict=True)) for row in found]
