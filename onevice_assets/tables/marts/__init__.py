"""The marts: day grain, built and tested by dbt, published per day × website (metrics.md).

Counts are additive over days; shares and scores are of the day. Unless a column says otherwise,
R is the day's unbranded responses: those whose prompt names no tracked brand. The yml files in
`dbt/models/marts` are written from these tables (`scripts/write_mart_contracts.py`).
"""

from onevice_assets.tables.marts.cells import brand_cells, prompt_cells
from onevice_assets.tables.marts.conversations import brand_persistence, prompt_difficulty
from onevice_assets.tables.marts.cuts import (
    belief_map,
    visibility_by_belief,
    visibility_by_funnel_stage,
    visibility_by_icp,
    visibility_by_intent_type,
)
from onevice_assets.tables.marts.pairs import co_mentions, substitution_patterns
from onevice_assets.tables.marts.shares import (
    competitor_ranking,
    share_of_voice,
    share_of_voice_variants,
)
from onevice_assets.tables.marts.sources import citations

ALL = (
    prompt_cells,
    brand_cells,
    share_of_voice,
    share_of_voice_variants,
    competitor_ranking,
    visibility_by_intent_type,
    visibility_by_funnel_stage,
    visibility_by_icp,
    visibility_by_belief,
    belief_map,
    substitution_patterns,
    co_mentions,
    citations,
    prompt_difficulty,
    brand_persistence,
)

__all__ = [
    "ALL",
    "belief_map",
    "brand_cells",
    "brand_persistence",
    "citations",
    "co_mentions",
    "competitor_ranking",
    "prompt_cells",
    "prompt_difficulty",
    "share_of_voice",
    "share_of_voice_variants",
    "substitution_patterns",
    "visibility_by_belief",
    "visibility_by_funnel_stage",
    "visibility_by_icp",
    "visibility_by_intent_type",
]
