"""Change or noise: the stored verdicts with what could have been seen."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.address import MEASURES
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.verdicts import read_verdicts
from onevice_assets.dashboard.sections import numbers, parts
from onevice_assets.measures.tell_percent import UNKNOWN, percent
from onevice_assets.measures.topic_counts import ALL

_TITLES = {
    "previous_period": "Against its own past",
    "own_brand": "Against your brand",
}
_MOST = 60


def show_verdicts(scope: Scope) -> Any:
    """Verdicts of the newest judged day of the period."""
    rows = read_verdicts(scope)
    if not rows:
        return parts.empty(
            "No day of this period has been judged yet: a verdict takes this period "
            "and an earlier one."
        )
    cut = scope.asked.is_cut
    return html.Div(
        [
            parts.note(
                "Verdicts are stored for all kinds of questions together; only providers and "
                "brands cut them."
            )
            if cut
            else None,
            *[_section(scope, rows, comparison) for comparison in _TITLES],
            parts.exports("verdicts", scope.asked),
        ]
    )


def _section(scope: Scope, rows: list[dict[str, Any]], comparison: str) -> Any:
    some = [row for row in rows if row["comparison"] == comparison and _is_shown(scope, row)]
    if not some:
        return None
    newest = some[0]
    told = f"Seven days to {newest['period_end']}"
    if comparison == "previous_period":
        told += (
            f" against {newest['baseline_start']} to {newest['baseline_end']}"
            if newest["baseline_start"]
            else "; there is no earlier period to compare with"
        )
    else:
        told += ": is the distance to yours real"
    more = f" The first {_MOST} of {len(some)}; a file holds all." if len(some) > _MOST else ""
    if not scope.asked.provider:
        more += " Choose providers for the verdicts on each."
    rates = "Before → after" if comparison == "previous_period" else "Yours → its"
    head = ["Brand", "Provider", "Measure", "Verdict", "Difference", rates, "q", "Topics"]
    return parts.section(
        _TITLES[comparison],
        parts.table(
            head, [_row(row) for row in some[:_MOST]], caption=_TITLES[comparison], name="wide"
        ),
        about=f"{told}, on the questions both have. q is corrected for the many comparisons.{more}",
    )


def _is_shown(scope: Scope, row: dict[str, Any]) -> bool:
    """Without a choice all providers together: each on its own would be a page of rows."""
    return bool(scope.asked.provider) or row["llm_provider"] == ALL


def _row(row: dict[str, Any]) -> list[Any]:
    reason = f"\n{numbers.REASONS[row['reason']]}" if row["reason"] else ""
    words = numbers.AGAINST_OWN if row["comparison"] == "own_brand" else numbers.VERDICTS
    q, least = row["q_value"], numbers.points(row["smallest_change"]).lstrip("+")
    return [
        parts.brand(row["brand_name"], row["role"]),
        row["llm_provider"],
        MEASURES[row["measure"]],
        f"{words[row['verdict']]}{reason}",
        f"{numbers.points(row['difference'])}\nleast that could be seen: {least}",
        f"{percent(row['rate_before'])} → {percent(row['rate_after'])}",
        UNKNOWN if q is None else ("< .001" if q < 0.001 else f"{q:.3f}"),
        f"{row['topic_count']}{_left_out(row)}",
    ]


def _left_out(row: dict[str, Any]) -> str:
    """How many cells only one side has; nothing where both have all."""
    alone = row.get("left_out_count")
    return f"\n{alone} of {alone + row['cell_count']} cells left out" if alone else ""
