"""How the platform's data is cut: by website, and by day × website.

A website's key is `{organization_slug}.{domain}`. Everything from answers to the report is cut by
both, so that one failing website stops nobody else and a day is one run.
"""

from __future__ import annotations

import os

import dagster as dg

FIRST_DAY = os.environ.get("ONEVICE_FIRST_DAY", "2025-01-01")

websites = dg.DynamicPartitionsDefinition(name="websites")
days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, end_offset=1, timezone="UTC")
website_days = dg.MultiPartitionsDefinition({"day": days, "website": websites})


def join_key(day: str, website: str) -> str:
    """Partition key of one day (ISO) and one website key, as the lake and Dagster write it."""
    return f"{day}|{website}"


def split_key(partition: str) -> tuple[str, str]:
    """Take a day × website key apart: `('2026-11-21', 'acme.example.com')`."""
    day, _, website = partition.partition("|")
    return day, website
