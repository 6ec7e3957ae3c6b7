"""Tables of schema `serving` (seed 004) as migrations made them; where they differ: ADR 16.

With the decided tables of schema `control` these are the seed's seventeen, and `brands`: what each
brand is to a website on a day. Those referred to come first.
"""

from __future__ import annotations

from resources.serving_tables.declare import ServingTable, declare_table

_WEBSITE = """
    id UUID NOT NULL
    organization_id UUID NOT NULL
    website_id UUID NOT NULL
"""
_DAY = f"{_WEBSITE.rstrip()}\n    day DATE NOT NULL\n"
_BASKET = """
    basket_version INTEGER NOT NULL
    is_active BOOLEAN NOT NULL
    superseded_at TIMESTAMPTZ
    created_at TIMESTAMPTZ NOT NULL
"""
_PERIOD = """
    is_demonstration BOOLEAN NOT NULL
    period_start DATE NOT NULL
    period_end DATE NOT NULL
    created_at TIMESTAMPTZ NOT NULL
"""
_REPLACED = "    replaced_characters JSONB"


def _declare(name: str, *parts: str, key: tuple[str, ...] = ("id",)) -> ServingTable:
    lines = [line for part in parts for line in part.splitlines() if line.strip()]
    return declare_table(name, "\n".join(lines), key=key)


