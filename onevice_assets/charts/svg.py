"""Altair charts as inline SVG: text takes the page's colour, and a chart shrinks with the page.

One chart serves light and dark (`currentColor`), needs no script and no network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

ACCENT, NEUTRAL = "#d9480f", "#748ffc"
RIVALS = ("#4263eb", "#2b8a3e", "#9c36b5", "#0b7285", "#868e96")


def data(values: Sequence[Mapping[str, object]]) -> alt.Data:
    """Rows as Altair takes them without pandas."""
    import altair as alt

    return alt.Data(values=list(values))  # type: ignore[no-untyped-call]  # altair's own gap


def to_svg(chart: Any, name: str, told: str) -> str:
    """Draw a chart.

    Args:
        chart: an Altair chart.
        name: unique in the page.
        told: what a screen reader says instead of it.
    """
    import vl_convert

    styled = (
        chart.properties(padding={"left": 26, "right": 8, "top": 5, "bottom": 5})
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor="currentColor",
            titleColor="currentColor",
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            gridColor="currentColor",
            gridOpacity=0.12,
            ticks=False,
            domainOpacity=0.3,
        )
        .configure_legend(labelColor="currentColor", titleColor="currentColor", labelFontSize=12)
    )
    svg: str = vl_convert.vegalite_to_svg(styled.to_json())
    return _fluid(_name_clips(svg, name), told)


def _name_clips(svg: str, name: str) -> str:
    """Vega numbers clip paths through the life of the process; number them within the chart."""
    numbers: dict[str, int] = {}
    return re.sub(
        r"\bclip(\d+)\b", lambda one: f"{name}-{numbers.setdefault(one[1], len(numbers))}", svg
    )


def _fluid(svg: str, told: str) -> str:
    """Keep the view box and drop the fixed size; a picture with a name for those who hear it."""
    width = re.search(r'width="([\d.]+)"', svg)
    limit = f"max-width:{float(width.group(1)):.0f}px;" if width else ""
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(width|height|role|aria-[a-z]+)="[^"]*"', "", head)
    return (
        f'{head} role="img" aria-label="{escape(told)}" '
        f'style="width:100%;{limit}height:auto;overflow:visible">{rest}'
    )
