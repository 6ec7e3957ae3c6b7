"""What another brand is to our own: direct, substitute or indirect (`metrics.md`).

1. what a person wrote in `competitor_relationships` holds;
2. direct: a competitor that a person tracks, or one the site itself names;
3. substitute: recommended where we are absent, more often than where we are present (lift > 1);
4. indirect: named beside us otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from onevice_assets.brand_monitor.graph.aggregate_window import Aggregates
from resources.identity import brand_id

Row = Mapping[str, Any]


def classify_competition(
    own: Iterable[str],
    decided: Mapping[str, str | None],
    sites_competitors: str,
    found: Aggregates,
) -> dict[tuple[str, str], str]:
    """Type of every competition of the own brands.

    Args:
        own: ids of the own brands.
        decided: id of each tracked competitor to what a person calls it, or `None`.
        sites_competitors: `website_analysis.competitors_mentioned`, `[{name, page_id}]`.
        found: the window's aggregates.

    Returns:
        (own id, other id) to `direct`, `substitute` or `indirect`; empty without own brands.
    """
    ours, known = set(own), {row["brand_id"] for row in found.brands}
    named = {brand_id(one["name"]) for one in json.loads(sites_competitors)} & known
    relations: dict[tuple[str, str], str] = {}
    for us in sorted(ours):
        types = dict.fromkeys(_beside(us, found.co_mentions), "indirect")
        types |= dict.fromkeys(_instead(us, found.substitutes), "substitute")
        types |= dict.fromkeys(named, "direct")
        types |= {them: kind or "direct" for them, kind in decided.items()}
        relations |= {(us, them): kind for them, kind in types.items() if them not in ours}
    return relations


def _beside(us: str, co_mentions: Iterable[Row]) -> set[str]:
    pairs = ({row["a"], row["b"]} for row in co_mentions)
    return {them for pair in pairs if us in pair for them in pair - {us}}


def _instead(us: str, substitutes: Iterable[Row]) -> set[str]:
    return {row["other_id"] for row in substitutes if row["own_id"] == us and _lifts(row)}


def _lifts(row: Row) -> bool:
    """Whether P(recommended | we are ignored) > P(recommended | we are named)."""
    if not row["missing_count"] or not row["present_count"]:
        return False
    instead: int = row["instead_count"] * row["present_count"]
    beside: int = row["beside_count"] * row["missing_count"]
    return instead > beside
