"""What stands on the page before anything is known: the frame, the filters, empty places."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from onevice_assets.dashboard.address import MEASURES
from onevice_assets.dashboard.sections.parts import labelled

MANY = {
    "provider": ("Providers", "all providers"),
    "intent": ("Kinds of question", "all kinds"),
    "icp": ("Ideal customers", "everybody"),
    "topic": ("Topics", "all topics"),
    "brand": ("Brands shown", "all brands"),
}
"""Filters of several values: name in the address, label, what none chosen means."""


def frame() -> Any:
    """The page; `callbacks` fills it from its URL."""
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            html.A("Skip to the numbers", href="#content", className="skip"),
            html.Header(
                [html.P("OneVice", className="wordmark"), html.Div(id="who", className="who")],
                className="top",
            ),
            html.Form(_filters(), className="filters", **labelled("Filters")),
            html.Div(id="told", role="status", className="told"),
            html.Nav(id="views", className="views", **labelled("Views")),
            dcc.Loading(
                html.Main(id="content", tabIndex="-1"),
                delay_show=400,
                type="dot",
                overlay_style={"visibility": "visible", "opacity": 0.5},
            ),
            html.Footer(id="foot"),
        ],
        className="page",
    )


def _filters() -> list[Any]:
    measures = [{"label": label, "value": name} for name, label in MEASURES.items()]
    return [
        _field("Website", dcc.Dropdown(id="website", clearable=False)),
        _field(
            "Period",
            dcc.DatePickerRange(
                id="period",
                display_format="YYYY-MM-DD",
                minimum_nights=0,
                updatemode="bothdates",
                first_day_of_week=1,
            ),
        ),
        _field("Measure", dcc.Dropdown(measures, id="measure", clearable=False, searchable=False)),
        html.Details(
            [
                html.Summary(id="chosen"),
                html.Div(
                    [
                        _field(label, dcc.Dropdown(id=name, multi=True, placeholder=none))
                        for name, (label, none) in MANY.items()
                    ],
                    className="more",
                ),
            ],
        ),
    ]


def _field(label: str, control: Any) -> Any:
    name = f"{control.id}-label"
    group: dict[str, Any] = {"aria-labelledby": name}
    head = html.Label(label, htmlFor=control.id, id=name)
    return html.Div([head, control], className="field", role="group", **group)
