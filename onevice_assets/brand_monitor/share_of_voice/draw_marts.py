"""The small chart beside a mart's materialisation: the same ones the report shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevice_assets.tables import marts
from resources.table_schema import Table

Row = dict[str, Any]

# heat maps: what stands across, which rate, of how many answers
_CELLS = {
    "visibility_by_intent_type": ("intent_type", "mention_rate", "total_responses"),
    "visibility_by_belief": ("belief_sold", "belief_share", "named_count"),
}


def draw_mart(mart: Table, rows: Sequence[Row]) -> str:
    """Markdown with a chart of one partition; empty for marts without one.

    Args:
        mart: the table.
        rows: its rows of one day and website.
    """
    from onevice_assets.charts.in_metadata import as_markdown

    of_all = [row for row in rows if row["llm_provider"] == "all"]
    return as_markdown(_draw(mart, of_all), mart.name.replace("_", " "))


def _draw(mart: Table, rows: list[Row]) -> str:
    from onevice_assets.charts.draw_flows import draw_flows
    from onevice_assets.charts.draw_heat_map import HeatMap, draw_heat_map
    from onevice_assets.charts.draw_ranking import draw_ranking

    if mart is marts.share_of_voice:
        return draw_ranking(rows)
    if mart is marts.substitution_patterns:
        return draw_flows(_most_missed(rows))
    if cells := _CELLS.get(mart.name):
        return draw_heat_map(rows, HeatMap(mart.name, mart.name, "brand_name", *cells))
    return ""


def _most_missed(rows: list[Row]) -> list[Row]:
    """The substitutes of the brand that is replaced most, at most eight."""
    counts: dict[str, int] = {}
    for row in rows:
        brand = row["missing_brand_id"]
        counts[brand] = counts.get(brand, 0) + row["occurrence_count"]
    if not any(counts.values()):
        return []
    most = max(sorted(counts), key=counts.__getitem__)
    found = [row for row in rows if row["missing_brand_id"] == most and row["occurrence_count"]]
    return sorted(found, key=lambda row: (-row["occurrence_count"], row["id"]))[:8]
