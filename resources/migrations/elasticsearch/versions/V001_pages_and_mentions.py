"""Seed 004, `Elasticsearch Indices`: pages of a website, and mentions of brands in answers.

Field by field the seed's mappings; the tenant, the day and an id come to each (`TENANT_FIELDS`).
"""

from __future__ import annotations

from resources.search_index.declaration import Field, IndexDeclaration

NAME = "pages and mentions"

_OFFERING = (Field("name", "text", weight=2), Field("description", "text"))

INDEXES = (
    IndexDeclaration(
        "website_content",
        1,
        (
            Field("page_id", "keyword"),
            Field("url", "keyword"),
            Field("title", "english", weight=3),
            Field("content", "english", is_body=True),
            Field("meta_description", "text", weight=2),
            Field("page_type", "keyword"),
            Field("scraped_at", "date"),
            Field("products", "nested", fields=_OFFERING),
            Field("services", "nested", fields=_OFFERING),
        ),
    ),
    IndexDeclaration(
        "brand_mentions",
        1,
        (
            Field("brand_id", "keyword"),
            Field("brand_name", "keyword"),
            Field("llm_provider", "keyword"),
            Field("prompt_id", "keyword"),
            Field("response_id", "keyword"),
            Field("context", "text"),
            Field("presence", "keyword"),
            Field("position", "integer"),
            Field("belief_type", "keyword"),
            Field("intent_type", "keyword"),
            Field("funnel_stage", "keyword"),
            Field("timestamp", "date"),
        ),
    ),
)
