"""Columns that every mart begins and ends with."""

from __future__ import annotations

from onevice_assets.tables.columns import DAY, ID, WEBSITE
from resources.table_schema import Column, boolean, date, integer, text, timestamp, uuid

# Given when a mart is published; everything else comes from dbt.
MINTED = ("id", "created_at")


def key_columns() -> tuple[Column, ...]:
    """Id, tenant, day and provider."""
    return (
        ID,
        WEBSITE,
        DAY,
        text("llm_provider", "Provider, or `all`"),
    )


def brand_columns() -> tuple[Column, ...]:
    """The brand a row is about."""
    return (
        uuid("brand_id", "Brand the row is about"),
        text("brand_name", "Its name"),
        text("role", "What it is to the website", one_of=("own", "competitor", "found")),
    )


def version_columns() -> tuple[Column, ...]:
    """What the numbers rest on: brand set, rules, aliases, prompt basket, period."""
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
