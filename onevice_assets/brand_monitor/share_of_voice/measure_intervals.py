"""How sure the day's numbers are: intervals over topics for the marts that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.tables.marts.pairs import LIFT_INTERVAL
from onevice_assets.tables.marts.shares import INTERVALS
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


def add_intervals(db: duckdb.DuckDBPyConnection, mart: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Add the interval columns of a mart, where it has any."""
    names = [name for name in (*INTERVALS, *LIFT_INTERVAL) if name in mart.column_names]
    return frame.assign(**{name: (False if name == "is_thin" else None) for name in names})
