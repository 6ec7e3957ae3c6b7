"""The table of what answers cite: sources by page and owner."""

from __future__ import annotations

from onevice_assets.tables.columns import CREATED, DAY, ID, PROVIDER, WEBSITE
from resources.table_schema import Table, boolean, integer, text, uuid

OWNERSHIPS = ("own", "competitor", "third_party")

answer_citations = Table(
    "brand_monitor",
    "answer_citations",
    "day_website",
    (
        ID,
        WEBSITE,
        DAY,
        uuid("llm_response_id", "Answer that has the source"),
        PROVIDER,
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
        integer(
            "text_start",
            "Where the answer cites it first, characters from its start; null: not told",
            nullable=True,
        ),
        text("ownership", "Whose page it is to this website on that day", one_of=OWNERSHIPS),
        uuid("owner_brand_id", "Tracked brand whose domain it is", nullable=True),
        text("owner_brand_name", "Name of that brand when read", nullable=True),
        CREATED,
    ),
    natural_key=("llm_response_id", "page_url"),
)
