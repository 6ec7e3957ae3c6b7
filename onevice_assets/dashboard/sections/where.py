"""Where a brand is visible: heat maps that are tables, each cell a way to its answers."""

from __future__ import annotations

from typing import Any

from dash import html

from onevice_assets.dashboard.address import MEASURES
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.queries.where import Map, choose_brand, map_brand
from onevice_assets.dashboard.sections import numbers, parts
from onevice_assets.measures.topic_counts import ALL

_TITLES = {"intent": "By provider and kind of question", "icp": "By provider and who asks"}
_HEADS = {"intent": "Kind of question", "icp": "Ideal customer"}
_NONE = {
    "intent": "The questions of this period have no kind: imported ones have none.",
    "icp": "The questions of this period belong to no ideal customer: imported ones have none.",
}


def show_where(scope: Scope) -> Any:
    """Maps of the first chosen brand, else of the own one."""
    row = choose_brand(scope)
    if row is None:
        return parts.empty("No brand was asked about here.")
    maps = [
        _section(scope, row["brand_name"], map_brand(scope, row["brand_id"], by)) for by in _TITLES
    ]
    measure = MEASURES[scope.asked.measure].lower()
    return html.Div(
        [
            parts.note(
                "This is ",
                html.Strong(row["brand_name"]),
                f", its {measure}; another brand is chosen under Brands. Each number leads to "
                "the answers behind it.",
            ),
            *maps,
            parts.exports("where", scope.asked),
        ]
    )


def _section(scope: Scope, brand: str, found: Map) -> Any:
    title = _TITLES[found.by]
    if not found.cells:
        return parts.section(title, parts.empty(_NONE[found.by]))
    body = [
        [part, *[_cell(scope, brand, found, part, provider) for provider in found.providers]]
        for part in found.parts
    ]
    heads = ["all providers" if one == ALL else one for one in found.providers]
    return parts.section(
        title, parts.table([_HEADS[found.by], *heads], body, caption=title, name="map")
    )


def _cell(scope: Scope, brand: str, found: Map, part: str, provider: str) -> Any:
    row, measure = found.cells.get((part, provider)), scope.asked.measure
    shown = numbers.rate(row, measure, "not asked")
    if row is None or row[measure] is None:
        return shown
    # in steps of 5 %: a class each, since the page's policy allows no style of a cell's own
    heat = f"heat heat-{min(20, round(20 * row[measure]))}"
    if not scope.viewer.may("read_answers"):
        return html.Span(shown, className=heat)
    asked = scope.asked.but(
        view="answers",
        about=brand,
        presence="named",
        instead="",
        answer="",
        page=1,
        provider=scope.asked.provider if provider == ALL else (provider,),
        **{found.by: (part,)},
    )
    return parts.link(shown, asked, name=heat)
