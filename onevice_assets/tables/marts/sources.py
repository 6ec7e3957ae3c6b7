"""The pages answers rest on."""

from __future__ import annotations

from onevice_assets.tables.marts.columns import key_columns, version_columns
from resources.table_schema import Table, fraction, integer, text

citations = Table(
    "brand_monitor",
    "citations",
    "day_website",
    (
        *key_columns(),
        text("level", "What the row counts", one_of=("domain", "page")),
        text("domain", "Registrable domain"),
        text("page_url", "Address of the page; empty for a domain's row"),
        text("title", "A title the page was given", nullable=True),
        text("ownership", "Whose it is", one_of=("own", "competitor", "third_party")),
        text("owner_brand_name", "Brand it belongs to", nullable=True),
        integer("cited_count", "Responses in R that cite it"),
        integer("found_count", "Responses in R that were shown it"),
        integer("found_not_cited_count", "Responses that were shown it and do not cite it"),
        integer("total_responses", "Responses in R"),
        fraction("citation_rate", "cited_count / total_responses"),
        *version_columns(),
    ),
    natural_key=("website_id", "day", "llm_provider", "level", "domain", "page_url"),
    description="""One row per cited domain or page, provider and day: whose sources answers use.

Over R as in share_of_voice. Providers that do not tell what was found from what was cited count
as citing all of it. Source: answer_citations.
""",
)
