"""What a day's numbers cost (metrics.md, "Money")."""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, DAY, ID, WEBSITE
from resources.table_schema import Table, integer, number, text

spending = Table(
    "brand_monitor",
    "spending",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        text("llm_provider", "Provider that was asked, or `all`"),
        text("llm_model", "Model that was asked for, or `all`"),
        text("purpose", "What the calls were for: simulation, canary_responses, icps, …; or `all`"),
        integer("call_count", "Attempts, failed and open ones too"),
        integer("failed_count", "Attempts that gave no answer; they may have cost money"),
        integer("open_count", "Attempts whose outcome nobody knows"),
        integer("reused_count", "Answers of the last 24 hours that were used again, at no cost"),
        number("estimated_usd", "Upper bound of the settled calls before they were made"),
        number("cost_usd", "What the settled calls cost"),
        number("open_usd", "Set aside for calls of unknown outcome; counts as spent"),
        integer("answer_count", "Answers of the day that these calls gave"),
        integer("own_mention_count", "Of these, answers that name your brand"),
        integer("verdict_count", "Settled verdicts of the day: up, down or no change"),
        number("cost_per_answer_usd", "cost_usd / answer_count", nullable=True),
        number("cost_per_mention_usd", "cost_usd / own_mention_count", nullable=True),
        number("cost_per_verdict_usd", "cost_usd / verdict_count", nullable=True),
        CREATED,
    ),
    natural_key=("website_id", "day", "llm_provider", "llm_model", "purpose"),
    description="""One row per provider, model and purpose, and one of all: what a day cost.

A simulation counts on the day that its answers speak for, whenever it was asked; other calls on
the UTC day they were made on. `onevice spend` sums by the day the money went instead. What an
answer, a mention of your brand and a settled verdict cost stands in the rows of simulations and
of all. Source: the attempt ledger, llm_responses, llm_brand_states, visibility_verdicts. A re-run
takes in what was settled meanwhile.
""",
)
