"""The smallest counts: per prompt and provider, and per brand in it. All else adds up from them."""

from __future__ import annotations

from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from onevice_assets.tables.marts.columns import brand_columns, key_columns, version_columns
from resources.table_schema import Column, Table, boolean, integer, number, text, uuid

_CELL_KEY = ("website_id", "day", "llm_provider", "prompt_id", "is_branded")


def _cell_columns() -> tuple[Column, ...]:
    return (
        uuid("prompt_id", "Prompt that was asked"),
        boolean("is_branded", "The prompt names a tracked brand: not in R"),
        text("topic", "Topic of the conversation: the cluster of all measures"),
        integer("total_responses", "Responses to the prompt"),
    )


prompt_cells = Table(
    "brand_monitor",
    "prompt_cells",
    "day_website",
    (
        *key_columns(),
        *_cell_columns(),
        uuid("conversation_id", "Conversation the prompt is a turn of"),
        uuid("icp_id", "ICP who asks; null for imports", nullable=True),
        text("icp_name", "Its name", nullable=True),
        text("intent_type", "Of the prompt", nullable=True, one_of=INTENT_TYPES),
        text("funnel_stage", "Of the prompt", nullable=True, one_of=FUNNEL_STAGES),
        text("prompt_text", "What was asked"),
        integer("sequence_order", "Turn of the conversation, from 1", low=1),
        integer("informative_count", "Responses that name any brand of the set"),
        integer("mention_count_of_set", "Sum of mention_count over the set"),
        integer("occurrence_count_of_set", "Sum of occurrence_count over the set"),
        number("rank_discount_of_set", "Sum of rank_discount over the set"),
        integer("company_mention_count", "Mentions of every company named, tracked or not"),
        *version_columns(),
    ),
    natural_key=_CELL_KEY,
    description="""One row per prompt, provider and day: the counts all other measures add up from.

Holds every prompt that was answered, branded ones too; `llm_provider` is never `all`. Source:
llm_responses, llm_brand_states, prompt_classifications, icps. A re-run gives the same rows and ids.
""",
)

brand_cells = Table(
    "brand_monitor",
    "brand_cells",
    "day_website",
    (
        *key_columns(),
        *_cell_columns(),
        *brand_columns(),
        integer("mention_count", "Responses that do not ignore the brand"),
        integer("recommendation_count", "Responses that recommend it"),
        integer("comparison_count", "Responses that only compare it"),
        integer("trust_count", "Responses that present it as an authority"),
        integer("first_position_count", "Responses that rank it first"),
        integer("occurrence_count", "How often the responses name it"),
        number("rank_weight", "Sum of 0.9^(rank-1) over the responses that rank it"),
        number("rank_discount", "Sum of 1/log2(rank+1) over the responses that rank it"),
        *version_columns(),
    ),
    natural_key=(*_CELL_KEY, "brand_id"),
    description="""One row per brand, prompt, provider and day where an answer names the brand.

A brand of the set without a row was not named; the answers are counted in prompt_cells. Source:
llm_responses, llm_brand_states. A re-run gives the same rows and ids.
""",
)
