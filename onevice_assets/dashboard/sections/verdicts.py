"""Change or noise: the stored verdicts with what could have been seen."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.address import MEASURES
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.verdicts import read_verdicts
from onevice_assets.dashboard.sections import numbers, parts

_TITLES = {
    "previous_period": "Against its own past",
    "own_brand": "Against your brand",
}
_MOST = 120


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
            *[_section(rows, comparison) for comparison in _TITLES],
            parts.exports("verdicts", scope.asked),
        ]
    )


def _section(rows: list[dict[str, Any]], comparison: str) -> Any:
    some = [row for row in rows if row["comparison"] == comparison]
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
        told += ": `up` says that a brand is ahead of yours"
    more = (
        f" The first {_MOST} of {len(some)}: choose providers or brands, or save all."
        if len(some) > _MOST
        else ""
    )
    return parts.section(
        _TITLES[comparison],
        parts.table(
            [
                "Brand",
                "Provider",
                "Measure",
                "Verdict",
                "Before",
                "After",
                "Difference",
                "q",
                "Smallest change seen",
                "Topics",
            ],
            [_row(row) for row in some[:_MOST]],
            caption=_TITLES[comparison],
            name="wide",
        ),
        about=f"{told}, on the questions both have. q is corrected for the many comparisons.{more}",
    )


def _row(row: dict[str, Any]) -> list[Any]:
    said = numbers.VERDICTS[row["verdict"]]
    reason = (
        html.Span(f" {numbers.REASONS[row['reason']]}", className="reason")
        if row["reason"]
        else None
    )
    q = row["q_value"]
    return [
        parts.brand(row["brand_name"], row["role"]),
        row["llm_provider"],
        MEASURES[row["measure"]],
        html.Span([said, reason], className=f"verdict {row['verdict']}"),
        numbers.percent(row["rate_before"]),
        numbers.percent(row["rate_after"]),
        numbers.points(row["difference"]),
        numbers.DASH if q is None else ("< .001" if q < 0.001 else f"{q:.3f}"),
        numbers.points(row["smallest_change"]).lstrip("+"),
        row["topic_count"],
    ]
