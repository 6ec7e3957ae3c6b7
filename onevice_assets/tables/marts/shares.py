"""How much of the talk is a brand's: share of voice, its variants, and the ranking."""

from __future__ import annotations

from onevice_assets.tables.marts.columns import brand_columns, key_columns, version_columns
from resources.table_schema import Column, Table, boolean, fraction, integer, number, score, text

VARIANTS = ("per_response", "per_occurrence", "every_company", "rank_discounted", "any_brand")

# Measured over topics when a mart is published, not by dbt: the bounds of 95 % intervals.
INTERVALS = (
    "mention_rate_low",
    "mention_rate_high",
    "share_low",
    "share_high",
    "prominence_low",
    "prominence_high",
    "recommendation_rate_low",
    "recommendation_rate_high",
    "effective_responses",
    "is_thin",
    "interval_method",
)
# What they are measured from: columns of the same mart.
_MEASURED = {"mention_rate": "mention_count", "share": "share", "prominence": "prominence"} | {
    "recommendation_rate": "recommendation_count"
}
INTERVALS_FROM = {
    **{
        f"{measure}_{bound}": (of, "total_responses", "topic_count")
        for measure, of in _MEASURED.items()
        for bound in ("low", "high")
    },
    "effective_responses": ("mention_count", "total_responses", "topic_count"),
    "is_thin": ("topic_count",),
    "interval_method": ("mention_count", "share", "topic_count"),
}


def _interval_columns() -> tuple[Column, ...]:
    return (
        fraction("mention_rate_low", "Lower bound, 95 %", nullable=True),
        fraction("mention_rate_high", "Upper bound, 95 %", nullable=True),
        fraction("share_low", "Lower bound, 95 %", nullable=True),
        fraction("share_high", "Upper bound, 95 %", nullable=True),
        fraction("prominence_low", "Lower bound, 95 %", nullable=True),
        fraction("prominence_high", "Upper bound, 95 %", nullable=True),
        score("recommendation_rate_low", "Lower bound, 95 %", nullable=True),
        score("recommendation_rate_high", "Upper bound, 95 %", nullable=True),
        number(
            "effective_responses",
            "total_responses / design effect of the mention rate over topics",
            nullable=True,
        ),
        boolean("is_thin", "Fewer than 10 topics: intervals are marked, verdicts are not given"),
        text("interval_method", "Which method made the bounds", nullable=True),
    )


share_of_voice = Table(
    "brand_monitor",
    "share_of_voice",
    "day_website",
    (
        *key_columns(),
        *brand_columns(),
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
        *_interval_columns(),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id"),
    description="""One row per brand, provider and day: how often answers name and recommend it.

Over R, the day's answers to prompts that name no tracked brand; answers to the others are
counted in the `branded_` columns. Every brand of the set has a row for each provider that
answered, and one for `all`. Bounds are 95 % intervals over topics (docs/metrics.md). Source:
llm_responses, llm_brand_states. A re-run gives the same rows and ids.
""",
)

share_of_voice_variants = Table(
    "brand_monitor",
    "share_of_voice_variants",
    "day_website",
    (
        *key_columns(),
        *brand_columns(),
        text("variant", "Which definition of share of voice", one_of=VARIANTS),
        number("numerator", "What counts for the brand"),
        number("denominator", "What it is a share of"),
        fraction("share", "numerator / denominator", nullable=True),
        integer("total_responses", "Responses in R"),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id", "variant"),
    description="""One row per brand, provider, day and variant of share of voice: ours and others.

`per_response` is ours; `per_occurrence` counts every naming; `every_company` divides by all
companies named, tracked or not; `rank_discounted` weighs a rank with 1/log2(rank+1); `any_brand`
divides by the answers that name anybody, so its shares do not add up to 1.
""",
)

competitor_ranking = Table(
    "brand_monitor",
    "competitor_ranking",
    "day_website",
    (
        *key_columns(),
        *brand_columns(),
        integer("mention_count", "Responses that do not ignore the brand"),
        integer("total_responses", "Responses in R"),
        integer("brand_count", "Brands of the set"),
        integer("mention_rank", "Place by mention rate, ties share the better one", low=1),
        integer("recommendation_rank", "Place by recommendation rate", low=1),
        integer("first_position_rank", "Place by first positions", low=1),
        number("gap_to_leader", "Mention rate less the leader's: 0 or negative", low=-1, high=0),
        number(
            "gap_to_own",
            "Mention rate less the best own brand's; null where none is own",
            nullable=True,
            low=-1,
            high=1,
        ),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id"),
    description="""One row per brand, provider and day: its place among the brands, and the gaps.

Only where somebody was asked an unbranded prompt. Differences of a few answers may be chance: see
visibility_verdicts for those that are not. Source: share_of_voice.
""",
)
