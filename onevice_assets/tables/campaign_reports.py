"""Tables of the ad platforms' reports: files, what they say, and the lines that do not count."""

from __future__ import annotations

from onevice_assets.tables.campaigns import BRAND
from onevice_assets.tables.columns import CREATED, ID, ORGANIZATION
from resources.table_schema import Column, Table, date, integer, json, number, text, timestamp

NETWORKS = ("facebook", "google", "tiktok", "linkedin")
FILE_STATUSES = ("taken", "refused", "not_counted")
LEVELS = ("ad", "ad_group", "campaign")

_OWNED = (ID, ORGANIZATION, BRAND)
_NETWORK = text("network", "Whose report it is", one_of=NETWORKS)
_FILE = (
    text("source_file", "Name of the file it stands in"),
    integer("source_line", "Line there, the head is 1", low=1),
)
_FILE_HASH = text("file_hash", "SHA-256 of that file")


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
