"""Campaigns of a client, whom and where they reach, and what each day brought (seed 001)."""

from __future__ import annotations

from onevice_assets.campaigns.model.kinds import (
    Kind,
    Node,
    Property,
    Relationship,
    amounts,
    choice,
    counts,
    fraction,
    texts,
)
from onevice_assets.campaigns.model.shared import PLATFORMS

STATUSES = ("active", "paused", "ended")
AREAS = ("city", "zip", "radius", "region", "country")

_DAY = Property("date", Kind.DAY, "the day in the ad account's time zone, as the platform reports")
_SUMS = (
    *counts(impressions="times it was shown", clicks="clicks that the platform charges or counts"),
    *amounts(
        conversions="conversions; Google credits parts of one",
        spend="US dollars",
        revenue="US dollars that the platform credits; none where it reports none",
    ),
)
_RATES = (
    fraction("ctr", "clicks over impressions; none without impressions"),
    *amounts(
        cpm="US dollars for a thousand impressions; none without impressions",
        cpc="US dollars for a click; none without clicks",
        roas="revenue over spend; none without spend or without a reported revenue",
        conversion_rate="conversions over clicks; none without clicks, above 1 where people convert"
        " who only saw it",
        cost_per_conversion="US dollars for a conversion; none without conversions",
    ),
)

CAMPAIGN = Node(
    "Campaign",
    (
        *texts(name="as the platform has it now"),
        choice("platform", "where it runs", PLATFORMS),
        *texts(
            account_id="the platform's ad account",
            external_id="the platform's own id of it",
            objective="what it is for, in the platform's words",
            demographic_target="names of the audiences it is aimed at, with commas",
            geographic_target="names of the areas it is aimed at, with commas",
        ),
        *amounts(budget_per_day="US dollars a day; none where it has a lifetime budget"),
        Property("start_date", Kind.DAY, "its first day"),
        Property("end_date", Kind.DAY, "its last day; none: open"),
        choice("status", "whether it runs (ADR 33)", STATUSES),
    ),
)
PERFORMANCE = Node("Performance", (_DAY, *_SUMS, *_RATES))
DEMOGRAPHIC = Node(
    "Demographic",
    texts(
        name="who, in the platform's words",
        age_range="`25-34`, `65+`",
        description="what else is known of the audience",
    ),
)
GEOGRAPHIC = Node(
    "Geographic",
    (
        *texts(name="of the area"),
        choice("type", "what sort of area", AREAS),
        *texts(coordinates="`latitude,longitude`, of an area around a point"),
    ),
)
EVERY = (CAMPAIGN, PERFORMANCE, DEMOGRAPHIC, GEOGRAPHIC)

EDGES = (
    Relationship("RAN_IN", "Content", "Campaign"),
    Relationship("TARGETED", "Campaign", "Demographic"),
    Relationship("TARGETED_AREA", "Campaign", "Geographic"),
    Relationship("USED_PLATFORM", "Campaign", "Platform"),
    Relationship("ACHIEVED", "Campaign", "Performance"),
)
