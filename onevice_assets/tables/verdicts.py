"""What changed, and whether it is more than noise (metrics.md, "How sure")."""

from __future__ import annotations

from onevice_assets.tables.marts.columns import brand_columns, key_columns, version_columns
from resources.table_schema import Table, date, fraction, integer, number, text

COMPARISONS = ("previous_period", "own_brand")
VERDICTS = ("up", "down", "no_change", "no_verdict")
REASONS = ("no_responses", "basket_changed", "reading_changed", "model_changed", "thin")

visibility_verdicts = Table(
    "brand_monitor",
    "visibility_verdicts",
    "day_website",
    (
        *key_columns(),
        *brand_columns(),
        text("measure", "What is compared", one_of=("mention_rate", "recommendation_rate")),
        text("comparison", "With the brand's own past, or with your brand", one_of=COMPARISONS),
        fraction("rate_before", "Rate of the period before, or of your brand", nullable=True),
        fraction("rate_after", "Rate of the brand in this period", nullable=True),
        number("difference", "rate_after - rate_before", nullable=True, low=-1, high=1),
        fraction("p_value", "Paired permutation test over topics", nullable=True),
        fraction("q_value", "The same after Benjamini-Hochberg", nullable=True),
        number("smallest_change", "Smallest change that could have been seen", nullable=True),
        integer("topic_count", "Topics that both sides have"),
        integer("cell_count", "Prompt × provider cells that both sides have"),
        integer("left_out_count", "Cells that only one side has, left out", nullable=True),
        integer("total_responses", "Responses of R in this period"),
        text("verdict", "What may be said", one_of=VERDICTS),
        text("reason", "Why nothing may be said", nullable=True, one_of=REASONS),
        date("baseline_start", "First day compared with", nullable=True),
        date("baseline_end", "Last day compared with", nullable=True),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "brand_id", "measure", "comparison"),
    description="""One row per brand, provider, measure and comparison: is it a change or noise.

Compares the 7 days that end with this day with the 7 days that end where the website was last
asked before them (at most 28 days earlier), on the prompts that both have (`left_out_count` tells
how many only one has; null before it was counted); and each brand with your own over the same 7
days (`up`: it is ahead of yours). `no_verdict` tells why nothing may be said. Source:
prompt_cells, brand_cells, model_changes. A re-run gives the same rows and ids.
""",
)
