"""The marts: day grain, built and tested by dbt, published per day × website (metrics.md).

Counts are additive over days; shares and scores are of the day. Unless a column says otherwise,
R is the day's unbranded responses: those whose prompt names no tracked brand.
"""

from __future__ import annotations

from resources.table_schema import (
    Column,
    Table,
    boolean,
    date,
    fraction,
    integer,
    number,
    score,
    text,
    timestamp,
    uuid,
)


def _key_columns() -> tuple[Column, ...]:
    return (
        uuid("id", "Deterministic UUID v7 of the row, the same in every store"),
        uuid("website_id", "Website the row belongs to (tenant key)"),
        date("day", "Day of the partition, UTC"),
        text("llm_provider", "Provider, or `all`"),
    )


def _version_columns() -> tuple[Column, ...]:
    return (
        text("brand_set", "Which brands are compared", one_of=("tracked", "found")),
        boolean("is_demonstration", "Any answer came from the local demo model"),
        text("extractor_version", "Rules that read the answers"),
        text("alias_version", "Alias table they used"),
        integer("basket_version", "Prompt basket that was asked"),
        date("period_start", "First day of the period"),
        date("period_end", "Last day of the period"),
        timestamp("created_at", "Logical time: start of the day"),
    )


share_of_voice = Table(
    "brand_monitor",
    "share_of_voice",
    "day_website",
    (
        *_key_columns(),
        uuid("brand_id", "Brand the row is about"),
        text("brand_name", "Its name"),
        text("role", "own, competitor or found"),
        integer("mention_count", "Responses that do not ignore the brand"),
        integer("recommendation_count", "Responses that recommend it"),
        integer("comparison_count", "Responses that only compare it"),
        integer("trust_count", "Responses that present it as an authority"),
        integer("first_position_count", "Responses that rank it first"),
        integer("total_responses", "Responses in R"),
        integer("topic_count", "Distinct topics in R: what the uncertainty rests on"),
        integer("informative_count", "Responses in R that name any brand of the set"),
        fraction("mention_rate", "mention_count / total_responses", nullable=True),
        fraction("share", "Share of voice: its mentions / mentions of the set", nullable=True),
        fraction("prominence", "Mean of 0.9^(rank-1) over R, 0 where unranked", nullable=True),
        fraction("informative_rate", "informative_count / total_responses", nullable=True),
        score("visibility_score", "100 × mention rate", nullable=True),
        score("trust_score", "100 × (trusted + recommended) / named; null below 5", nullable=True),
        score("recommendation_rate", "100 × recommended / responses in R", nullable=True),
        integer("branded_mention_count", "The same over branded prompts"),
        integer("branded_total_responses", "Responses to branded prompts"),
        *_version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id"),
)

substitution_patterns = Table(
    "brand_monitor",
    "substitution_patterns",
    "day_website",
    (
        *_key_columns(),
        uuid("missing_brand_id", "Brand the answer ignores"),
        text("missing_brand_name", "Its name"),
        uuid("substitute_brand_id", "Brand recommended there"),
        text("substitute_brand_name", "Its name"),
        integer("occurrence_count", "Responses that ignore one and recommend the other"),
        number("avg_position", "Mean rank of the substitute there", nullable=True, low=1),
        integer("missing_count", "Responses that ignore the missing brand"),
        integer("present_count", "Responses that name it"),
        integer("recommended_when_present_count", "Substitute recommended beside it"),
        number("lift", "P(recommended | ignored) / P(recommended | named)", nullable=True),
        *_version_columns(),
    ),
    natural_key=(
        "website_id",
        "day",
        "llm_provider",
        "missing_brand_id",
        "substitute_brand_id",
    ),
)

co_mentions = Table(
    "brand_monitor",
    "co_mentions",
    "day_website",
    (
        *_key_columns(),
        uuid("brand_a_id", "Brand with the smaller id"),
        text("brand_a_name", "Its name"),
        uuid("brand_b_id", "Brand with the larger id"),
        text("brand_b_name", "Its name"),
        integer("mention_count", "Responses in R that name both"),
        integer("brand_a_count", "Responses in R that name the first"),
        integer("brand_b_count", "Responses in R that name the second"),
        integer("total_responses", "Responses in R"),
        integer("ranked_pair_count", "Responses that rank both"),
        integer("rank_delta_sum", "Sum of rank(b) - rank(a)", low=None),
        integer("rank_delta_abs_sum", "Sum of |rank(b) - rank(a)|"),
        *_version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_a_id", "brand_b_id"),
)
