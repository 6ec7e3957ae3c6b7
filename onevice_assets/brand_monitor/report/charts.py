"""The report's charts: drawn by Altair, inlined as SVG, so that the page needs no script.

Text takes the page's own colour (`currentColor`), so that one chart serves light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.report.measure import Cell, Cut

if TYPE_CHECKING:
    import altair as alt

ACCENT, NEUTRAL = "#d9480f", "#748ffc"
PRESENCE_COLOURS = {
    "recommended": "#2b8a3e",
    "compared": "#1098ad",
    "trusted": "#5c7cfa",
    "mentioned": "#f08c00",
    "ignored": "#adb5bd",
}
_ROW_HEIGHT = 24
_WIDTH, _LEAST_WIDTH, _CELL_WIDTH = 380, 120, 78
_LONG_NAME, _MOST_ACROSS = 14, 8


def draw_ranking(ranking: Sequence[Mapping[str, Any]]) -> str:
    """Bars of the mention rate per brand, the own brand marked, as SVG text."""
    import altair as alt

    values = [
        {
            "brand": row["brand_name"],
            "rate": row["mention_rate"] or 0,
            "label": f"{100 * (row['mention_rate'] or 0):.0f} %",
            "own": row["role"] == "own",
        }
        for row in ranking
    ]
    base = alt.Chart(_data(values)).encode(y=_brand_axis("brand"))
    bars = base.mark_bar(cornerRadiusEnd=3, height=14).encode(
        x=alt.X("rate:Q", title=None, axis=alt.Axis(format="%", tickCount=5)),
        color=alt.condition("datum.own", alt.value(ACCENT), alt.value(NEUTRAL)),
    )
    labels = base.mark_text(align="left", dx=5, fill="currentColor").encode(
        x="rate:Q", text="label:N"
    )
    chart = (bars + labels).properties(width=_WIDTH, height=_ROW_HEIGHT * len(values))
    return _to_svg(chart, "ranking")


def draw_presences(presences: Mapping[str, Mapping[str, int]]) -> str:
    """Stacked bars: in how many answers a brand is recommended, compared, …, ignored."""
    import altair as alt

    order = list(PRESENCE_COLOURS)
    values = [
        {"brand": brand, "presence": presence, "count": count, "order": order.index(presence)}
        for brand, counts in presences.items()
        for presence, count in counts.items()
    ]
    colours = alt.Scale(domain=order, range=list(PRESENCE_COLOURS.values()))
    chart = (
        alt.Chart(_data(values))
        .mark_bar(height=14)
        .encode(
            y=_brand_axis("brand"),
            x=alt.X("count:Q", title="answers", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("presence:N", scale=colours, title=None, legend=_legend()),
            order=alt.Order("order:Q"),
        )
        .properties(width=_WIDTH, height=_ROW_HEIGHT * len(presences))
    )
    return _to_svg(chart, "presences")


def draw_cut(cut: Cut, name: str) -> str:
    """Heat map of mention rates, the longer names down the side; `name` is unique in the page."""
    import altair as alt

    values = [
        {"brand": cell.brand, "part": cell.part, "rate": cell.rate or 0, "label": _percent(cell)}
        for cell in cut.cells
    ]
    down, across = _axes(cut)
    base = alt.Chart(_data(values)).encode(
        x=alt.X(f"{across}:N", sort=None, title=None, axis=_top_axis()), y=_brand_axis(down)
    )
    boxes = base.mark_rect(cornerRadius=3, stroke="none").encode(
        color=alt.Color("rate:Q", scale=alt.Scale(scheme="teals", domain=[0, 1]), legend=None)
    )
    text = base.mark_text(fontSize=11).encode(
        text="label:N",
        color=alt.condition("datum.rate > 0.55", alt.value("#fff"), alt.value("#123")),
    )
    size = {axis: len({value[axis] for value in values}) for axis in (down, across)}
    width = max(_LEAST_WIDTH, min(_WIDTH, _CELL_WIDTH * size[across]))
    chart = (boxes + text).properties(width=width, height=_ROW_HEIGHT * size[down])
    return _to_svg(chart, name)


def _axes(cut: Cut) -> tuple[str, str]:
    """Which names go down the side and which across the top: few and short ones across."""
    brands = {cell.brand for cell in cut.cells}
    long = max((len(part) for part in cut.parts), default=0) > _LONG_NAME
    return ("part", "brand") if long and len(brands) <= _MOST_ACROSS else ("brand", "part")


def _percent(cell: Cell) -> str:
    return "–" if cell.rate is None else f"{100 * cell.rate:.0f}"


def _top_axis() -> alt.Axis:
    import altair as alt

    return alt.Axis(orient="top", labelAngle=0, labelLimit=_CELL_WIDTH + 20, domain=False)


def _data(values: Sequence[Mapping[str, object]]) -> alt.Data:
    import altair as alt

    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]  # altair's own gap


def _brand_axis(field: str) -> alt.Y:
    import altair as alt

    return alt.Y(f"{field}:N", sort=None, title=None, axis=alt.Axis(labelLimit=180, domain=False))


def _legend() -> alt.Legend:
    import altair as alt

    return alt.Legend(orient="top", symbolType="square")


def _to_svg(chart: Any, name: str) -> str:
    import vl_convert

    styled = (
        chart.properties(padding={"left": 18, "right": 8, "top": 5, "bottom": 5})
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="currentColor",
            titleColor="currentColor",
            labelFontSize=12,
            grid=False,
            ticks=False,
            domainOpacity=0.3,
        )
        .configure_legend(labelColor="currentColor", labelFontSize=12)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_json())
    return _fluid(_name_clips(svg, name))


def _name_clips(svg: str, name: str) -> str:
    """Vega numbers clip paths through the life of the process; number them within the chart."""
    numbers: dict[str, int] = {}
    return re.sub(
        r"\bclip(\d+)\b", lambda one: f"{name}-{numbers.setdefault(one[1], len(numbers))}", svg
    )


def _fluid(svg: str) -> str:
    """Let a chart shrink with the page: keep the view box, drop the fixed size."""
    width = re.search(r'width="([\d.]+)"', svg)
    limit = f"max-width:{float(width.group(1)):.0f}px" if width else ""
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height)="[\d.]+"', "", head)
    return f'{head} style="width:100%;{limit};height:auto;overflow:visible">{rest}'
