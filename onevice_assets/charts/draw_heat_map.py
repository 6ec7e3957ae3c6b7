"""Heat maps of rates: brands or providers down the side, kinds of question or belief across."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onevice_assets.charts.svg import data, to_svg

if TYPE_CHECKING:
    import altair as alt

Row = dict[str, Any]
_ROW_HEIGHT, _CELL_WIDTH = 26, 92
_MOST_DOWN = 12
_ENOUGH = 10


@dataclass(frozen=True)
class HeatMap:
    """How to draw rows as cells.

    Attributes:
        name: unique in the page.
        told: what it shows, for a screen reader.
        down, across: columns of the rows.
        rate: column with a fraction.
        of: column with the answers it is a share of; fewer than 10 make a cell pale.
        spell: how a value is shown.
    """

    name: str
    told: str
    down: str
    across: str
    rate: str
    of: str
    spell: Callable[[str], str] = str


def draw_heat_map(rows: Sequence[Row], how: HeatMap) -> str:
    """Draw rows as SVG text; empty where there are none. A cell without a row stays blank."""
    known = [row for row in rows if row[how.rate] is not None]
    downs = list(dict.fromkeys(row[how.down] for row in known))[:_MOST_DOWN]
    values = [_cell(row, how) for row in known if row[how.down] in downs]
    if not values:
        return ""
    import altair as alt

    across = sorted({str(value["across"]) for value in values})
    base = alt.Chart(data(values)).encode(
        x=alt.X("across:N", sort=across, title=None, axis=_top_axis()),
        y=alt.Y("down:N", sort=None, title=None, axis=alt.Axis(labelLimit=190, domain=False)),
    )
    shade = alt.Scale(range=["#edf5f4", "#0b6e75"], domain=[0, 1])
    boxes = base.mark_rect(cornerRadius=3, stroke="none").encode(
        color=alt.Color("rate:Q", scale=shade, legend=None),
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
    )
    text = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=alt.condition(
            "datum.rate > 0.55 && datum.opacity == 1", alt.value("#fff"), alt.value("#123")
        ),
    )
    chart = (boxes + text).properties(
        width=_CELL_WIDTH * len(across), height=_ROW_HEIGHT * len(downs)
    )
    return to_svg(chart, how.name, how.told)


def _cell(row: Row, how: HeatMap) -> dict[str, object]:
    return {
        "down": how.spell(row[how.down]),
        "across": how.spell(row[how.across]),
        "rate": row[how.rate],
        "label": f"{100 * row[how.rate]:.0f} % of {row[how.of]}",
        "opacity": 1 if row[how.of] >= _ENOUGH else 0.35,
    }


def _top_axis() -> alt.Axis:
    import altair as alt

    return alt.Axis(orient="top", labelAngle=0, labelLimit=_CELL_WIDTH + 16, domain=False)
