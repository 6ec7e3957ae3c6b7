"""Prompts and conversations: how hard a prompt is, and how long a brand survives a talk."""

from __future__ import annotations

from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from onevice_assets.tables.marts.columns import brand_columns, key_columns, version_columns
from resources.table_schema import Table, fraction, integer, number, text, uuid

prompt_difficulty = Table(
    "brand_monitor",
    "prompt_difficulty",
    "day_website",
    (
        *key_columns(),
        uuid("prompt_id", "Prompt that was asked"),
        text("prompt_text", "What was asked"),
        text("topic", "Topic of the conversation"),
        text("intent_type", "Of the prompt", nullable=True, one_of=INTENT_TYPES),
        text("funnel_stage", "Of the prompt", nullable=True, one_of=FUNNEL_STAGES),
        integer("total_responses", "Responses to the prompt"),
        integer("informative_count", "Responses that name any brand of the set"),
        integer("brand_count", "Brands of the set that are named at all"),
        number("mentions_per_response", "Brands of the set named per response"),
        uuid("leader_brand_id", "Brand named most", nullable=True),
        text("leader_brand_name", "Its name", nullable=True),
        fraction("leader_rate", "Its mention rate", nullable=True),
        fraction("own_rate", "Mention rate of the best own brand", nullable=True),
        fraction(
            "difficulty",
            "Sum p² / sum p over the others' mention rates p; null below 2 responses",
            nullable=True,
        ),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "prompt_id"),
    description="""One row per unbranded prompt, provider and day: how hard it is to be named there.

`difficulty` near 1: the same rivals are named in every answer; near 0: anybody may be. Null below
two answers, and where no rival is named. Source: prompt_cells, brand_cells.
""",
)

brand_persistence = Table(
    "brand_monitor",
    "brand_persistence",
    "day_website",
    (
        *key_columns(),
        *brand_columns(),
        integer("first_turn", "Turn that first names the brand; 0 for never"),
        integer("conversation_count", "Conversations in which that is so"),
        integer("named_last_count", "Those whose last turn names the brand"),
        integer("survived_count", "Those whose last turn recommends the brand"),
        integer("total_conversations", "Conversations of two turns or more"),
        integer("total_responses", "Responses in them"),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id", "first_turn"),
    description="""One row per brand, provider, day and turn in which conversations first name it.

A conversation is one talk with one provider (each sample is one), of two turns or more, none of
them branded and all of them answered. Source: llm_responses, llm_brand_states.
""",
)
