"""Tables of a website partition: pages, analysis, ICPs, conversations, prompts (seed 004)."""

from __future__ import annotations

from onevice_assets.tables.columns import ID, WEBSITE
from resources.table_schema import (
    Column,
    Table,
    boolean,
    fraction,
    integer,
    json,
    text,
    timestamp,
    uuid,
)

PAGE_TYPES = ("homepage", "product", "service", "blog", "about", "contact", "other")
PROMPT_TYPES = ("primary", "follow_up", "clarification")
INTENT_TYPES = ("informational", "evaluation", "decision")
FUNNEL_STAGES = ("awareness", "consideration", "purchase")
QUERY_INTENTS = ("Commercial", "Informational", "Navigational", "Transactional")
SOURCES = ("generated", "person", "import")

_METHOD = text(
    "analysis_method",
    "`rules`, the model that wrote it (`provider:model`), or `rules after provider:model` where "
    "what the model wrote could not be used",
)


def _basket() -> tuple[Column, ...]:
    """Columns of content that a refresh or a person can supersede."""
    return (
        integer("basket_version", "Version of the prompt basket that introduced the row", low=1),
        boolean("is_active", "False once a newer basket replaced it"),
        timestamp("superseded_at", "When a newer basket replaced it", nullable=True),
        timestamp("created_at", "Logical time: when the basket version was decided"),
    )


scraped_pages = Table(
    "brand_monitor",
    "scraped_pages",
    "website",
    (
        ID,
        WEBSITE,
        text("url", "Normalised address, under the website's own domain"),
        text("url_hash", "SHA-256 of the normalised address"),
        text("title", "Content of <title>", nullable=True),
        text("meta_description", "Content of the description meta tag", nullable=True),
        text("content_text", "Readable text of the page, boilerplate removed", nullable=True),
        text("content_html_path", "Object path of raw.html", nullable=True),
        integer("word_count", "Words of content_text", nullable=True),
        text("page_type", "What the page is for", nullable=True, one_of=PAGE_TYPES),
        integer("http_status", "Last status; null when nothing answered", nullable=True),
        text("error", "Why there is no (fresh) content, and what was tried", nullable=True),
        json("headings", "Headings in order: [{level, text}]", nullable=True),
        text("content_hash", "SHA-256 of the raw body, for change detection", nullable=True),
        text("etag", "Validator for conditional requests", nullable=True),
        text("last_modified", "Validator for conditional requests", nullable=True),
        integer("depth", "Clicks from the start address"),
        timestamp("scraped_at", "When this content was first fetched"),
    ),
    natural_key=("website_id", "url_hash"),
)

website_analysis = Table(
    "brand_monitor",
    "website_analysis",
    "website",
    (
        ID,
        WEBSITE,
        text("industry", "Industry in plain words", nullable=True),
        text(
            "business_model",
            "How it sells",
            nullable=True,
            one_of=("b2b", "b2c", "b2b2c", "marketplace"),
        ),
        json(
            "primary_offerings",
            "[{name, kind: product|service, category, location, description, page_id}]",
        ),
        json("value_propositions", "[{text, page_id}]"),
        json("target_markets", "[text]"),
        json("competitors_mentioned", "[{name, page_id}]: only names that occur in the pages"),
        json("dropped_claims", "[text]: what a model named that no page says; not used"),
        _METHOD,
        timestamp("analyzed_at", "Logical time: newest scraped_at of the pages it read"),
    ),
    natural_key=("website_id",),
)

icps = Table(
    "brand_monitor",
    "icps",
    "website",
    (
        ID,
        WEBSITE,
        text("name", "Short name of the ideal customer"),
        text("description", "Who this is, in two sentences", nullable=True),
        integer("sequence_number", "1 to 5 within the website", low=1),
        json("demographics", "{age_range, gender, location, income_level, education}"),
        json("professional_profile", "{job_titles[], company_size, industry, seniority}"),
        json("pain_points", "[text], most pressing first"),
        json("goals", "[text]"),
        json("motivations", "[text]"),
        json("objections", "[text]"),
        json("decision_factors", "[text]"),
        json("information_sources", "[text]"),
        text("buying_journey_stage", "Typical entry stage", one_of=FUNNEL_STAGES),
        text("source", "Who wrote it", one_of=SOURCES),
        _METHOD,
        *_basket(),
        timestamp("updated_at", "When the basket that last confirmed or superseded it was decided"),
    ),
)

conversation_sequences = Table(
    "brand_monitor",
    "conversation_sequences",
    "website",
    (
        ID,
        WEBSITE,
        uuid("icp_id", "ICP who has the conversation; null for imported topics", nullable=True),
        text("topic", "What the conversation is about: the cluster of all measures"),
        text("context", "Situation the person is in", nullable=True),
        text("expected_outcome", "What the person wants to know at the end", nullable=True),
        boolean("is_core_conversation", "One of the 5 constant conversations of its ICP"),
        integer(
            "sequence_number", "1 to 10 per ICP; order of first appearance in an import", low=1
        ),
        text("locale", "BCP 47 language tag, e.g. en-US"),
        text("source", "Who wrote it", one_of=SOURCES),
        *_basket(),
    ),
)

prompts = Table(
    "brand_monitor",
    "prompts",
    "website",
    (
        ID,
        WEBSITE,
        uuid("conversation_id", "Conversation it is a turn of"),
        text("prompt_text", "What the person asks, in their voice"),
        text("prompt_type", "Place in the conversation", one_of=PROMPT_TYPES),
        integer("sequence_order", "Turn, from 1", low=1),
        text("locale", "BCP 47 language tag"),
        boolean("is_branded", "Names a tracked brand; left out of the measures by default"),
        boolean("is_pinned", "A person wants it kept through every refresh"),
        text("source", "Who wrote it", one_of=SOURCES),
        *_basket(),
    ),
)

prompt_classifications = Table(
    "brand_monitor",
    "prompt_classifications",
    "website",
    (
        ID,
        WEBSITE,
        uuid("prompt_id", "Prompt it classifies"),
        text("intent_type", "What kind of answer is wanted", one_of=INTENT_TYPES),
        text("funnel_stage", "Where in the purchase", one_of=FUNNEL_STAGES),
        fraction("buying_signal", "How close to buying"),
        fraction("trust_need", "How much reassurance is asked for"),
        text("query_intent", "Search-marketing class", nullable=True, one_of=QUERY_INTENTS),
        fraction("confidence_score", "How sure the classifier is", nullable=True),
        timestamp("classified_at", "Logical time: the prompt's created_at"),
        text("classifier_version", "Rules or model that decided"),
    ),
    natural_key=("prompt_id",),
)
