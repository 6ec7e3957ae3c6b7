"""How a brand's numbers move through time, with gaps where nothing was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from onevice_assets.dashboard.queries.model_changes import Change, list_model_changes
from onevice_assets.dashboard.queries.ranking import rank
from onevice_assets.dashboard.queries.recall import recall, stamp
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.measures.trace_trend import Grain, start_of_period, trace_trend

MOST_LINES = 6
Row = dict[str, Any]


@dataclass(frozen=True)
class Trend:
    """Lines of some brands.

    Attributes:
        starts: first day of every period of the time shown, also of those without answers.
        lines: by brand name, its row of each period; none where nothing was asked.
        own: names of the own brands among them.
        changes: days on which a provider served another model.
    """

    starts: list[date]
    lines: dict[str, list[Row | None]]
    own: frozenset[str] = frozenset()
    changes: list[Change] = field(default_factory=list)


def trace(scope: Scope) -> list[Row]:
    """Every brand in every period that has answers."""
    grain: Grain = scope.asked.grain  # type: ignore[assignment]  # read_search allows no other
    mark = stamp(scope.lake, scope.key, tuple(scope.days))
    return recall(
        ("trend", scope.key, mark, scope.filters, grain),
        lambda: trace_trend(scope.cells(), grain),
    )


def draw_lines(scope: Scope) -> Trend:
    """Lines of the chosen brands, or of the own ones and the most named."""
    names = list(scope.asked.brand[:MOST_LINES]) or _usual(scope)
    starts = _starts(scope)
    rows = {(row["brand_name"], row["period_start"]): row for row in trace(scope)}
    own = frozenset(row["brand_name"] for row in rank(scope) if row["role"] == "own")
    lines = {name: [rows.get((name, start)) for start in starts] for name in names}
    return Trend(starts, lines, own, list_model_changes(scope))


def _usual(scope: Scope) -> list[str]:
    ranked = rank(scope)
    own = [row["brand_name"] for row in ranked if row["role"] == "own"]
    others = [row["brand_name"] for row in ranked if row["role"] != "own"]
    return (own + others)[: max(4, len(own))]


def _starts(scope: Scope) -> list[date]:
    grain: Grain = scope.asked.grain  # type: ignore[assignment]
    days = scope.days
    if not days:
        return []
    span = [days[0] + timedelta(days=at) for at in range((days[-1] - days[0]).days + 1)]
    return sorted({start_of_period(day, grain) for day in span})
