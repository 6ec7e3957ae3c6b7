"""Tables of the canaries: questions that watch models, not the market. No measure reads them."""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, DAY, ID, PROVIDER, WEBSITE
from resources.table_schema import (
    Table,
    boolean,
    date,
    fraction,
    integer,
    json,
    number,
    text,
    timestamp,
    uuid,
)

VERDICTS = ("stable", "model_changed", "unknown")


canary_responses = Table(
    "brand_monitor",
    "canary_responses",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("canary_id", "Id of the canary; it depends on its text alone"),
        text("prompt_text", "What was asked, as asked"),
        integer("panel_version", "Version of the panel it was asked with", low=1),
        PROVIDER,
        text("llm_model", "Model that was asked for"),
        text("served_model", "Model the provider says answered; null if unsaid", nullable=True),
        text("response_text", "Answer without <think> parts"),
        integer("prompt_tokens", "Tokens sent", nullable=True),
        integer("response_tokens", "Tokens answered", nullable=True),
        integer("latency_ms", "Time to the full answer", nullable=True),
        text("finish_reason", "Why the answer ended", nullable=True),
        text("request_id", "The provider's id of the call", nullable=True),
        number("cost_usd", "What the call cost"),
        uuid("attempt_id", "Row of the attempt ledger"),
        text("payload_path", "Object path of the raw payload"),
        timestamp("asked_at", "When the attempt was made"),
        CREATED,
    ),
    natural_key=("website_id", "day", "canary_id", "llm_provider", "llm_model"),
)

model_changes = Table(
    "brand_monitor",
    "model_changes",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        PROVIDER,
        json("served_models", "[name]: models the provider says answered on the day"),
        json("earlier_served_models", "[name]: the same of the 28 days before"),
        boolean(
            "is_served_model_changed",
            "The two differ; null where one of them is unknown",
            nullable=True,
        ),
        date("served_model_changed_on", "Day of the last change among them", nullable=True),
        integer("canary_count", "Canaries with enough answers on both sides"),
        integer("canary_response_count", "Their answers of the last 7 days"),
        integer("earlier_canary_response_count", "Their answers of the 28 days before those"),
        fraction("canary_distance", "Mean distance of these to those", nullable=True),
        fraction("earlier_canary_distance", "Mean distance of those to each other", nullable=True),
        fraction("canary_p_value", "Chance of such a difference without a change", nullable=True),
        text("verdict", "What it comes to", one_of=VERDICTS),
        text("reason", "Why, in words"),
        CREATED,
    ),
    natural_key=("website_id", "day", "llm_provider"),
)
