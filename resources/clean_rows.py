"""Whether rows surely keep to their table's schema: the quick look before pandera's.

Pandera says which value of which column breaks which check, in 10 to 30 ms a frame of any length
and after a second of importing it. Nearly every frame breaks none, so `lake_files.check` asks here
first and pandera only where the answer is no. Its checks and these are of the same declaration
(`table_schema.py`); `tests/resources/test_clean_rows.py` holds them against each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.table_schema import Column, Table

if TYPE_CHECKING:
    import pandas as pd


def is_clean(table: Table, frame: pd.DataFrame) -> bool:
    """Whether a frame surely passes `table.pandera_schema`; what cannot be compared does not."""
    if sorted(map(str, frame.columns)) != sorted(table.column_names):
        return False
    try:
        return all(_keeps_to(column, frame[column.name]) for column in table.columns) and not bool(
            frame.duplicated(list(table.natural_key)).any()
        )
    except (TypeError, ValueError, ArithmeticError):
        return False


def _keeps_to(column: Column, values: pd.Series) -> bool:
    missing = values.isna()
    if missing.any():
        if not column.nullable:
            return False
        values = values[~missing]
    return (
        (column.type != "integer" or bool((values % 1 == 0).all()))
        and (column.low is None or bool((values >= column.low).all()))
        and (column.high is None or bool((values <= column.high).all()))
        and (column.one_of is None or bool(values.isin(column.one_of).all()))
    )
