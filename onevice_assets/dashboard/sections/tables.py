"""The marts themselves: which there are, their rows of the period, and all of them as files."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.queries.marts import EXPORTED, MOST_ROWS, read_mart
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import parts


def show_tables(scope: Scope) -> Any:
    """A mart's newest rows, and a way to each of the others."""
    name = scope.asked.table if scope.asked.table in EXPORTED else "share_of_voice"
    links = [
        parts.link(one, scope.asked.but(table=one), name="chosen" if one == name else "")
        for one in EXPORTED
    ]
    table = EXPORTED[name]
    rows = read_mart(scope, name)
    columns = [
        one
        for one in table.columns
        if not one.name.endswith("id")
        and one.name not in ("created_at", "period_start", "period_end")
    ]
    body = [[_cell(row[one.name]) for one in columns] for row in rows.to_pylist()[:MOST_ROWS]]
    told = f"{len(rows):,} rows in the period"
    shown = (
        f"; the newest {MOST_ROWS} stand here, a file holds all" if len(rows) > MOST_ROWS else ""
    )
    heads = [html.Abbr(one.name, title=one.description) for one in columns]
    return html.Div(
        [
            html.Nav(links, className="switch many", **parts.labelled("Marts")),
            parts.section(
                name,
                parts.exports(f"mart/{name}", scope.asked.but(table="share_of_voice")),
                parts.table(heads, body, caption=name, name="wide raw")
                if body
                else parts.empty("It has no row in this period."),
                about=f"{table.description.splitlines()[0]} {told}{shown}. Only the period and the "
                "providers cut it.",
            ),
        ]
    )


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
