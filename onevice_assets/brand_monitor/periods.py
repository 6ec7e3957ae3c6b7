"""Reads share of voice over weeks, months and rolling windows out of the published days.

Nothing of it is stored, so a day that comes late shows in every period at the next look. What a
period's row says is SQL, `dbt/models/periods`; here are the days it needs and the database it runs
in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onevice_assets.partitions import split_key
from onevice_assets.tables import marts
from resources.dbt_manifest import read_period_views, relation_of
from resources.dbt_project import load_manifest
from resources.errors import InputError
from resources.lake import Lake

_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class _Reach:
    """The first and the last day that periods touching a day may hold."""

    back: Callable[[date], date]
    ahead: Callable[[date], date]


def _start_of_month(day: date) -> date:
    return day.replace(day=1)


def _end_of_month(day: date) -> date:
    return _start_of_month(_start_of_month(day) + timedelta(days=31)) - timedelta(days=1)


def _window(days: int) -> _Reach:
    return _Reach(lambda day: day - timedelta(days=days - 1), lambda day: day)


_REACH = {
    "share_of_voice_by_week": _Reach(
        lambda day: day - timedelta(days=day.weekday()),
        lambda day: day - timedelta(days=day.weekday()) + _WEEK,
    ),
    "share_of_voice_by_month": _Reach(_start_of_month, _end_of_month),
    "share_of_voice_rolling_7_days": _window(7),
    "share_of_voice_rolling_28_days": _window(28),
}
PERIOD_VIEWS = tuple(_REACH)


def read_period_view(
    lake: Lake, name: str, website: str, *, first: date | None = None, last: date | None = None
) -> list[dict[str, Any]]:
    """Read the rows of a period view of one website, newest period first.

    Args:
        lake: holds the days of `share_of_voice`.
        name: one of `PERIOD_VIEWS`.
        website: its partition key.
        first: weeks and months that touch this day or a later one, windows that end there;
            from the first published day where it is not given.
        last: the same at the other end.

    Returns:
        Rows by period (newest first), provider, mentions and name; none where no day is published.

    Raises:
        InputError: when there is no such view, or `last` lies before `first`.
    """
    if name not in _REACH:
        raise InputError(f"There is no view {name!r}. Views: {', '.join(PERIOD_VIEWS)}.")
    if first and last and last < first:
        raise InputError(f"{name} was asked for from {first} to {last}: turn the two around.")
    reach = _REACH[name]
    low = reach.back(first) if first else date.min
    high = reach.ahead(last) if last else date.max
    days = [
        partition
        for partition in lake.partitions(marts.share_of_voice)
        for day, of in [split_key(partition)]
        if of == website and low <= date.fromisoformat(day) <= high
    ]
    rows = _run(lake, name, days) if days else []
    return [row for row in rows if first is None or row["period_end"] >= first]


def _run(lake: Lake, name: str, days: list[str]) -> list[dict[str, Any]]:
    import duckdb

    manifest = load_manifest()
    statement = read_period_views(manifest, marts.share_of_voice.system)[name]
    with duckdb.connect(":memory:") as db:
        db.register("published", lake.read_arrow(marts.share_of_voice, days))
        relation = relation_of(manifest, marts.share_of_voice.name)
        db.execute(f"create table {relation} as select * from published")
        rows: list[dict[str, Any]] = (
            db.sql(
                f"select * from ({statement}) as periods "
                "order by period_end desc, llm_provider, mention_count desc, brand_name, brand_id"
            )
            .to_arrow_table()
            .to_pylist()
        )
    return rows
