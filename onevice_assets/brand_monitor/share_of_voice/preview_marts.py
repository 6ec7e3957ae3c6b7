"""What of a mart an analyst sees beside its materialisation: the rows that count most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from resources.table_schema import Table

_ROWS = 10
_MEASURES = {
    "prompt_cells": ("total_responses", "informative_count"),
    "brand_cells": ("mention_count", "total_responses"),
    "share_of_voice": ("mention_count", "total_responses", "share", "share_low", "share_high"),
    "share_of_voice_variants": ("numerator", "denominator", "share"),
    "competitor_ranking": ("mention_count", "mention_rank", "gap_to_leader"),
    "visibility_by_belief": ("mention_count", "belief_share"),
    "belief_map": ("mention_count", "belief_share"),
    "substitution_patterns": ("occurrence_count", "missing_count", "lift", "lift_low", "lift_high"),
    "co_mentions": ("mention_count", "total_responses"),
    "citations": ("cited_count", "found_not_cited_count", "citation_rate"),
    "prompt_difficulty": ("mentions_per_response", "own_rate", "difficulty"),
    "brand_persistence": ("conversation_count", "survived_count"),
}
_VISIBILITY = ("mention_count", "total_responses", "mention_rate")
_NAMES = (
    "brand_name",
    "missing_brand_name",
    "substitute_brand_name",
    "brand_a_name",
    "brand_b_name",
    "variant",
    "intent_type",
    "funnel_stage",
    "icp_name",
    "belief_sold",
    "level",
    "domain",
    "ownership",
    "topic",
    "leader_brand_name",
    "first_turn",
)


def preview_mart(mart: Table, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The ten rows with the largest first measure: what they are about, and few numbers.

    Args:
        mart: the table.
        rows: of one partition; those of provider `all` are shown where there are any.
    """
    measures = _MEASURES.get(mart.name, _VISIBILITY)
    columns = [*(name for name in _NAMES if name in mart.column_names), *measures]
    of_all = [row for row in rows if row["llm_provider"] == "all"] or rows
    top = sorted(of_all, key=lambda row: (-row[measures[0]], row["id"]))[:_ROWS]
    return [{name: row[name] for name in columns} for row in top]
