"""Where the columns of a mart come from: what dbt's statements say, and what publication adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onevice_assets.tables.marts.pairs import LIFT_INTERVAL_FROM
from onevice_assets.tables.marts.shares import INTERVALS_FROM
from resources.column_lineage import Origin
from resources.table_schema import Table

_MEASURED_FROM = {**INTERVALS_FROM, **LIFT_INTERVAL_FROM}


def find_origins(mart: Table, traced: Mapping[str, Sequence[Origin]]) -> dict[str, list[Origin]]:
    """The lake's columns each column of a mart comes from, in the mart's order.

    Args:
        mart: the mart.
        traced: the columns that dbt makes, as `load_column_lineage` tells them. An id comes from
            the natural key, the logical time from the day, a bound from what it is measured on.
    """
    made = {"id": mart.natural_key, "created_at": ("day",), **_MEASURED_FROM}
    return {
        name: sorted({origin for of in made.get(name, (name,)) for origin in traced[of]})
        if name not in traced
        else list(traced[name])
        for name in mart.column_names
    }


def list_origins(origins: Mapping[str, Sequence[Origin]]) -> list[dict[str, str]]:
    """One row per column for people: `Column` and `From`, tables with their columns."""
    return [{"Column": name, "From": _tell(of)} for name, of in origins.items()]


def _tell(origins: Sequence[Origin]) -> str:
    tables: dict[str, list[str]] = {}
    for _, table, column in origins:
        tables.setdefault(table, []).append(column)
    told = (f"{table} ({', '.join(columns)})" for table, columns in tables.items())
    return "; ".join(told) or "a constant"