scraped_pages = _declare(
    "scraped_pages",
    _WEBSITE,
    """
    url VARCHAR(2048) NOT NULL
    url_hash VARCHAR(64) NOT NULL
    title TEXT
    meta_description TEXT
    content_text TEXT
    content_html_path VARCHAR(512)
    word_count INTEGER
    page_type VARCHAR(50)
    http_status INTEGER
    scraped_at TIMESTAMPTZ NOT NULL
    """,
    _REPLACED,
)
website_analysis = _declare(
    "website_analysis",
    _WEBSITE,
    """
    industry VARCHAR(255)
    business_model VARCHAR(100)
    primary_offerings JSONB
    value_propositions JSONB
    target_markets JSONB
    competitors_mentioned JSONB
    analysis_method TEXT NOT NULL
    analyzed_at TIMESTAMPTZ NOT NULL
    """,
    _REPLACED,
)
icps = _declare(
    "icps",
    _WEBSITE,
    """
    name VARCHAR(255) NOT NULL
    description TEXT
    sequence_number INTEGER NOT NULL
    demographics JSONB NOT NULL
    professional_profile JSONB NOT NULL
    pain_points JSONB NOT NULL
    goals JSONB NOT NULL
    motivations JSONB NOT NULL
    objections JSONB
    decision_factors JSONB
    information_sources JSONB
    buying_journey_stage VARCHAR(50)
    analysis_method TEXT NOT NULL
    """,
    _BASKET,
    "    updated_at TIMESTAMPTZ NOT NULL",
    _REPLACED,
)
conversation_sequences = _declare(
    "conversation_sequences",
    _WEBSITE,
    """
    icp_id UUID -> icps
    topic TEXT NOT NULL
    context TEXT
    expected_outcome TEXT
    is_core_conversation BOOLEAN NOT NULL
    sequence_number INTEGER NOT NULL
    locale VARCHAR(35) NOT NULL
    source VARCHAR(50) NOT NULL
    """,
    _BASKET,
    _REPLACED,
)
prompts = _declare(
    "prompts",
    _WEBSITE,
    """
    conversation_id UUID NOT NULL -> conversation_sequences
    prompt_text TEXT NOT NULL
    prompt_type VARCHAR(50) NOT NULL
    sequence_order INTEGER NOT NULL
    locale VARCHAR(35) NOT NULL
    is_branded BOOLEAN NOT NULL
    is_pinned BOOLEAN NOT NULL
    source VARCHAR(50) NOT NULL
    """,
    _BASKET,
    _REPLACED,
)
prompt_classifications = _declare(
    "prompt_classifications",
    _WEBSITE,
    """
    prompt_id UUID NOT NULL -> prompts
    intent_type VARCHAR(50) NOT NULL
    funnel_stage VARCHAR(50) NOT NULL
    buying_signal DECIMAL(3,2) NOT NULL
    trust_need DECIMAL(3,2) NOT NULL
    query_intent VARCHAR(50)
    confidence_score DECIMAL(3,2)
    classified_at TIMESTAMPTZ NOT NULL
    classifier_version VARCHAR(50)
    """,
)
brands = _declare(
    "brands",
    _DAY,
    """
    name TEXT NOT NULL
    normalized_name TEXT NOT NULL
    is_tracked BOOLEAN NOT NULL
    """,
    _REPLACED,
    key=("organization_id", "website_id", "day", "id"),
)
llm_responses = _declare(
    "llm_responses",
    _DAY,
    """
    simulation_run_id UUID NOT NULL
    prompt_id UUID NOT NULL -> prompts
    llm_provider VARCHAR(255) NOT NULL
    llm_model VARCHAR(255) NOT NULL
    served_model TEXT
    sample_number INTEGER NOT NULL
    response_text TEXT NOT NULL
    response_tokens INTEGER
    latency_ms INTEGER
    brands_mentioned JSONB NOT NULL
    is_branded BOOLEAN NOT NULL
    is_demonstration BOOLEAN NOT NULL
    asked_at TIMESTAMPTZ NOT NULL
    created_at TIMESTAMPTZ NOT NULL
    """,
    _REPLACED,
)
llm_brand_states = _declare(
    "llm_brand_states",
    _DAY,
    """
    llm_response_id UUID NOT NULL -> llm_responses
    brand_id UUID NOT NULL -> brands
    presence VARCHAR(50) NOT NULL
    position_rank INTEGER
    belief_sold VARCHAR(50)
    created_at TIMESTAMPTZ NOT NULL
    """,
)
llm_answer_belief_maps = _declare(
    "llm_answer_belief_maps",
    _DAY,
    """
    llm_response_id UUID NOT NULL -> llm_responses
    prompt_classification_id UUID -> prompt_classifications
    brand_id UUID NOT NULL -> brands
    intent_type VARCHAR(50)
    funnel_stage VARCHAR(50)
    buying_signal DECIMAL(3,2)
    trust_need DECIMAL(3,2)
    presence VARCHAR(50) NOT NULL
    position_rank INTEGER
    belief_sold VARCHAR(50)
    llm_provider VARCHAR(255) NOT NULL
    created_at TIMESTAMPTZ NOT NULL
    """,
)
share_of_voice = _declare(
    "share_of_voice",
    _DAY,
    """
    brand_id UUID NOT NULL -> brands
    llm_provider VARCHAR(255) NOT NULL
    mention_count INTEGER NOT NULL
    recommendation_count INTEGER NOT NULL
    first_position_count INTEGER NOT NULL
    total_responses INTEGER NOT NULL
    visibility_score DECIMAL(5,2)
    trust_score DECIMAL(5,2)
    recommendation_rate DECIMAL(5,2)
    """,
    _PERIOD,
)
substitution_patterns = _declare(
    "substitution_patterns",
    _DAY,
    """
    missing_brand_id UUID NOT NULL -> brands
    substitute_brand_id UUID NOT NULL -> brands
    occurrence_count INTEGER NOT NULL
    avg_position DECIMAL(5,1)
    llm_provider VARCHAR(255) NOT NULL
    """,
    _PERIOD,
)

STANDING = (
    scraped_pages,
    website_analysis,
    icps,
    conversation_sequences,
    prompts,
    prompt_classifications,
)
DAILY = (
    brands,
    llm_responses,
    llm_brand_states,
    llm_answer_belief_maps,
    share_of_voice,
    substitution_patterns,
)
ALL = (*STANDING, *DAILY)
