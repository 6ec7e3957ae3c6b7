"""Tables of Facebook's connector (Facebook and Instagram).

Clicks are link clicks. What was bought or asked for stands in reports of their own, a row for each
type of action; which types count is in `deriving/actions.py`.
"""

from __future__ import annotations

from onevice_assets.campaigns.performance.reports.declared import (
    Declared,
    Facts,
    NotCounted,
    Things,
)

_CUT_OTHERWISE = "it has no ad: the same money stands in `basic_ad`, by ad"
_IDS = {
    "account_id": "account_id",
    "campaign_id": "campaign_id",
    "ad_group_id": "ad_set_id | adset_id",
    "ad_id": "ad_id",
}
_STATUS = "effective_status | status | configured_status"
_NO_ID = ("id",)

TABLES: tuple[Declared, ...] = (
    Facts(
        "facebook",
        "basic_ad",
        "ad",
        "date",
        _IDS
        | {
            "impressions": "impressions",
            "clicks": "inline_link_clicks | link_clicks",
            "spend": "spend",
        },
        ("ad_id", "date", "impressions", "inline_link_clicks | link_clicks", "spend"),
        forbids=_NO_ID,
    ),
    Facts(
        "facebook",
        "basic_ad_actions",
        "ad",
        "date",
        _IDS | {"action": "action_type", "conversions": "value"},
        ("ad_id", "date", "action_type", "value"),
        "actions",
    ),
    Facts(
        "facebook",
        "basic_ad_action_values",
        "ad",
        "date",
        _IDS | {"action": "action_type", "revenue": "value"},
        ("ad_id", "date", "action_type", "value"),
        "actions",
        forbids=("inline",),
    ),
    Things(
        "facebook",
        "ad_history",
        "ad",
        {
            "external_id": "id",
            "account_id": "account_id",
            "campaign_id": "campaign_id",
            "ad_group_id": "ad_set_id",
            "creative_id": "creative_id",
            "name": "name",
            "status": _STATUS,
        },
        ("id", "ad_set_id", "campaign_id", "name", "updated_time"),
        files=("name",),
    ),
    Things(
        "facebook",
        "ad_set_history",
        "ad_group",
        {
            "external_id": "id",
            "account_id": "account_id",
            "campaign_id": "campaign_id",
            "name": "name",
            "status": _STATUS,
            "start_date": "start_time",
            "end_date": "end_time",
            "age": "targeting_age_range",
            "gender": "targeting_genders",
        },
        ("id", "account_id", "campaign_id", "name", "updated_time"),
        forbids=("ad_set_id", "creative_id"),
    ),
    Things(
        "facebook",
        "campaign_history",
        "campaign",
        {
            "external_id": "id",
            "account_id": "account_id",
            "name": "name",
            "status": _STATUS,
            "objective": "objective",
            "start_date": "start_time",
            "end_date": "stop_time | end_time",
        },
        ("id", "account_id", "name", "updated_time"),
        forbids=("campaign_id",),
    ),
    Things(
        "facebook",
        "account_history",
        "account",
        {"external_id": "id", "name": "name", "currency": "currency"},
        ("id", "name", "_fivetran_synced"),
        only=(
            *("id", "name", "currency", "account_status", "timezone_name", "timezone_id"),
            *("timezone_offset_hours_utc", "created_time", "age", "amount_spent", "balance"),
            *("business_name", "business_country_code", "business_city", "business_state"),
            *("spend_cap", "min_daily_budget", "owner", "partner", "io_number", "funding_source"),
            *("_fivetran_synced", "_fivetran_deleted", "_fivetran_active"),
            *("_fivetran_start", "_fivetran_end"),
        ),
    ),
    Things(
        "facebook",
        "creative_history",
        "creative",
        {"external_id": "id", "account_id": "account_id", "name": "name"},
        ("id", "account_id", "name", "image_hash | image_url | video_id | thumbnail_url"),
        files=("name", "image_url", "image_file", "thumbnail_url", "video_url", "title"),
        forbids=("campaign_id", "ad_set_id"),
    ),
    *(
        NotCounted(
            "facebook",
            f"demographics_{cut}{end}",
            ("account_id", "date", *more),
            _CUT_OTHERWISE,
            ("ad_id",),
        )
        for cut, end, more in (
            ("country", "", ("country", "impressions", "spend", "inline_link_clicks")),
            ("region", "", ("region", "impressions", "spend", "inline_link_clicks")),
            ("actions", "", ("action_type", "value")),
        )
    ),
)
