"""Project (seed 000, §2.1.2).

The seed declares `duration` twice, as shoot days and as seconds: here `shootDays` and
`durationSeconds` (ADR 25).
"""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    CREATED_AND_UPDATED,
    IDENTITY,
    MADE_OF,
    Node,
    all_of,
    choice,
    days,
    flags,
    lists,
    numbers,
    restricted,
    texts,
    times,
    vectors,
    wholes,
)
from onevice_assets.entertainment.graph.model.levels import ACCESS, RESTRICTED

PROJECT_TYPES = ("Music Video", "Commercial", "Brand Film")
STATUSES = (
    "Planning",
    "Pre-Production",
    "In Production",
    "Post Production",
    "Completed",
    "Cancelled",
)
BUDGET_TIERS = ("$0-50k", "$50k-100k", "$100k-300k", "$300k+")
"""Lower bound included, upper bound not: 50,000 is `$50k-100k`."""
_TIER_ENDS = (50_000, 100_000, 300_000)
_SIZES = ("Small", "Medium", "Large")
_EQUIPMENT = ("Basic", "Standard", "Premium")

_ABOUT = all_of(
    texts(name="title"),
    choice("type", *PROJECT_TYPES, meaning="what is made"),
    texts(subtype="National TV, Social Media, Cinema"),
    choice("status", *STATUSES, meaning="how far it is"),
)
_BUDGET = restricted(
    "budget_info",
    numbers(1, totalBudget="all of it, in `currency`"),
    choice("budgetTier", *BUDGET_TIERS, meaning="of the total in USD", level=2),
    numbers(
        1,
        budgetBreakdown_aboveLine="of the total",
        budgetBreakdown_belowLine="of the total",
        budgetBreakdown_postProduction="of the total",
        budgetBreakdown_contingency="of the total",
    ),
    texts(2, currency="ISO 4217: USD, CAD, GBP, EUR"),
)
_PRODUCTION = all_of(
    choice("unionStatus", "Union", "Non-Union", "Mixed", meaning="of the production"),
    wholes(shootDays="days of shooting"),
    choice("crewSize", *_SIZES, meaning="of the crew"),
    choice("equipmentLevel", *_EQUIPMENT, meaning="of cameras and light"),
    days(
        pitchDate="pitched",
        awardDate="won",
        prepStartDate="preparation begins",
        shootStartDate="first day of shooting",
        shootEndDate="last day of shooting",
        deliveryDate="due",
        completionDate="done",
    ),
    texts(primaryLocation="city"),
    lists(shootLocations="where it is shot", permitsRequired="by whom"),
)
_CREATIVE = all_of(
    texts(genre="of the music"),
    lists(mood="in words", visualStyle="in words", concepts="names of its creative concepts"),
    lists(deliverables="4K Master, Social Cuts", aspectRatios="16:9, 9:16, 1:1"),
    wholes(durationSeconds="length of the film"),
    wholes(views="seen so often"),
    numbers(engagement="rate, 0 to 1"),
    lists(awards="won or nominated for"),
)
_SYSTEM = all_of(
    CREATED_AND_UPDATED,
    flags(isActive="false: merged into another, or gone from every source"),
    vectors(
        conceptEmbedding="of mood, style and concepts",
        technicalEmbedding="of deliverables and equipment",
    ),
    MADE_OF,
    wholes(sensitivityLevel="1 to 6: who may see the project at all"),
    ACCESS,
    RESTRICTED,
    wholes(searchFrequency="times found, folded in once a day"),
    times(lastAccessed="last time found"),
    numbers(referenceValue="0 to 1: rank by documents that describe it"),
)

PROJECT = Node(
    "Project",
    "proj",
    "project",
    all_of(IDENTITY, _ABOUT, _BUDGET, _PRODUCTION, _CREATIVE, _SYSTEM),
    level_property="sensitivityLevel",
    indexes={
        "project_type": ("type",),
        "project_status": ("status",),
        "project_union": ("unionStatus",),
        "project_budget_tier": ("budgetTier",),
        "project_type_budget": ("type", "budgetTier"),
        "project_status_union": ("status", "unionStatus"),
        "project_date_range": ("shootStartDate", "shootEndDate"),
    },
    texts={"project_search_index": ("name", "concepts", "mood")},
    vectors={"project_concept_vector": "conceptEmbedding"},
)


def place_in_tier(total: float | None, currency: str | None) -> str | None:
    """The seed's `budgetTier` of a budget; lower bounds belong to a tier, upper ones do not.

    Returns:
        None where the total is not known, negative, or not in USD: no rate is invented.
    """
    if total is None or currency != "USD" or total < 0:
        return None
    return BUDGET_TIERS[sum(total >= end for end in _TIER_ENDS)]
