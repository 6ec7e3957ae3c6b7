"""What happens on the page: the URL fills the filters and the view, a filter changes the URL.

Nothing is decided here: reading is `address` and `queries`, drawing is `sections`.
"""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update

from onevice_assets.dashboard.access.door import current_viewer
from onevice_assets.dashboard.access.viewer import list_websites
from onevice_assets.dashboard.address import read_search
from onevice_assets.dashboard.layout import MANY
from onevice_assets.dashboard.queries.scope import Scope, open_scope
from onevice_assets.dashboard.sections.frame import (
    list_options,
    name_views,
    show_foot,
    show_told,
    show_who,
    take_choice,
    tell_chosen,
)
from onevice_assets.dashboard.sections.view import show_view
from onevice_assets.dashboard.sources import Sources
from resources.errors import OneviceError

_CONTROLS = {
    "website": ("website", "value"),
    "start": ("period", "start_date"),
    "end": ("period", "end_date"),
    "measure": ("measure", "value"),
    **{name: (name, "value") for name in MANY},
}


def add_callbacks(app: Dash, sources: Sources) -> None:
    """Tie the parts of the page together."""

    @app.callback(
        Output("url", "search"),
        *[Output(*one) for one in _CONTROLS.values()],
        Output("website", "options"),
        *[Output(name, "options") for name in MANY],
        Output("period", "min_date_allowed"),
        Output("period", "max_date_allowed"),
        *[Output(name, "children") for name in ("chosen", "told", "views", "who", "foot")],
        Input("url", "search"),
        *[Input(*one) for one in _CONTROLS.values()],
    )
    def _follow(search: str | None, *values: Any) -> tuple[Any, ...]:
        """Fill the filters from the URL, or the URL from a filter that was changed."""
        before = search or ""
        if ctx.triggered_id not in (None, "url"):
            before = take_choice(
                before, ctx.triggered_id, dict(zip(_CONTROLS, values, strict=True))
            )
        scope = find_scope(sources, before)
        after = before if before != (search or "") else no_update
        return (
            after,
            *list_options(scope),
            tell_chosen(scope),
            show_told(scope),
            name_views(scope),
            show_who(scope),
            show_foot(scope),
        )

    @app.callback(Output("content", "children"), Input("url", "search"), State("url", "search"))
    def _show(search: str | None, _: Any) -> Any:
        try:
            return show_view(sources, find_scope(sources, search or ""))
        except OneviceError as error:
            return html.P(str(error), className="alert", role="alert")


def find_scope(sources: Sources, search: str) -> Scope:
    """What the viewer of this request may see of what a URL asks."""
    viewer = current_viewer()
    asked, told = read_search(search)
    return open_scope(sources.lake, viewer, list_websites(sources.control, viewer), asked, told)
