"""The marts themselves: which there are, their rows of the period, and all of them as files."""

from __future__ import annotations

from typing import Any

from dash import html
from dash_ag_grid import AgGrid  # type: ignore[import-untyped]

from onevice_assets.dashboard.queries.marts import EXPORTED, MOST_ROWS, read_mart
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import parts
from resources.table_schema import Column, Table

_HIDDEN = ("created_at", "period_start", "period_end")
_NUMBERS = ("integer", "number")


def show_tables(scope: Scope) -> Any:
    """A mart's newest rows, to sort and filter, and a way to each of the others."""
    name = scope.asked.table if scope.asked.table in EXPORTED else "share_of_voice"
    table, rows = EXPORTED[name], read_mart(scope, name)
    links = [
        parts.link(one, scope.asked.but(table=one), name="chosen" if one == name else "")
        for one in EXPORTED
    ]
    told = f"{len(rows):,} rows in the period"
    if len(rows) > MOST_ROWS:
        told += f"; the newest {MOST_ROWS:,} stand here, a file holds all"
    return html.Div(
        [
            html.Nav(links, className="switch many", **parts.labelled("Marts")),
            parts.section(
                name,
                parts.exports(f"mart/{name}", scope.asked),
                _grid(table, rows) if len(rows) else parts.empty("No row in this period."),
                about=f"{table.description.splitlines()[0]} {told}. Only the period and the "
                "providers cut it. Rates are fractions, scores 0 to 100.",
            ),
        ]
    )


def _grid(table: Table, rows: Any) -> Any:
    columns = [one for one in table.columns if one.type != "uuid" and one.name not in _HIDDEN]
    shown = rows.select([one.name for one in columns]).slice(0, MOST_ROWS).to_pylist()
    return AgGrid(
        columnDefs=[_define(one) for one in columns],
        rowData=[{name: _cell(value) for name, value in row.items()} for row in shown],
        defaultColDef={"sortable": True, "filter": True, "resizable": True, "minWidth": 110},
        columnSize="autoSize",
        dashGridOptions={"domLayout": "normal", "enableCellTextSelection": True},
        className="grid",
        style={"height": "60vh"},
    )


def _define(column: Column) -> dict[str, Any]:
    kind = {"type": "numericColumn"} if column.type in _NUMBERS else {}
    told = {"headerName": column.name, "headerTooltip": column.description}
    return {"field": column.name, "maxWidth": 320, **told, **kind}


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value if value is None or isinstance(value, bool | int | str) else str(value)
