"""Figures for plotly: plain numbers in, a figure out. Colours of text come from the page's style.

The own brand is drawn in the accent; the others are told apart by line, marker and name too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # plotly declares no types
    import plotly.graph_objects as go  # type: ignore[import-untyped]

ACCENT, NEUTRAL = "#d9480f", "#748ffc"
_OTHERS = ("#748ffc", "#2b8a3e", "#ae3ec9", "#1098ad", "#868e96", "#e8590c")
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_ROW = 26
_LONGEST = 26
Row = Mapping[str, Any]


def draw_ranking(rows: Sequence[Row], measure: str) -> go.Figure:
    """A dot and its interval for each brand, the best on top.

    Args:
        rows: of `rank_brands`, in the order to show.
        measure: its column.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for is_own, colour in ((False, NEUTRAL), (True, ACCENT)):
        some = [
            row for row in rows if (row["role"] == "own") == is_own and row[measure] is not None
        ]
        figure.add_scatter(
            x=[row[measure] for row in some],
            y=[row["brand_id"] for row in some],
            error_x={
                "array": [_beyond(row, measure, "high") for row in some],
                "arrayminus": [_beyond(row, measure, "low") for row in some],
                "color": colour,
                "thickness": 2,
                "width": 0,
            },
            mode="markers",
            cliponaxis=False,
            marker={"color": colour, "size": 10, "symbol": "diamond" if is_own else "circle"},
            name="yours" if is_own else "others",
            customdata=[[_plain(row["brand_name"]), _span(row, measure)] for row in some],
            hovertemplate="%{customdata[0]}<br>%{x:.0%} (%{customdata[1]})<extra></extra>",
        )
    _style(figure, height=max(160, _ROW * len(rows) + 50))
    names = [row["brand_id"] for row in rows]
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        tickmode="array",
        tickvals=names,
        ticktext=[_short(row["brand_name"]) for row in rows],
        range=[-0.6, len(rows) - 0.4],
        ticklabelstandoff=8,
    )
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    figure.update_layout(showlegend=False)
    return figure


def draw_trend(
    starts: Sequence[date],
    lines: Mapping[str, Sequence[Row | None]],
    measure: str,
    *,
    own: frozenset[str] = frozenset(),
    marks: Sequence[tuple[date, str]] = (),
) -> go.Figure:
    """A line and the ribbon of its interval for each brand; gaps stay gaps.

    Args:
        starts: first day of every period, those without answers too.
        lines: by brand name, its row of each period or none.
        measure: column of the rows.
        own: names drawn in the accent.
        marks: days on which a provider's model changed, with the provider's name.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    others = iter(range(len(lines)))
    for name, rows in lines.items():
        at = None if name in own else next(others)
        for part in _runs(rows, f"{measure}_low"):
            days, known = [starts[n] for n in part], [rows[n] for n in part]
            _add_ribbon(figure, days, known, measure, _colour(at))
        _add_line(figure, name, starts, rows, measure, at)
    for day, provider in marks:
        figure.add_vline(x=day.isoformat(), line={"dash": "dot", "color": "#868e96", "width": 1})
        figure.add_annotation(
            x=day.isoformat(),
            y=1,
            yref="paper",
            text=_plain(provider),
            textangle=-90,
            showarrow=False,
            xanchor="right",
            yanchor="top",
        )
    _style(figure, height=380)
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    figure.update_layout(hovermode="x", legend={"orientation": "h", "y": -0.15, "yanchor": "top"})
    return figure


def _colour(at: int | None) -> str:
    """The accent for the own brand, else a colour by place."""
    return ACCENT if at is None else _OTHERS[at % len(_OTHERS)]


def _add_line(
    figure: go.Figure,
    name: str,
    starts: Sequence[date],
    rows: Sequence[Row | None],
    measure: str,
    at: int | None,
) -> None:
    figure.add_scatter(
        x=list(starts),
        y=[None if row is None else row[measure] for row in rows],
        mode="lines+markers",
        name=_short(name),
        line={
            "color": _colour(at),
            "dash": "solid" if at is None else _DASHES[at % len(_DASHES)],
            "width": 3 if at is None else 2,
        },
        marker={"size": 5},
        connectgaps=False,
        customdata=[_span(row, measure) if row else "" for row in rows],
        hovertemplate="%{x|%Y-%m-%d}: %{y:.0%} (%{customdata})",
    )


def _add_ribbon(
    figure: go.Figure, days: list[date], rows: Sequence[Row | None], measure: str, colour: str
) -> None:
    low = [row[f"{measure}_low"] for row in rows if row]
    high = [row[f"{measure}_high"] for row in rows if row]
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    figure.add_scatter(
        x=[*days, *days[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        mode="none",
        fillcolor=f"rgba({red},{green},{blue},0.14)",
        hoverinfo="skip",
        showlegend=False,
    )


def _runs(rows: Sequence[Row | None], bound: str) -> list[list[int]]:
    """Places of periods that follow each other and have an interval."""
    runs: list[list[int]] = []
    for at, row in enumerate(rows):
        if row is None or row[bound] is None:
            continue
        if runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _style(figure: go.Figure, *, height: int) -> None:
    figure.update_layout(
        height=height,
        template="none",
        margin={"l": 10, "r": 16, "t": 12, "b": 36},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "system-ui, sans-serif", "size": 13},
        dragmode=False,
    )
    figure.update_xaxes(automargin=True, fixedrange=True, zeroline=False)
    figure.update_yaxes(automargin=True, fixedrange=True, zeroline=False)


def _beyond(row: Row, measure: str, side: str) -> float:
    bound = row[f"{measure}_{side}"]
    return 0.0 if bound is None else abs(bound - row[measure])


def _span(row: Row, measure: str) -> str:
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    return "no interval" if low is None else f"{100 * low:.0f}–{100 * high:.0f} %"


def _short(name: str) -> str:
    return _plain(name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…")


def _plain(name: str) -> str:
    """Plotly reads some HTML in texts; a name has none."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
