"""How sure the day's numbers are: intervals over topics for the marts that carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.tables.marts.pairs import LIFT_INTERVAL
from onevice_assets.tables.marts.shares import INTERVALS
from resources.table_schema import Table

if TYPE_CHECKING:
    import duckdb
    import pyarrow


def add_intervals(db: duckdb.DuckDBPyConnection, mart: Table, rows: pyarrow.Table) -> pyarrow.Table:
    """Add the interval columns of a mart, where it has any."""
    import pyarrow as pa

    for name in (*INTERVALS, *LIFT_INTERVAL):
        if name in mart.column_names:
            field = mart.arrow_schema.field(name)
            value = pa.scalar(False if name == "is_thin" else None, field.type)
            rows = rows.append_column(field, pa.repeat(value, len(rows)))
    return rows
