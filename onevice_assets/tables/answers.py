"""Tables of a day × website partition up to the brand states (seed 004)."""

from __future__ import annotations

from onevice_assets.tables.audience import FUNNEL_STAGES, INTENT_TYPES
from onevice_assets.tables.columns import CREATED, DAY, ID, PROVIDER, WEBSITE
from resources.table_schema import (
    Column,
    Table,
    boolean,
    fraction,
    integer,
    json,
    number,
    text,
    timestamp,
    uuid,
)

PRESENCES = ("recommended", "compared", "trusted", "mentioned", "ignored")
BELIEFS = ("superiority", "outcome", "transaction", "identity", "social_proof", "truth")
POLARITIES = ("positive", "neutral", "negative")
DECISIONS = ("approved", "rejected", "merged")
ROLES = ("own", "competitor", "found", "catalogue")


def _state_columns() -> tuple[Column, ...]:
    """What an answer does to a brand; shared by states and belief maps."""
    return (
        text("presence", "Strongest state that holds", one_of=PRESENCES),
        integer("position_rank", "Order among the answer's options", nullable=True, low=1),
        text("belief_sold", "Belief the answer installs", nullable=True, one_of=BELIEFS),
    )


llm_responses = Table(
    "brand_monitor",
    "llm_responses",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("simulation_run_id", "Simulation run or import that asked"),
        uuid("prompt_id", "Prompt that was asked"),
        uuid("conversation_id", "Conversation the prompt is a turn of"),
        uuid("icp_id", "ICP of the conversation; null for imports", nullable=True),
        text("topic", "Topic of the conversation: the cluster of all measures"),
        text("prompt_text", "What was asked, as asked"),
        integer("sequence_order", "Turn of the conversation, from 1", low=1),
        boolean("is_branded", "The prompt names a tracked brand"),
        text("locale", "BCP 47 language tag"),
        PROVIDER,
        text("llm_model", "Model that was asked for"),
        text("served_model", "Model the provider says answered; null if unsaid", nullable=True),
        integer("sample_number", "Repeat of the same prompt, from 1", low=1),
        text("response_text", "Answer without <think> parts"),
        integer("prompt_tokens", "Tokens sent", nullable=True),
        integer("response_tokens", "Tokens answered", nullable=True),
        integer("latency_ms", "Time to the full answer", nullable=True),
        text("finish_reason", "Why the answer ended", nullable=True),
        text("request_id", "The provider's id of the call", nullable=True),
        json("citations", "[{url, title, is_cited}]; is_cited null: not told apart"),
        number("cost_usd", "What the call cost", nullable=True),
        uuid("attempt_id", "Row of the attempt ledger; null for imports", nullable=True),
        text("payload_path", "Object path of the raw payload"),
        boolean("is_demonstration", "Answered by the local demo model: never a measurement"),
        integer("basket_version", "Prompt basket in force", low=0),
        timestamp("asked_at", "When the attempt was made or the import says it was asked"),
        CREATED,
    ),
)

brand_candidates = Table(
    "brand_monitor",
    "brand_candidates",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("brand_id", "Id the brand would have (it depends on the name alone)"),
        text("name", "Commonest spelling found"),
        text("normalized_name", "Lower-case, single-spaced"),
        json("surfaces", "{spelling: count}"),
        integer("response_count", "Answers that show it"),
        integer("mention_count", "Times it is shown"),
        fraction("confidence", "How sure we are that it is a brand"),
        boolean("is_known", "In the catalogue, but not tracked by this website"),
        text("decision", "What people decided about it", nullable=True, one_of=DECISIONS),
        json("evidence", "[{response_id, start, end, kind, text}], at most 5"),
        text("extractor_version", "Rules that found it"),
        CREATED,
    ),
    natural_key=("website_id", "day", "normalized_name"),
)

