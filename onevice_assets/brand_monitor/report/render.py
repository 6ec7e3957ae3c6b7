"""The page itself: one HTML file, no script, no network, everything from outside escaped."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.report.charts import draw_cut, draw_presences, draw_ranking
from onevice_assets.brand_monitor.report.collect import ReportView
from onevice_assets.brand_monitor.report.network import draw_network

if TYPE_CHECKING:
    from jinja2 import Template


def render_report(view: ReportView) -> str:
    """Render a day's page as HTML text."""
    charts = {
        "ranking": draw_ranking(view.ranking),
        "presences": draw_presences(view.presences),
        "network": draw_network(view.co_mentions, view.ranking),
        "providers": draw_cut(view.by_provider, "provider")
        if len(view.by_provider.parts) > 1
        else "",
        "intents": draw_cut(view.by_intent, "intent") if view.by_intent.parts else "",
        "icps": draw_cut(view.by_icp, "icp") if view.by_icp.parts else "",
    }
    shown = {} if not view.ranking else charts
    return _template().render(view=view, charts=shown, headline=tell_headline(view))


def tell_headline(view: ReportView) -> str:
    """The day in one sentence, for a reader who reads no further."""
    ranked = [row for row in view.ranking if row["mention_rate"] is not None]
    if not ranked:
        return "No answer of this day can be counted, so nothing is said about any brand."
    named = [row for row in ranked if row["mention_count"]]
    if not named:
        return f"None of the {len(ranked)} brands is named in the day's answers."
    if view.own is None:
        return f"{named[0]['brand_name']} is named most: {_how_often(named[0])}."
    own = next(row for row in ranked if row["brand_name"] == view.own)
    if not own["mention_count"]:
        return f"{view.own} is not named; {named[0]['brand_name']} is, {_how_often(named[0])}."
    place = 1 + sum(row["mention_count"] > own["mention_count"] for row in ranked)
    return f"{view.own} is named {_how_often(own)}: place {place} of {len(ranked)} brands."


def _how_often(row: dict[str, Any]) -> str:
    rate = f"{100 * row['mention_rate']:.0f} %"
    return f"in {row['mention_count']} of {row['total_responses']} answers ({rate})"


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("onevice_assets.brand_monitor.report", "."),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = _percent
    environment.filters["score"] = lambda value: "–" if value is None else f"{value:.0f} %"
    return environment.get_template("report.html.j2")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
