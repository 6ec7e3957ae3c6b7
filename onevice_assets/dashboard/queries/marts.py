"""Marts as they are stored, for the period and the providers of a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.measures.topic_counts import ALL
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts
from onevice_assets.tables.verdicts import visibility_verdicts

if TYPE_CHECKING:
    import pyarrow

MOST_ROWS = 2_000
EXPORTED = {table.name: table for table in (*marts.ALL, visibility_verdicts)}


def read_mart(scope: Scope, name: str) -> pyarrow.Table:
    """A mart's rows of the period, the newest day first.

    Args:
        scope: its days, and its providers where some are chosen (with `all`).
        name: one of `EXPORTED`.

    Returns:
        The table's columns; days it was not made for are left out.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    table = EXPORTED[name]
    keys = [join_key(day.isoformat(), scope.key) for day in reversed(scope.days)]
    rows = scope.lake.read_arrow(table, [key for key in keys if scope.lake.exists(table, key)])
    if scope.asked.provider:
        wanted = pa.array([*scope.asked.provider, ALL], pa.string())
        rows = rows.filter(pc.is_in(rows["llm_provider"], value_set=wanted))
    return rows
