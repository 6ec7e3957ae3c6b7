"""The first screen: one sentence, key figures, and who is named most."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from onevice_assets.dashboard.address import MEASURES
from onevice_assets.dashboard.figures import draw_ranking
from onevice_assets.dashboard.queries.ranking import FirstScreen, look_first, shown
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.dashboard.sections import numbers, parts
from onevice_assets.measures.tell_percent import percent

_CHART: Any = {"displayModeBar": False, "displaylogo": False, "responsive": True}
_MOST_DRAWN = 25
# Dash draws some hundred parts at once, and takes its time over thousands
_MOST_LISTED = 60


def show_ranking(scope: Scope) -> Any:
    """Headline, key figures, chart and table of the brands."""
    found = look_first(scope)
    if not found.rows:
        return parts.empty("Nobody was asked an unbranded question here: there is nothing to rank.")
    rows = shown(scope, found.rows)
    return html.Div([_headline(scope, found), _key_figures(found), _ranking(scope, rows)])


def show_chart(figure: Any) -> Any:
    """A figure with its height kept free: what stands below does not jump when it is drawn."""
    height = {"height": f"{figure.layout.height}px"}
    return dcc.Graph(figure=figure, config=_CHART, className="chart", style=height)


def _headline(scope: Scope, found: FirstScreen) -> Any:
    row = found.own or found.rows[0]
    span = numbers.bounds(row["mention_rate_low"], row["mention_rate_high"])
    said = f"{row['brand_name']} is named in {percent(row['mention_rate'])} of answers"
    place = f"place {row['rank']} of {len(found.rows)} brands"
    lead = [html.Strong(f"{said} ({span or 'no interval: one topic'}), {place}.")]
    told = []
    if found.own is None:
        told.append("No brand of this website is marked as yours; this is the most named one.")
    if found.is_found_set:
        told.append("Nobody is tracked here: the brands that answers put forward are compared.")
    if row["is_thin"]:
        told.append(f"A thin reading: it rests on {row['topic_count']} topics, 10 are needed.")
    return html.Header(
        [
            html.P([*lead, " ", _verdict(scope, found)], className="headline"),
            *[parts.note(one) for one in told],
        ]
    )


def _verdict(scope: Scope, found: FirstScreen) -> Any:
    verdict = found.verdict
    if verdict is None:
        why = (
            "verdicts are stored per provider only"
            if scope.asked.is_cut or len(scope.asked.provider) > 1
            else "no day of this period has been judged yet"
        )
        return html.Span(f"Change or noise: {why}.", className="verdict")
    if verdict["verdict"] == "no_verdict":
        said = f"No verdict on its change: {numbers.REASONS[verdict['reason']]}."
        return html.Span(said, className="verdict no_verdict")
    days = f"in the 7 days to {verdict['period_end']}, against the 7 counted before"
    if verdict["verdict"] == "no_change":
        least = percent(verdict["smallest_change"])
        said = f"No change beyond noise {days}; a change of {least} could have been seen."
    else:
        way = "▲ Up" if verdict["verdict"] == "up" else "▼ Down"
        said = f"{way} by {numbers.points(abs(verdict['difference'])).lstrip('+')} {days}."
    return html.Span(said, className=f"verdict {verdict['verdict']}")


def _key_figures(found: FirstScreen) -> Any:
    row = found.own or found.rows[0]
    cards = [(label, numbers.rate(row, name)) for name, label in MEASURES.items()]
    cards.append(("Answers · topics", f"{row['total_responses']:,} · {row['topic_count']}"))
    if found.leader is not None:
        name = found.leader["brand_name"]
        label = f"Next: {name}" if row["rank"] <= found.leader["rank"] else f"Leader: {name}"
        cards.append((label, numbers.rate(found.leader, "mention_rate")))
    return html.Dl(
        [html.Div([html.Dt(label, title=label), html.Dd(value)]) for label, value in cards],
        className="figures",
    )


def _ranking(scope: Scope, rows: list[dict[str, Any]]) -> Any:
    measure = scope.asked.measure
    ordered = sorted(
        rows,
        key=lambda row: (
            row[measure] is None,
            -(row[measure] or 0),
            row["rank"],
            row["brand_name"],
        ),
    )
    drawn = ordered[:_MOST_DRAWN]
    told = f" Drawn: the {_MOST_DRAWN} highest." if len(ordered) > _MOST_DRAWN else ""
    if len(ordered) > _MOST_LISTED:
        told += f" Listed: the {_MOST_LISTED} highest of {len(ordered)}; a file holds all."
    return parts.section(
        f"{MEASURES[measure]} of each brand",
        show_chart(draw_ranking(drawn, measure)),
        _table(scope, ordered),
        parts.exports("ranking", scope.asked),
        about="Dots are what was measured, lines the 95 % interval over topics; intervals that "
        f"overlap may be the same.{told} A brand leads to the answers that name it.",
    )


def _table(scope: Scope, rows: list[dict[str, Any]]) -> Any:
    head = ["Brand", "Place", *MEASURES.values(), "First", "Answers naming it"]
    body = [
        [
            parts.link(
                parts.brand(row["brand_name"], row["role"]),
                scope.asked.but(
                    view="answers",
                    about=row["brand_name"],
                    presence="named",
                    instead="",
                    answer="",
                    page=1,
                ),
            ),
            row["rank"],
            *[numbers.rate(row, measure) for measure in MEASURES],
            row["first_position_count"],
            f"{row['mention_count']:,} of {row['total_responses']:,}",
        ]
        for at, row in enumerate(rows)
        if at < _MOST_LISTED or row["role"] == "own"
    ]
    return parts.table(head, body, caption="Every brand with its intervals", name="wide")
