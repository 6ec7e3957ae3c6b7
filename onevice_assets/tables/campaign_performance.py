"""Tables of campaigns' results: reports of the ad platforms, and what is derived of them."""

from __future__ import annotations

from onevice_assets.tables.campaigns import BRAND, CONTENT_STATUSES
from onevice_assets.tables.columns import CREATED, ID, ORGANIZATION
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

NETWORKS = ("facebook", "google", "tiktok", "linkedin")
PLATFORMS = ("instagram", "facebook", "google-search", "google-display", "tiktok", "linkedin")
CAMPAIGN_STATUSES = ("active", "paused", "ended")
AREA_TYPES = ("city", "zip", "radius", "region", "country")
FILE_STATUSES = ("taken", "refused", "not_counted")
LEVELS = ("ad", "ad_group", "campaign")

_OWNED = (ID, ORGANIZATION, BRAND)
_NETWORK = text("network", "Whose report it is", one_of=NETWORKS)
_FILE = (
    text("source_file", "Name of the file it stands in"),
    integer("source_line", "Line there, the head is 1", low=1),
)
_FILE_HASH = text("file_hash", "SHA-256 of that file")
_COUNTS = (
    integer("impressions", "Times it was shown"),
    integer("clicks", "Clicks as the platform counts them"),
    number("conversions", "Purchases and leads; Google credits parts of one"),
    number("spend", "US dollars"),
)
_REVENUE = number("revenue", "US dollars the platform credits; null: not reported", nullable=True)


def _maybe(name: str, description: str) -> Column:
    return text(name, description, nullable=True)


report_files = Table(
    "campaigns",
    "report_files",
    "client",
    (
        *_OWNED,
        text("content_hash", "SHA-256 of its bytes: the same file twice is one"),
        text("filename", "As it came, without folders"),
        text("s3_key", "Path in the object store"),
        integer("file_size_bytes", "Size as it came"),
        _maybe("network", "Whose report it is; null: none that is known"),
        _maybe("report", "Which of its tables, known by its columns"),
        text("status", "Whether its rows count", one_of=FILE_STATUSES),
        integer("rows", "Rows it has"),
        integer("refused_rows", "Rows of it in `refused_report_rows`"),
        _maybe("failure_reason", "What was found, of a refused file; why it is not counted"),
        _maybe("what_to_do", "About it"),
        text("reader_version", "Of the rules it was read by"),
        CREATED,
    ),
    natural_key=("content_hash",),
    description="""One row per file of an ad platform's reports: taken, refused or not counted.

Grain: client and content of a file. Source: files of the client's folder in the object store. A
re-run reads only what is new.""",
)
refused_report_rows = Table(
    "campaigns",
    "refused_report_rows",
    "client",
    (
        *_OWNED,
        _maybe("network", "Whose report it is"),
        _maybe("report", "Which of its tables"),
        *_FILE,
        _FILE_HASH,
        text("what", "What is wrong"),
        text("what_to_do", "About it"),
    ),
    natural_key=("file_hash", "source_line", "what"),
    description="""One row per line of a report that cannot be true, or cannot be read.

Grain: line of a file. Source: `report_files`. The other lines of the file count.""",
)
report_rows = Table(
    "campaigns",
    "report_rows",
    "client",
    (
        *_OWNED,
        _NETWORK,
        text("report", "Table of the platform's connector"),
        text("measures", "What it counts: delivery, or actions", one_of=("delivery", "actions")),
        text("level", "What a row is of", one_of=LEVELS),
        _maybe("account_id", "The platform's ad account"),
        _maybe("campaign_id", "The platform's id of the campaign"),
        _maybe("ad_group_id", "The platform's id of the ad group, ad set or line"),
        _maybe("ad_id", "The platform's id of the ad or creative"),
        date("date", "Day in the ad account's time zone, as reported"),
        integer("hour", "Hour of that day, of an hourly report", nullable=True),
        _maybe("placement", "Where it was shown: publisher or network"),
        _maybe("age", "Age range, where the report breaks it down"),
        _maybe("gender", "As the platform writes it, where the report breaks it down"),
        _maybe("country", "Where the report breaks it down"),
        _maybe("region", "Where the report breaks it down"),
        text("cell", "What else the report breaks the day down by: name=value; …"),
        text("breakdown", "Names of all it is broken down by: finer reports replace coarser"),
        _maybe("action", "Type of action, of a report of actions"),
        integer("impressions", "As reported", nullable=True),
        integer("clicks", "As reported", nullable=True),
        integer("engagements", "As reported", nullable=True),
        number("conversions", "As reported; of a report of actions: how many", nullable=True),
        number("spend", "In the account's currency", nullable=True),
        number("spend_usd", "US dollars, where the platform tells them itself", nullable=True),
        number("revenue", "In the account's currency; of actions: their value", nullable=True),
        *_FILE,
        _FILE_HASH,
        timestamp("reported_at", "When the connector fetched it, else when the file came"),
    ),
    description="""One row per day and cell of a platform's report, the last one that was fetched.

Grain: day, ad (or ad group, or campaign) and what the report breaks it down by. Source: files of
reports. A day that is fetched again replaces what stood there.""",
)
report_things = Table(
    "campaigns",
    "report_things",
    "client",
    (
        *_OWNED,
        _NETWORK,
        text("kind", "account, campaign, ad_group, ad, creative, area or place"),
        text("external_id", "The platform's own id"),
        _maybe("account_id", "The account it is of"),
        _maybe("campaign_id", "The campaign it is of"),
        _maybe("ad_group_id", "The ad group it is of"),
        _maybe("creative_id", "The creative it shows"),
        _maybe("name", "As the platform has it now"),
        _maybe("status", "In the platform's words"),
        _maybe("objective", "In the platform's words"),
        _maybe("channel", "Google's channel of the campaign"),
        _maybe("currency", "Of the account, ISO 4217"),
        _maybe("start_date", "ISO 8601"),
        _maybe("end_date", "ISO 8601"),
        number("budget", "A day, in the account's currency", nullable=True),
        _maybe("age", "Ages it is aimed at"),
        _maybe("gender", "Gender it is aimed at"),
        json("files", "Texts that may name the file it shows"),
        timestamp("updated_at", "When the platform changed it last", nullable=True),
        *_FILE,
        _FILE_HASH,
        timestamp("reported_at", "When the connector fetched it, else when the file came"),
    ),
    natural_key=("network", "kind", "external_id"),
    description="""One row per account, campaign, ad group, ad and creative: its latest version.

Grain: the platform's id. Source: the history tables among the reports.""",
)
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
uncounted_report_rows = Table(
    "campaigns",
    "uncounted_report_rows",
    "client",
    (
        *_OWNED,
        _NETWORK,
        text("report", "Table of the platform's connector"),
        *_FILE,
        _FILE_HASH,
        text("what", "Why it does not count yet"),
        text("what_to_do", "About it"),
    ),
    natural_key=("file_hash", "source_line"),
    description="""One row per row of a report that waits: for a rate, or for its campaign.

Grain: line of a file. Source: `report_rows`. It counts as soon as what it waits for is there.""",
)
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
