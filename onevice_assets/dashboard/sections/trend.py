"""How the numbers move: lines with ribbons, and the same as a table."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.address import GRAINS, MEASURES
from onevice_assets.dashboard.figures import draw_trend
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.trend import MOST_LINES, draw_lines
from onevice_assets.dashboard.sections import numbers, parts
from onevice_assets.dashboard.sections.ranking import show_chart

_MOST_LISTED = 62


def show_trend(scope: Scope) -> Any:
    """Lines of the chosen brands through the period."""
    found, measure = draw_lines(scope), scope.asked.measure
    if not any(any(rows) for rows in found.lines.values()):
        return parts.empty("Nobody was asked an unbranded question here: there is no trend.")
    marks = [(one.day, one.provider) for one in found.changes]
    figure = draw_trend(found.starts, found.lines, measure, own=found.own, marks=marks)
    told = "; ".join(f"{one.provider} on {one.day}" for one in found.changes)
    body = [
        [str(start), *[numbers.rate(rows[at], measure) for rows in found.lines.values()]]
        for at, start in enumerate(found.starts)
    ]
    caption = f"{MEASURES[measure]} per {GRAINS[scope.asked.grain]}"
    return parts.section(
        f"{MEASURES[measure]} through time",
        _choose_grain(scope),
        show_chart(figure),
        parts.note(f"Models changed: {told}. Numbers before and after are of different models.")
        if told
        else None,
        html.Details(
            [
                html.Summary("The same as a table, newest first"),
                parts.table(["From", *found.lines], body[::-1][:_MOST_LISTED], caption=caption),
            ]
        ),
        parts.exports("trend", scope.asked),
        about=f"Ribbons are 95 % intervals. A gap is a time nobody was asked. Up to {MOST_LINES} "
        "brands, chosen under Brands; without a choice yours and the most named.",
    )


def _choose_grain(scope: Scope) -> Any:
    links = [
        parts.link(
            label, scope.asked.but(grain=grain), name="chosen" if grain == scope.asked.grain else ""
        )
        for grain, label in GRAINS.items()
    ]
    return html.Nav(links, className="switch", **parts.labelled("Length of a period"))
