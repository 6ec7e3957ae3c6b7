"""The page itself: one HTML file, no script, no network, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.report.tell import tell_headline, tell_lead
from onevice_assets.brand_monitor.report.view import MOST_SENTENCES, ReportView
from onevice_assets.charts.draw_flows import draw_flows
from onevice_assets.charts.draw_heat_map import HeatMap, draw_heat_map
from onevice_assets.charts.draw_network import draw_network
from onevice_assets.charts.draw_trend import draw_trend
from onevice_assets.measures.tell_verdict import tell_verdict

if TYPE_CHECKING:
    from jinja2 import Template

_HEAT_MAPS = {
    "provider_and_intent": HeatMap(
        "provider-intent",
        "Share of answers that name the brand, by provider and kind of question",
        "llm_provider",
        "intent_type",
        "mention_rate",
    ),
    "intents": HeatMap(
        "intents",
        "Share of answers that name each brand, by kind of question",
        "brand_name",
        "intent_type",
        "mention_rate",
    ),
    "icps": HeatMap(
        "icps",
        "Share of answers that name each brand, by ideal customer",
        "icp_name",
        "brand_name",
        "mention_rate",
    ),
    "beliefs": HeatMap(
        "beliefs",
        "Share of each brand's answers that sell a belief",
        "brand_name",
        "belief_sold",
        "belief_share",
        lambda name: name.replace("_", " "),
    ),
}


def render_report(view: ReportView, *, is_print: bool = False) -> str:
    """Render a day's page as HTML text.

    Args:
        view: what to show.
        is_print: unfold what a reader of paper cannot unfold, three sentences a brand.
    """
    return _template().render(
        view=view,
        charts=_draw(view) if view.ranking else {},
        headline=tell_headline(view),
        verdict=tell_verdict(view.subject["verdict_row"] if view.subject else None),
        most_sentences=MOST_SENTENCES,
        is_print=is_print,
    )


def _draw(view: ReportView) -> dict[str, str]:
    rows = {
        "provider_and_intent": view.by_provider_and_intent,
        "intents": view.by_intent,
        "icps": view.by_icp,
        "beliefs": view.by_belief,
    }
    maps = {name: draw_heat_map(rows[name], how) for name, how in _HEAT_MAPS.items()}
    subject = view.subject["brand_name"] if view.subject else ""
    return {
        **maps,
        "trend": draw_trend(view.trend, view.marks, subject),
        "flows": draw_flows(view.substitutes),
        "network": draw_network(view.co_mentions, view.ranking),
    }


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("onevice_assets.brand_monitor.report", "page"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "percent": lambda value: "–" if value is None else f"{100 * value:.0f} %",
        "score": lambda value: "–" if value is None else f"{value:.0f} %",
        "verdict": lambda row: tell_verdict(row["verdict_row"]),
        "lead": tell_lead,
    }
    environment.filters.update(filters)
    return environment.get_template("report.html.j2")
