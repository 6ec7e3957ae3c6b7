"""The page itself: one HTML file, no script, no network, everything from outside escaped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.report.tell import (
    NARROW,
    tell_headline,
    tell_lead,
    tell_model_changes,
)
from onevice_assets.brand_monitor.report.view import MOST_SENTENCES, ReportView
from onevice_assets.charts.draw_flows import draw_flows
from onevice_assets.charts.draw_heat_map import HeatMap, draw_heat_map
from onevice_assets.charts.draw_network import draw_network
from onevice_assets.charts.draw_trend import draw_trend
from onevice_assets.lineage.plain_text import drop_markdown
from onevice_assets.measures.tell_verdict import tell_remedy, tell_verdict

if TYPE_CHECKING:
    from jinja2 import Template

_HEAT_MAPS = {
    "provider_and_intent": HeatMap(
        "provider-intent",
        "Share of answers that name the brand, by provider and kind of question",
        "llm_provider",
        "intent_type",
        "mention_rate",
        "total_responses",
        lambda name: "all providers" if name == "all" else name,
    ),
    "intents": HeatMap(
        "intents",
        "Share of answers that name each brand, by kind of question",
        "brand_name",
        "intent_type",
        "mention_rate",
        "total_responses",
    ),
    "icps": HeatMap(
        "icps",
        "Share of answers that name each brand, by ideal customer",
        "icp_name",
        "brand_name",
        "mention_rate",
        "total_responses",
    ),
    "beliefs": HeatMap(
        "beliefs",
        "Share of each brand's answers that sell a belief",
        "brand_name",
        "belief_sold",
        "belief_share",
        "named_count",
        lambda name: name.replace("_", " "),
    ),
}


def render_report(
    view: ReportView, charts: Mapping[str, str] | None = None, *, is_print: bool = False
) -> str:
    """Render a day's page as HTML text.

    Args:
        view: what to show.
        charts: from `draw_charts` of it, where they are drawn already; they take most of the time.
        is_print: unfold what a reader of paper cannot unfold, three sentences a brand.
    """
    return _template().render(
        view=view,
        charts=draw_charts(view) if charts is None else charts,
        headline=tell_headline(view),
        verdict=tell_verdict(view.subject["verdict_row"] if view.subject else None),
        remedy=_remedy(view),
        changes=tell_model_changes(view),
        most_sentences=MOST_SENTENCES,
        is_print=is_print,
        axis=_axis(view.ranking),
    )


def _remedy(view: ReportView) -> str:
    """What to do so that there is a verdict; empty where there is one, or nobody to judge."""
    row = view.subject["verdict_row"] if view.subject else None
    return tell_remedy(row["reason"]) if row and row["reason"] else ""


def draw_charts(view: ReportView) -> dict[str, str]:
    """The page's charts as SVG, by name; the same on screen and on paper."""
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
        "percent": lambda value: _percent(value, 100),
        "score": lambda value: _percent(value, 1),
        "bounds": _bounds,
        "plain": drop_markdown,
        "verdict": lambda row: tell_verdict(row["verdict_row"]),
        "lead": tell_lead,
    }
    environment.filters.update(filters)
    return environment.get_template("report.html.j2")


def _percent(value: float | None, scale: float) -> str:
    return "–" if value is None else f"{scale * value:.0f}{NARROW}%"


def _bounds(row: dict[str, Any], measure: str, scale: float = 100) -> str:
    """An interval as `33–50 %`; empty where it is unknown."""
    low, high = row[f"{measure}_low"], row[f"{measure}_high"]
    return "" if low is None else f"{scale * low:.0f}–{scale * high:.0f}{NARROW}%"


def _axis(ranking: Sequence[dict[str, Any]]) -> int:
    """Where the ranking's axis ends, in percent: 25, 50 or 100."""
    ends = [row["mention_rate_high"] or row["mention_rate"] or 0 for row in ranking]
    return next(end for end in (25, 50, 100) if 100 * max(ends, default=0) <= end)
