"""Two brands in one answer: who takes whose place, and who stands beside whom."""

from __future__ import annotations

from onevice_assets.tables.marts.columns import key_columns, version_columns
from resources.table_schema import Table, integer, number, text, uuid

# Measured when the mart is published: the bounds of the lift's 95 % interval.
LIFT_INTERVAL = ("lift_low", "lift_high")
LIFT_INTERVAL_FROM = dict.fromkeys(LIFT_INTERVAL, ("lift", "log_lift_variance", "topic_count"))

substitution_patterns = Table(
    "brand_monitor",
    "substitution_patterns",
    "day_website",
    (
        *key_columns(),
        uuid("missing_brand_id", "Brand the answer ignores"),
        text("missing_brand_name", "Its name"),
        uuid("substitute_brand_id", "Brand recommended there"),
        text("substitute_brand_name", "Its name"),
        integer("occurrence_count", "Responses that ignore one and recommend the other"),
        number("avg_position", "Mean rank of the substitute there", nullable=True, low=1),
        integer("missing_count", "Responses that ignore the missing brand"),
        integer("present_count", "Responses that name it"),
        integer("recommended_when_present_count", "Substitute recommended beside it"),
        integer("total_responses", "Responses in R"),
        integer("topic_count", "Distinct topics in R"),
        number("lift", "P(recommended | ignored) / P(recommended | named)", nullable=True),
        number("lift_low", "Lower bound, 95 %", nullable=True),
        number("lift_high", "Upper bound, 95 %", nullable=True),
        number("log_lift_variance", "Variance of log lift over topics", nullable=True),
        *version_columns(),
    ),
    natural_key=(
        "website_id",
        "day",
        "llm_provider",
        "missing_brand_id",
        "substitute_brand_id",
    ),
    description="""One row per missing brand, substitute, provider and day: who takes its place.

Over R as in share_of_voice. A substitute is a brand recommended at all; `lift` above 1 says
that it is recommended more often where the other is ignored; it is null where it is never
recommended beside it. Found brands are paired only where a topic names both. Source:
llm_responses, llm_brand_states. A re-run gives the same rows and ids.
""",
)

co_mentions = Table(
    "brand_monitor",
    "co_mentions",
    "day_website",
    (
        *key_columns(),
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
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_a_id", "brand_b_id"),
    description="""One row per pair of brands, provider and day: how often an answer names both.

Over R as in share_of_voice; pairs that never meet have no row. Source: llm_responses,
llm_brand_states. A re-run gives the same rows and ids.
""",
)
