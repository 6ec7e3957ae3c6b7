"""Tables of campaigns' results: what is derived of the ad platforms' reports."""

from __future__ import annotations

from onevice_assets.tables.campaigns import BRAND, CONTENT_STATUSES
from onevice_assets.tables.columns import ID, ORGANIZATION
from resources.table_schema import (
    Column,
    Table,
    date,
    fraction,
    integer,
    json,
    number,
    text,
    timestamp,
    uuid,
)

PLATFORMS = ("instagram", "facebook", "google-search", "google-display", "tiktok", "linkedin")
CAMPAIGN_STATUSES = ("active", "paused", "ended")
AREA_TYPES = ("city", "zip", "radius", "region", "country")

_OWNED = (ID, ORGANIZATION, BRAND)
_FILE = (
    text("source_file", "Name of the file it stands in"),
    integer("source_line", "Line there, the head is 1", low=1),
)
_COUNTS = (
    integer("impressions", "Times it was shown"),
    integer("clicks", "Clicks as the platform counts them"),
    number("conversions", "Purchases and leads; Google credits parts of one"),
    number("spend", "US dollars"),
)
_REVENUE = number("revenue", "US dollars the platform credits; null: not reported", nullable=True)


def _maybe(name: str, description: str) -> Column:
    return text(name, description, nullable=True)


campaigns = Table(
    "campaigns",
    "campaigns",
    "client",
    (
        *_OWNED,
        text("platform", "Where it runs", one_of=PLATFORMS),
        _maybe("account_id", "The platform's ad account"),
        text("external_id", "The platform's own id"),
        text("name", "As the platform has it now; its id where no report names it"),
        _maybe("objective", "In the platform's words"),
        _maybe("demographic_target", "Names of the audiences, with commas"),
        _maybe("geographic_target", "Names of the areas, with commas"),
        number("budget_per_day", "US dollars", nullable=True),
        date("start_date", "First day", nullable=True),
        date("end_date", "Last day; null: open", nullable=True),
        text("status", "Whether it runs (ADR 33)", one_of=CAMPAIGN_STATUSES),
    ),
    description="""One row per campaign of a client, on any platform.

Grain: the platform's campaign. Source: `report_things` and `report_rows`.""",
)
demographics = Table(
    "campaigns",
    "demographics",
    "client",
    (
        *_OWNED,
        text("name", "Who: women 25-34"),
        _maybe("age_range", "25-34, 65+; null: any"),
        _maybe("description", "In a sentence"),
    ),
    description="""One row per audience that a client's campaigns reach.

Grain: gender and age range. Source: breakdowns of reports, and what ad groups are aimed at.""",
)
geographics = Table(
    "campaigns",
    "geographics",
    "client",
    (
        *_OWNED,
        text("name", "Of the area"),
        text("type", "What sort of area", one_of=AREA_TYPES),
        _maybe("coordinates", "latitude,longitude of an area around a point"),
    ),
    description="""One row per area that a client's campaigns reach.

Grain: name and type. Source: breakdowns of reports.""",
)
ad_performance = Table(
    "campaigns",
    "ad_performance",
    "client",
    (
        *_OWNED,
        text("platform", "Where it was shown", one_of=PLATFORMS),
        _maybe("account_id", "The platform's ad account"),
        uuid("campaign_id", "Row of `campaigns`"),
        _maybe("ad_group_id", "The platform's id of the ad group"),
        _maybe("ad_id", "The platform's id of the ad; null: it reports no ads here"),
        _maybe("ad_name", "As the platform has it now"),
        uuid("content_id", "Creative it shows, row of `content`; null: unknown", nullable=True),
        uuid("demographic_id", "Row of `demographics`", nullable=True),
        uuid("geographic_id", "Row of `geographics`", nullable=True),
        text(
            "time_slot",
            "Part of the day, of an hourly report",
            nullable=True,
            one_of=(
                "early-morning", "morning", "midday", "afternoon", "evening", "late-night",
            ),
        ),
        date("date", "Day in the ad account's time zone"),
        *_COUNTS[:2],
        integer("engagements", "Reactions of people; null: not reported", nullable=True),
        *_COUNTS[2:],
        _REVENUE,
        text("currency", "Of the account; the figures here are US dollars"),
        *_FILE,
        timestamp("reported_at", "When the connector fetched it"),
    ),
    description="""One row per day and ad, or finer where the report breaks the day down.

Grain: cell of a report. Source: `report_rows` in US dollars, tied to campaign, creative, audience
and area. A day that is fetched again replaces what stood there; no day counts twice.""",
)  # fmt: skip
performance = Table(
    "campaigns",
    "performance",
    "client",
    (
        *_OWNED,
        uuid("campaign_id", "Row of `campaigns`"),
        date("date", "Day in the ad account's time zone"),
        *_COUNTS,
        _REVENUE,
        fraction("ctr", "Clicks over impressions", nullable=True),
        number("cpm", "US dollars for a thousand impressions", nullable=True),
        number("cpc", "US dollars for a click", nullable=True),
        number("roas", "Revenue over spend", nullable=True),
        number("conversion_rate", "Conversions over clicks", nullable=True),
        number("cost_per_conversion", "US dollars for a conversion", nullable=True),
    ),
    natural_key=("campaign_id", "date"),
    description="""One row per campaign and day: what it brought.

Grain: campaign and day. Source: sums of `ad_performance`. A rate without a divisor is null.""",
)
content_results = Table(
    "campaigns",
    "content_results",
    "client",
    (
        uuid("content_id", "Creative: row of `content`"),
        BRAND,
        ORGANIZATION,
        integer("total_impressions", "Of all its ads"),
        integer("total_clicks", "Of all its ads"),
        number("total_conversions", "Of all its ads"),
        number("total_spend", "US dollars of all its ads"),
        number("total_revenue", "US dollars; null: no report tells one", nullable=True),
        number("avg_roas", "Revenue over spend of its ads that tell one", nullable=True),
        json("campaigns", "Ids of the campaigns it ran in"),
        date("first_day", "First day with a row", nullable=True),
        date("last_day", "Last day it spent", nullable=True),
        text("status", "active, resting or archived (ADR 33)", one_of=CONTENT_STATUSES),
    ),
    natural_key=("content_id",),
    description="""One row per creative: what all its ads brought, and whether it is in use.

Grain: creative. Source: `ad_performance`, recomputed whole.""",
)
