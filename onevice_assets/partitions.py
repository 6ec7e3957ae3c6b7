"""How the platform's data is cut: by website and by day × website; documents by batch.

A website's key is `{organization_slug}.{domain}`. Everything from answers to the report is cut by
both, so that one failing website stops nobody else and a day is one run. What is read from
documents is cut by batch, key `{organization_slug}.{batch}`, and so is what is delivered to the
operations memory; what is resolved over all batches of an organization, by its slug, and so is what
is mined of its conversations and what Graphiti holds; what is remembered of campaigns by client,
key `{organization_slug}.{client_slug}`; what holds over clients, by organization.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import dagster as dg

from resources.errors import ConfigurationError


def _read_first_day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ConfigurationError(
            f"ONEVICE_FIRST_DAY={text!r} is not a day; write it as 2025-01-01."
        ) from error


_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"
FIRST_DAY = _read_first_day(os.environ.get("ONEVICE_FIRST_DAY") or "2025-01-01")

websites = dg.DynamicPartitionsDefinition(name="websites")
days = dg.DailyPartitionsDefinition(start_date=FIRST_DAY, end_offset=1, timezone="UTC")
entertainment_batches = dg.DynamicPartitionsDefinition(name="entertainment_batches")
operations_batches = dg.DynamicPartitionsDefinition(name="operations_batches")
entertainment_organizations = dg.DynamicPartitionsDefinition(name="entertainment_organizations")
campaign_clients = dg.DynamicPartitionsDefinition(name="campaign_clients")
campaign_organizations = dg.DynamicPartitionsDefinition(name="campaign_organizations")
intents_organizations = dg.DynamicPartitionsDefinition(name="intents_organizations")
operations_organizations = dg.DynamicPartitionsDefinition(name="operations_organizations")
website_days = dg.MultiPartitionsDefinition({"day": days, "website": websites})


def join_key(day: str, website: str) -> str:
    """Partition key of one day (ISO) and one website key, as the lake and Dagster write it."""
    return f"{day}|{website}"


def split_key(partition: str) -> tuple[str, str]:
    """Take a day × website key apart: `('2026-11-21', 'acme.example.com')`."""
    day, _, website = partition.partition("|")
    return day, website


def website_of(partition: str) -> str:
    """Website of a day × website key, or of a website's own key."""
    return partition.rpartition("|")[2]


def range_tags(first: str, last: str) -> dict[str, str]:
    """Tags of one run over the days of a website, from its first to its last partition."""
    return {_RANGE_START: first, _RANGE_END: last}


def request_range(
    job: str, first: str, last: str, *, tags: Mapping[str, str], run_key: str | None = None
) -> dg.RunRequest:
    """Ask for one run of a job over the days of a website; a range of one is its partition."""
    if first == last:
        return dg.RunRequest(run_key, job_name=job, partition_key=first, tags=tags)
    return dg.RunRequest(run_key, job_name=job, tags={**tags, **range_tags(first, last)})


def read_range(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """First and last partition a run is of, by its tags; none where it is of no partition.

    A backfill gives even one day as a range, a person's run as a partition: there both are that.
    """
    if one := tags.get("dagster/partition"):
        return one, one
    first, last = tags.get(_RANGE_START), tags.get(_RANGE_END)
    return (first, last) if first and last else None


def list_range(first: str, last: str) -> list[str]:
    """Every partition from the first to the last day of one website.

    Of partitions without days nobody knows what lies between: the ends alone.
    """
    if first == last or "|" not in first:
        return sorted({first, last})
    day, website = split_key(first)
    between = list_days(date.fromisoformat(day), date.fromisoformat(split_key(last)[0]))
    return [join_key(one.isoformat(), website) for one in between]


def list_days(first: date, last: date) -> list[date]:
    """Every day from the first to the last one, both included."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def join_days(days: Iterable[date], most: int) -> list[tuple[date, date]]:
    """First and last day of ranges without a gap, the oldest first.

    Args:
        days: in any order.
        most: days of a range at most.
    """
    ranges: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if ranges:
            first, last = ranges[-1]
            if last + timedelta(1) == day and (day - first).days < most:
                ranges[-1] = (first, day)
                continue
        ranges.append((day, day))
    return ranges


def organization_of(batch: str) -> str:
    """Slug of the organization a batch belongs to: `acme` of `acme.20261122T101500Z-9f3c`."""
    return batch.rpartition(".")[0]
