"""Who takes our place, and who stands beside us."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.queries.rivals import list_neighbours, list_substitutes
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.where import choose_brand
from onevice_assets.dashboard.sections import numbers, parts
from onevice_assets.measures.tell_percent import UNKNOWN

_MOST = 30


def show_rivals(scope: Scope) -> Any:
    """Substitutes and neighbours of the first chosen brand, else of the own one."""
    row = choose_brand(scope)
    if row is None:
        return parts.empty("No brand was asked about here.")
    name, brand_id = row["brand_name"], row["brand_id"]
    return html.Div([_substitutes(scope, name, brand_id), _neighbours(scope, name, brand_id)])


def _substitutes(scope: Scope, name: str, brand_id: str) -> Any:
    rows = list_substitutes(scope, brand_id)
    if not rows:
        return parts.section(
            f"Recommended where {name} is missing",
            parts.empty(f"No answer ignores {name} and recommends another brand."),
        )
    body = [
        [
            _answers(scope, row, name, about=name, instead=row["brand_name"]),
            f"{row['occurrence_count']:,} of {row['missing_count']:,}",
            numbers.lift(row),
            UNKNOWN if row["avg_position"] is None else f"{row['avg_position']:.1f}",
        ]
        for row in rows[:_MOST]
    ]
    return parts.section(
        f"Recommended where {name} is missing",
        parts.table(
            ["Brand", "Answers", "Lift", "Mean rank there"],
            body,
            caption=f"Who takes the place of {name}",
        ),
        parts.exports("substitutes", scope.asked),
        about=f"Lift above 1: recommended more often where {name} is ignored than beside it. An "
        "interval that holds 1 says nothing either way.",
    )


def _neighbours(scope: Scope, name: str, brand_id: str) -> Any:
    rows = list_neighbours(scope, brand_id)
    if not rows:
        return parts.section(
            f"Named beside {name}", parts.empty(f"No answer names another brand beside {name}.")
        )
    body = [
        [
            parts.brand(row["brand_name"], row["role"]),
            f"{row['mention_count']:,}",
            numbers.lift(row),
            f"{row['brand_count']:,}",
        ]
        for row in rows[:_MOST]
    ]
    return parts.section(
        f"Named beside {name}",
        parts.table(
            ["Brand", "Answers naming both", "Lift", "Answers naming it"],
            body,
            caption=f"Who stands beside {name}",
        ),
        parts.exports("neighbours", scope.asked),
        about="Lift above 1: named together more often than chance would have it.",
    )


def _answers(scope: Scope, row: dict[str, Any], name: str, **asked: str) -> Any:
    shown = parts.brand(row["brand_name"], row["role"])
    if not scope.viewer.may("read_answers"):
        return shown
    return parts.link(
        shown,
        scope.asked.but(view="answers", answer="", page=1, **asked),
        label=f"Answers that ignore {name} and recommend {row['brand_name']}",
    )
