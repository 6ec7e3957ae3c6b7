"""Who is named most over some days, for one provider or all, with intervals."""

from __future__ import annotations

from typing import Any

from onevice_assets.measures.measure_brands import list_measures, measure_brands
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import ALL, count_topics


def rank_brands(cells: Cells, provider: str = ALL) -> list[dict[str, Any]]:
    """Rank the brands of some cells by mention rate.

    Args:
        cells: the answers that count (`read_cells`).
        provider: one provider, or `all`.

    Returns:
        Rows of `list_measures` with `brand_name`, `role` and `rank` (ties share the better
        place), most named first; none where the provider answered nothing.
    """
    return [row for row in rank_everywhere(cells) if row["llm_provider"] == provider]


def rank_everywhere(cells: Cells) -> list[dict[str, Any]]:
    """The same for every provider and for all of them, provider by provider."""
    if not len(cells.members):
        return []
    roles = cells.roles
    measured = measure_brands(count_topics(cells.prompts, cells.brands, cells.members))
    rows = [
        {**row, "brand_name": roles[row["brand_id"]][0], "role": roles[row["brand_id"]][1]}
        for row in list_measures(measured)
        if row["total_responses"]
    ]
    rows.sort(key=lambda row: (row["llm_provider"], -row["mention_rate"], row["brand_name"]))
    return [{**row, "rank": _rank(row, rows)} for row in rows]


def _rank(row: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    ahead = [
        other
        for other in rows
        if other["llm_provider"] == row["llm_provider"]
        and other["mention_rate"] > row["mention_rate"]
    ]
    return 1 + len(ahead)
