"""Which brands' verdicts turned on a day, and which cannot be given: rows in, no lake, no clock.

A rise that lasts a week is one alert, on its first day: what counts is that the verdict differs
from the last one there was. A day without a verdict in between changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Unit: TypeAlias = tuple[str, str]

_ROLES = ("own", "competitor")
_MEASURES = ("mention_rate", "recommendation_rate")
_SHOWN = (
    "day",
    "brand_name",
    "role",
    "measure",
    "verdict",
    "rate_before",
    "rate_after",
    "difference",
    "q_value",
    "baseline_start",
    "baseline_end",
)


@dataclass(frozen=True)
class Turn:
    """A measure of a brand whose verdict is `up` or `down` and was another one before.

    Attributes:
        row: the verdict, of provider `all`.
        verdict_before: the last earlier one; None where none was given lately.
        day_before: the day that gave it.
    """

    row: Row
    verdict_before: str | None
    day_before: date | None


@dataclass(frozen=True)
class Alert:
    """What people are told of one brand on one day.

    Attributes:
        turns: the measures that turned, at least one, mention rate first.
        rows: the brand's verdicts of every provider and measure, `all` first.
    """

    turns: Sequence[Turn]
    rows: Sequence[Row]

    @property
    def first(self) -> Row:
        """The verdict that names the brand and heads the alert."""
        return self.turns[0].row

    def tell_turns(self) -> list[Row]:
        """One row per measure that turned: from where to where, how sure, and since when."""
        return [
            {
                **{name: turn.row[name] for name in _SHOWN},
                "verdict_before": turn.verdict_before,
                "day_before": turn.day_before,
            }
            for turn in self.turns
        ]

    @property
    def is_demonstration(self) -> bool:
        """Whether the local model's answers are among those counted."""
        return any(row["is_demonstration"] for row in self.rows)


def find_alerts(rows: Iterable[Row], earlier: Iterable[tuple[date, Iterable[Row]]]) -> list[Alert]:
    """Find the tracked brands whose change over time is news.

    Args:
        rows: `visibility_verdicts` of the day.
        earlier: days before it with their rows, newest first; read only as far as needed.

    Returns:
        One alert per brand: the own one first, then competitors by name.
    """
    over_time = [row for row in rows if _is_over_time(row)]
    moved = {_unit(row): row for row in over_time if _is_whole(row) and _has_moved(row)}
    before = _find_last_verdicts(set(moved), earlier)
    turned: dict[str, list[Turn]] = {}
    for unit, row in sorted(moved.items(), key=lambda one: _MEASURES.index(one[0][1])):
        verdict, day = before.get(unit, (None, None))
        if verdict != row["verdict"]:
            turned.setdefault(row["brand_id"], []).append(Turn(row, verdict, day))
    alerts = [Alert(turns, _of_brand(over_time, brand)) for brand, turns in turned.items()]
    return sorted(alerts, key=lambda one: _order(one.first))


def find_missing_verdicts(rows: Iterable[Row]) -> list[Row]:
    """The own brands' measures of which nothing may be said over time, of provider `all`."""
    found = [
        row
        for row in rows
        if _is_over_time(row)
        and _is_whole(row)
        and row["role"] == "own"
        and row["verdict"] == "no_verdict"
    ]
    return sorted(found, key=lambda row: (*_order(row), _MEASURES.index(row["measure"])))


def _find_last_verdicts(
    wanted: set[Unit], earlier: Iterable[tuple[date, Iterable[Row]]]
) -> dict[Unit, tuple[str, date]]:
    found: dict[Unit, tuple[str, date]] = {}
    days = iter(earlier)
    while wanted - found.keys() and (one := next(days, None)):
        day, rows = one
        for row in rows:
            if _is_over_time(row) and _is_whole(row) and row["verdict"] != "no_verdict":
                found.setdefault(_unit(row), (row["verdict"], day))
    return found


def _of_brand(rows: Iterable[Row], brand: str) -> list[Row]:
    return sorted(
        (row for row in rows if row["brand_id"] == brand),
        key=lambda row: (not _is_whole(row), row["llm_provider"], row["measure"]),
    )


def _is_over_time(row: Row) -> bool:
    return row["comparison"] == "previous_period" and row["role"] in _ROLES


def _is_whole(row: Row) -> bool:
    return bool(row["llm_provider"] == "all")


def _has_moved(row: Row) -> bool:
    return row["verdict"] in ("up", "down")


def _unit(row: Row) -> Unit:
    return row["brand_id"], row["measure"]


def _order(row: Row) -> tuple[int, str, str]:
    return _ROLES.index(row["role"]), row["brand_name"], row["brand_id"]
