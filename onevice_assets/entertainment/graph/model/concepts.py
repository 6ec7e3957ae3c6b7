"""CreativeConcept (seed 000, §2.1.5)."""

from __future__ import annotations

from onevice_assets.entertainment.graph.model.kinds import (
    CREATED_AND_UPDATED,
    IDENTITY,
    MADE_OF,
    Node,
    all_of,
    choice,
    flags,
    lists,
    numbers,
    texts,
    vectors,
    wholes,
)
from onevice_assets.entertainment.graph.model.levels import ACCESS

CATEGORIES = ("Visual Style", "Narrative", "Technical", "Thematic", "Location")
_NEEDS = ("Low", "Medium", "High")

_ABOUT = all_of(
    texts(name="in a few words", concept="in detail"),
    choice("category", *CATEGORIES, meaning="what it is about"),
    texts(subcategory="Performance Style, Lighting Design, Color Palette", description="in full"),
    lists(visualReference="addresses of pictures", mood="in words", colors="in words"),
    lists(genres="of music", projectTypes="it was used in"),
    choice("budgetRequirements", *_NEEDS, meaning="of money", level=2),
    wholes(technicalComplexity="1 to 10"),
)
_TRENDS = all_of(
    numbers(trendScore="0 to 1: uses of the last year of all"),
    lists(seasonality="seasons", demographics="audiences"),
    CREATED_AND_UPDATED,
    flags(isActive="false: gone from every source"),
    vectors(conceptEmbedding="of name, category and mood", visualEmbedding="of colours and style"),
    MADE_OF,
    wholes(
        sensitivityLevel="1 to 6: who may see the concept at all",
        usageCount="projects that use it",
    ),
    ACCESS,
    numbers(successRate="completed projects of those that ended, 0 to 1"),
    numbers(2, averageBudgetImpact="factor on the budget"),
)

CREATIVE_CONCEPT = Node(
    "CreativeConcept",
    "concept",
    "concept",
    all_of(IDENTITY, _ABOUT, _TRENDS),
    level_property="sensitivityLevel",
    indexes={"concept_category": ("category",)},
    vectors={"concept_semantic_vector": "conceptEmbedding"},
)
