"""What a declaration of a platform's table is made of.

A column is written `name`, `a | b` (the first that is there and not empty) or `a + b` (their sum;
none where none is told). Names that end in `_micros` are millionths. Names are compared in lower
case, with `_` for blanks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

KEYS = ("account_id", "campaign_id", "ad_group_id", "ad_id")
MEASURES = (
    "impressions", "clicks", "engagements", "conversions", "spend", "spend_usd", "revenue",
)  # fmt: skip
WHOLE = ("impressions", "clicks", "engagements")
CUTS: Mapping[str, str] = {
    "placement": "publisher_platform | ad_network_type",
    "age": "age | age_range",
    "gender": "gender",
    "country": "country | country_code",
    "region": "region | member_region",
}
"""What a day may be broken down by, in every platform's reports, where the columns are there."""
OTHER_CUTS = (
    "device", "impression_device", "device_platform", "platform_position", "placement_id",
    "keyword_ad_group_criterion", "ad_group_criterion_criterion_id", "criterion_id", "search_term",
    "click_type", "conversion_action", "conversion_action_name", "slot", "dma", "city",
    "product_id", "action_destination", "action_device", "member_job_function", "member_industry",
)  # fmt: skip
"""More of them, which are kept together as text."""
HOURS = "hour | stat_time_hour | hourly_stats_aggregated_by_advertiser_time_zone"


@dataclass(frozen=True)
class Facts:
    """A report: figures of a day.

    Attributes:
        network: facebook, google, tiktok or linkedin.
        name: the table's name in the connector.
        level: what a row is of: ad, ad_group or campaign.
        day: column of the day; an hour may follow it.
        columns: our names (`KEYS`, `MEASURES`, `action`) → columns there.
        needs: columns without which it is not this table.
        measures: `delivery`, or `actions` (a row for each type of action).
    """

    network: str
    name: str
    level: str
    day: str
    columns: Mapping[str, str]
    needs: tuple[str, ...]
    measures: str = "delivery"
    forbids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Things:
    """A history: versions of accounts, campaigns, ad groups, ads; attributes as of `Facts`.

    Attributes:
        kind: account, campaign, ad_group, ad, creative, area or place.
        columns: columns of `report_things` → columns there.
        files: columns that may name the file that an ad shows.
        updated: when the platform changed it.
        forbids: columns with which it is another table.
        only: columns it may have at most, of a table that has none of its own; empty: any.
    """

    network: str
    name: str
    kind: str
    columns: Mapping[str, str]
    needs: tuple[str, ...]
    files: tuple[str, ...] = ()
    updated: str = "updated_at | updated_time | last_modified_time | last_modified_at"
    forbids: tuple[str, ...] = ()
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotCounted:
    """A table that is known and counts the same money in another cut."""

    network: str
    name: str
    needs: tuple[str, ...]
    why: str
    forbids: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


Declared = Facts | Things | NotCounted


def alternatives(column: str) -> list[list[str]]:
    """`a | b + c` as summands of alternatives: [[a, b], [c]]."""
    return [[one.strip() for one in part.split("|")] for part in column.split("+")]
