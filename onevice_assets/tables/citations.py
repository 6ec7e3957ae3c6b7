"""The table of what answers cite: sources by page and owner."""

from __future__ import annotations

from resources.table_schema import Table, boolean, date, integer, text, timestamp, uuid

OWNERSHIPS = ("own", "competitor", "third_party")

answer_citations = Table(
    "brand_monitor",
    "answer_citations",
    "day_website",
    (
        uuid("id", "Deterministic UUID v7 of the row, the same in every store"),
        uuid("website_id", "Website the row belongs to (tenant key)"),
        date("day", "Day of the partition, UTC"),
        uuid("llm_response_id", "Answer that has the source"),
        text("llm_provider", "openai, google, anthropic, perplexity, local, …"),
        text("url", "Address as given, without user name and password"),
        text("page_url", "Address of the page in its one spelling, as of crawled pages"),
        text("domain", "Registrable domain in ASCII; an IP address is its own"),
        text("title", "Title as given, or the label of the link", nullable=True),
        integer("position", "Place among the answer's sources, from 1", low=1),
        boolean(
            "is_cited",
            "The answer rests on it; false: found only; null: the provider does not tell",
            nullable=True,
        ),
        text("ownership", "Whose page it is to this website on that day", one_of=OWNERSHIPS),
        uuid("owner_brand_id", "Tracked brand whose domain it is", nullable=True),
        text("owner_brand_name", "Name of that brand when read", nullable=True),
        timestamp("created_at", "Logical time of the row, never a re-run's clock"),
    ),
    natural_key=("llm_response_id", "page_url"),
)
