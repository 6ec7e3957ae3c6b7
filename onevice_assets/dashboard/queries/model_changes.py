"""Days on which a provider served another model: marks in the trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onevice_assets import tables
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.partitions import join_key

_TABLE = "model_changes"


@dataclass(frozen=True, order=True)
class Change:
    """A provider whose models were others from a day on."""

    day: date
    provider: str


def list_model_changes(scope: Scope) -> list[Change]:
    """Changes of the period, of the chosen providers, in order of time.

    A day's row names the last change it knows of, so that many days tell of one change. None
    where the lake has no such table.
    """
    table = tables.ALL.get(_TABLE)
    if table is None:
        return []
    keys = [join_key(day.isoformat(), scope.key) for day in scope.days]
    rows = [row for key in keys for row in scope.lake.read_rows_if_there(table, key)]
    wanted = scope.asked.provider
    found = {
        Change(row["served_model_changed_on"], row["llm_provider"])
        for row in rows
        if row["served_model_changed_on"] and (not wanted or row["llm_provider"] in wanted)
    }
    return sorted(one for one in found if scope.days[0] <= one.day <= scope.days[-1])
