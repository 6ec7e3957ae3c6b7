"""Tables of TikTok's connector; most reports are by hour of the advertiser's time zone."""

from __future__ import annotations

from onevice_assets.campaigns.performance.reports.declared import Declared, Facts, Things

_DAY = "stat_time_hour | stat_time_day"
_MEASURES = {
    "impressions": "impressions",
    "clicks": "clicks",
    "engagements": "likes + comments + shares + follows + profile_visits",
    "conversions": "conversion",
    "spend": "spend",
    "revenue": "total_purchase_value + total_sales_lead_value",
}
_NEEDS = (_DAY, "impressions", "clicks", "spend", "conversion")
_ID = {"account_id": "advertiser_id"}

TABLES: tuple[Declared, ...] = (
    Facts(
        "tiktok",
        "ad_report",
        "ad",
        _DAY,
        _MEASURES
        | _ID
        | {"ad_id": "ad_id", "ad_group_id": "adgroup_id", "campaign_id": "campaign_id"},
        (*_NEEDS, "ad_id"),
    ),
    Facts(
        "tiktok",
        "adgroup_report",
        "ad_group",
        _DAY,
        _MEASURES | _ID | {"ad_group_id": "adgroup_id", "campaign_id": "campaign_id"},
        (*_NEEDS, "adgroup_id"),
        forbids=("ad_id",),
    ),
    Facts(
        "tiktok",
        "campaign_report",
        "campaign",
        _DAY,
        _MEASURES | _ID | {"campaign_id": "campaign_id"},
        (*_NEEDS, "campaign_id"),
        forbids=("ad_id", "adgroup_id", "country_code"),
    ),
    Things(
        "tiktok",
        "campaign_country_report",
        "area",
        {"external_id": "country_code", "campaign_id": "campaign_id", "name": "country_code"},
        ("campaign_id", "country_code", "impressions", "spend"),
        forbids=("ad_id", "adgroup_id"),
    ),
    Things(
        "tiktok",
        "ad_history",
        "ad",
        {
            "external_id": "ad_id",
            "account_id": "advertiser_id",
            "campaign_id": "campaign_id",
            "ad_group_id": "adgroup_id",
            "name": "ad_name",
            "status": "operation_status",
        },
        ("ad_id", "adgroup_id", "campaign_id", "advertiser_id", "ad_name", "updated_at"),
        files=("ad_name", "video_id", "image_ids"),
    ),
    Things(
        "tiktok",
        "adgroup_history",
        "ad_group",
        {
            "external_id": "adgroup_id",
            "account_id": "advertiser_id",
            "campaign_id": "campaign_id",
            "name": "adgroup_name",
            "status": "operation_status",
            "start_date": "schedule_start_time",
            "end_date": "schedule_end_time",
            "age": "age_groups",
            "gender": "gender",
        },
        ("adgroup_id", "campaign_id", "advertiser_id", "adgroup_name", "updated_at"),
        forbids=("ad_id",),
    ),
    Things(
        "tiktok",
        "campaign_history",
        "campaign",
        {
            "external_id": "campaign_id",
            "account_id": "advertiser_id",
            "name": "campaign_name",
            "status": "operation_status | status",
            "objective": "objective_type",
        },
        ("campaign_id", "advertiser_id", "campaign_name", "updated_at"),
        forbids=("adgroup_id", "ad_id"),
    ),
    Things(
        "tiktok",
        "advertiser",
        "account",
        {"external_id": "id", "name": "name", "currency": "currency"},
        ("id", "name", "currency", "timezone"),
    ),
)
