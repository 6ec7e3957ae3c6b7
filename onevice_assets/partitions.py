"""How the platform's data is cut: by website and by day × website; documents by batch.

A website's key is `{organization_slug}.{domain}`. Everything from answers to the report is cut by
both, so that one failing website stops nobody else and a day is one run. What is read from
documents is cut by batch, key `{organization_slug}.{batch}`; what is resolved over all batches of
an organization, by its slug.
"""

from __future__ import annotations

import os
from datetime import date

import dagster as dg

from resources.errors import ConfigurationError


def _read_first_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ConfigurationError(
            f"ONEVICE_FIRST_DAY={text!r} is not a day; write it as 2025-01-01."
        ) from error


FIRST_DAY = _read_first_day(os.environ.get("ONEVICE_FIRST_DAY") or "2025-01-01")

websites = dg.DynamicPartitionsDefinition(name="websites")
days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, end_offset=1, timezone="UTC")
entertainment_batches = dg.DynamicPartitionsDefinition(name="entertainment_batches")
entertainment_organizations = dg.DynamicPartitionsDefinition(name="entertainment_organizations")
website_days = dg.MultiPartitionsDefinition({"day": days, "website": websites})


def join_key(day: str, website: str) -> str:
    """Partition key of one day (ISO) and one website key, as the lake and Dagster write it."""
    return f"{day}|{website}"


def split_key(partition: str) -> tuple[str, str]:
    """Take a day × website key apart: `('2026-11-21', 'acme.example.com')`."""
    day, _, website = partition.partition("|")
    return day, website


def organization_of(batch: str) -> str:
    """Slug of the organization a batch belongs to: `acme` of `acme.20261122T101500Z-9f3c`."""
    return batch.rpartition(".")[0]
