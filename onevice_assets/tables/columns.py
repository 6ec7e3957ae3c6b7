"""Columns that mean the same in every table that has them."""

from __future__ import annotations

from resources.table_schema import date, text, timestamp, uuid

ID = uuid("id", "Deterministic UUID v7 of the row, the same in every store")
WEBSITE = uuid("website_id", "Website the row belongs to (tenant key)")
ORGANIZATION = uuid("organization_id", "Organization the row belongs to (tenant key)")
BATCH = text("batch", "Batch of files that came together; the partition")
DOCUMENT_FILE = uuid("document_file_id", "File: row of `documents`")
DAY = date("day", "Day of the partition, UTC")
PROVIDER = text("llm_provider", "openai, google, anthropic, perplexity, local, …")
CREATED = timestamp("created_at", "Logical time of the row, never a re-run's clock")