_BRAND_STATE = (
    ID,
    WEBSITE,
    DAY,
    uuid("llm_response_id", "Answer it was read from"),
    uuid("brand_id", "Brand it is about"),
    text("brand_name", "Name of the brand when read"),
    text("role", "What the brand is to this website", one_of=ROLES),
    boolean("is_tracked", "Own brand or competitor of this website on that day"),
    *_state_columns(),
    text("polarity", "Tone of the clause", nullable=True, one_of=POLARITIES),
    integer("occurrence_count", "How often the answer names it"),
    integer("mention_start", "Offset of the first mention in response_text", nullable=True),
    integer("mention_end", "End offset of the first mention", nullable=True),
    text("surface", "Characters of the first mention", nullable=True),
    integer("evidence_start", "Offset of the deciding sentence or item", nullable=True),
    integer("evidence_end", "End offset of the deciding sentence or item", nullable=True),
    text("reason", "For ignored: `not_named` or `not_known`", nullable=True),
    text("extractor_version", "Rules that decided"),
    text("alias_version", "Version of the alias table"),
    CREATED,
)

llm_brand_states = Table(
    "brand_monitor",
    "llm_brand_states",
    "day_website",
    _BRAND_STATE,
    natural_key=("llm_response_id", "brand_id"),
)

llm_brand_state_versions = Table(
    "brand_monitor",
    "llm_brand_state_versions",
    "day_website",
    (
        *_BRAND_STATE,
        integer("version_number", "Order in which versions were replaced, from 1", low=1),
    ),
    natural_key=("llm_response_id", "brand_id", "extractor_version", "alias_version"),
)

brand_state_judgements = Table(
    "brand_monitor",
    "brand_state_judgements",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("llm_response_id", "Answer that was judged"),
        uuid("brand_id", "Brand that we found in it"),
        text("brand_name", "Name of the brand when read"),
        text("presence", "Our presence, as of now", one_of=PRESENCES),
        text("belief_sold", "Our belief, as of now", nullable=True, one_of=BELIEFS),
        text("polarity", "Our polarity, as of now", nullable=True, one_of=POLARITIES),
        text("judge_presence", "The judge's presence", one_of=PRESENCES),
        text("judge_belief_sold", "The judge's belief", nullable=True, one_of=BELIEFS),
        text("judge_polarity", "The judge's polarity", nullable=True, one_of=POLARITIES),
        boolean("is_presence_agreed", "Both say the same presence"),
        boolean("is_belief_agreed", "Both say the same belief, or none"),
        boolean("is_polarity_agreed", "Both say the same polarity, or none"),
        boolean("is_agreed", "Both say the same of all three"),
        text("judge_provider", "Provider that judged"),
        text("judge_model", "Model that was asked to judge"),
        text("served_model", "Model the provider says judged; null if unsaid", nullable=True),
        text("prompt_version", "Version of what the judge is told"),
        text("extractor_version", "Rules that decided our side"),
        uuid("attempt_id", "Row of the attempt ledger; the payload lies under this name"),
        CREATED,
    ),
    natural_key=(
        "llm_response_id",
        "brand_id",
        "judge_provider",
        "judge_model",
        "prompt_version",
    ),
)

llm_answer_belief_maps = Table(
    "brand_monitor",
    "llm_answer_belief_maps",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("llm_response_id", "Answer it was read from"),
        uuid("prompt_classification_id", "Classification of the prompt", nullable=True),
        uuid("brand_id", "Brand it is about"),
        text("brand_name", "Name of the brand when read"),
        boolean("is_tracked", "Own brand or competitor of this website on that day"),
        uuid("icp_id", "ICP who asked", nullable=True),
        text("topic", "Topic of the conversation"),
        text("intent_type", "Of the prompt", nullable=True, one_of=INTENT_TYPES),
        text("funnel_stage", "Of the prompt", nullable=True, one_of=FUNNEL_STAGES),
        fraction("buying_signal", "Of the prompt", nullable=True),
        fraction("trust_need", "Of the prompt", nullable=True),
        *_state_columns(),
        PROVIDER,
        CREATED,
    ),
    natural_key=("llm_response_id", "brand_id"),
)
