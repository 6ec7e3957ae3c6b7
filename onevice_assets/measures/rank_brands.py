"""Who is named most over some days, for one provider or all, with intervals."""

from __future__ import annotations

from typing import Any

from onevice_assets.measures.measure_brands import list_measures, measure_brands
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import (
    ALL,
    TopicCounts,
    count_topics,
    only_provider,
)


def rank_brands(cells: Cells, provider: str = ALL) -> list[dict[str, Any]]:
    """Rank the brands of some cells by mention rate.

    Args:
        cells: the answers that count (`read_cells`).
        provider: one provider, or `all`.

    Returns:
        Rows of `list_measures` with `brand_name`, `role` and `rank` (ties share the better
        place), most named first; none where the provider answered nothing.
    """
    return _rank_counts(cells, only_provider(_count(cells), provider)) if len(cells.members) else []


def rank_everywhere(cells: Cells) -> list[dict[str, Any]]:
    """The same for every provider and for all of them, provider by provider."""
    return _rank_counts(cells, _count(cells)) if len(cells.members) else []


def _count(cells: Cells) -> TopicCounts:
    return count_topics(cells.prompts, cells.brands, cells.members)


def _rank_counts(cells: Cells, counts: TopicCounts) -> list[dict[str, Any]]:
    roles = cells.roles
    rows = [
        {**row, "brand_name": roles[row["brand_id"]][0], "role": roles[row["brand_id"]][1]}
        for row in list_measures(measure_brands(counts))
        if row["total_responses"]
    ]
    rows.sort(key=lambda row: (row["llm_provider"], -row["mention_rate"], row["brand_name"]))
    return [{**row, "rank": _rank(row, rows)} for row in rows]


def _rank(row: dict[str, Any], rows: list[dict[str, Any]]) -> int:
    beside = (other for other in rows if other["llm_provider"] == row["llm_provider"])
    return 1 + sum(bool(other["mention_rate"] > row["mention_rate"]) for other in beside)
