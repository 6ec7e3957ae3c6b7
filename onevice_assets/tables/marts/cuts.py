"""Where a brand is visible: by kind of question, funnel stage, ideal customer and belief."""

from __future__ import annotations

from onevice_assets.tables.answers import BELIEFS
from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from onevice_assets.tables.marts.columns import brand_columns, key_columns, version_columns
from resources.table_schema import Column, Table, fraction, integer, score, text, uuid

_KEY = ("website_id", "day", "llm_provider", "brand_id")


def _visibility(name: str, cut: tuple[Column, ...], first_line: str) -> Table:
    """A mart of the same measures within each value of one column."""
    return Table(
        "brand_monitor",
        name,
        "day_website",
        (
            *key_columns(),
            *cut,
            *brand_columns(),
            integer("mention_count", "Responses that do not ignore the brand"),
            integer("recommendation_count", "Responses that recommend it"),
            integer("first_position_count", "Responses that rank it first"),
            integer("total_responses", "Responses of R in this part"),
            integer("topic_count", "Distinct topics in this part"),
            fraction("mention_rate", "mention_count / total_responses"),
            score("visibility_score", "100 × mention rate"),
            score("recommendation_rate", "100 × recommended / responses in this part"),
            *version_columns(),
        ),
        natural_key=(*_KEY, cut[0].name),
        description=f"{first_line}\n\nAnswers whose prompt has no such value are left out, so the "
        "parts need not add up to share_of_voice.\nSource: prompt_cells, brand_cells.\n",
    )


visibility_by_intent_type = _visibility(
    "visibility_by_intent_type",
    (text("intent_type", "Kind of answer wanted", one_of=INTENT_TYPES),),
    "One row per brand, provider, day and kind of question: how often it is named there.",
)
visibility_by_funnel_stage = _visibility(
    "visibility_by_funnel_stage",
    (text("funnel_stage", "Where in the purchase", one_of=FUNNEL_STAGES),),
    "One row per brand, provider, day and funnel stage: how often it is named there.",
)
visibility_by_icp = _visibility(
    "visibility_by_icp",
    (uuid("icp_id", "Ideal customer who asks"), text("icp_name", "Its name")),
    "One row per brand, provider, day and ideal customer: how often it is named to them.",
)

visibility_by_belief = Table(
    "brand_monitor",
    "visibility_by_belief",
    "day_website",
    (
        *key_columns(),
        text("belief_sold", "Belief the answers install", one_of=BELIEFS),
        *brand_columns(),
        integer("mention_count", "Responses that name the brand and install the belief"),
        integer("named_count", "Responses that name the brand"),
        integer("total_responses", "Responses in R"),
        fraction("mention_rate", "mention_count / total_responses"),
        fraction("belief_share", "mention_count / named_count"),
        *version_columns(),
    ),
    natural_key=(*_KEY, "belief_sold"),
    description="""One row per brand, provider, day and belief that answers install about it.

A belief that no answer installs has no row. Beliefs are read less surely than anything else: take
them as shares over many answers. Source: llm_responses, llm_brand_states.
""",
)

belief_map = Table(
    "brand_monitor",
    "belief_map",
    "day_website",
    (
        *key_columns(),
        text("intent_type", "Kind of question", one_of=INTENT_TYPES),
        text("belief_sold", "Belief the answers install", one_of=BELIEFS),
        *brand_columns(),
        integer("mention_count", "Responses that name the brand and install the belief"),
        integer("recommendation_count", "Those of them that recommend it"),
        integer("named_count", "Responses to such questions that name the brand"),
        integer("total_responses", "Responses of R to such questions"),
        fraction("belief_share", "mention_count / named_count"),
        *version_columns(),
    ),
    natural_key=(*_KEY, "intent_type", "belief_sold"),
    description="""One row per brand, provider, day, kind of question and belief installed there.

A belief that no answer installs has no row. Source: llm_responses, llm_brand_states,
prompt_classifications.
""",
)
