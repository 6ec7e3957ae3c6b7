"""Tables of Google Ads' connector. Money is in millionths of the account's currency."""

from __future__ import annotations

from onevice_assets.campaigns.performance.reports.declared import (
    Declared,
    Facts,
    NotCounted,
    Things,
)

_MEASURES = {
    "account_id": "customer_id",
    "impressions": "impressions",
    "clicks": "clicks",
    "engagements": "interactions",
    "conversions": "conversions",
    "spend": "cost_micros",
    "revenue": "conversions_value",
}
_NEEDS = ("customer_id", "date", "impressions", "clicks", "cost_micros")
_CUT_OTHERWISE = "a part of the same money: the ad groups' and the ads' reports have all of it"

TABLES: tuple[Declared, ...] = (
    Facts(
        "google",
        "ad_stats",
        "ad",
        "date",
        _MEASURES
        | {"ad_id": "ad_id", "campaign_id": "campaign_id", "ad_group_id": "ad_group_id | ad_group"},
        (*_NEEDS, "ad_id", "campaign_id"),
    ),
    Facts(
        "google",
        "ad_group_stats",
        "ad_group",
        "date",
        _MEASURES | {"ad_group_id": "id", "campaign_id": "campaign_id"},
        (*_NEEDS, "id", "campaign_id"),
        forbids=("ad_id", "ad_group_id"),
    ),
    Facts(
        "google",
        "campaign_stats",
        "campaign",
        "date",
        _MEASURES | {"campaign_id": "id"},
        (*_NEEDS, "id"),
        forbids=("ad_id", "ad_group_id", "campaign_id"),
    ),
    NotCounted(
        "google",
        "keyword_stats",
        (*_NEEDS, "ad_group_id", "ad_group_criterion_criterion_id"),
        _CUT_OTHERWISE,
        ("ad_id",),
    ),
    NotCounted(
        "google",
        "search_term_keyword_stats",
        (*_NEEDS, "ad_group_id", "search_term"),
        _CUT_OTHERWISE,
        ("ad_id",),
    ),
    NotCounted(
        "google",
        "account_stats",
        _NEEDS,
        "it has no campaign: the same money stands in the campaigns' reports",
        ("id", "ad_id", "ad_group_id", "campaign_id"),
    ),
    Things(
        "google",
        "ad_history",
        "ad",
        {
            "external_id": "id",
            "ad_group_id": "ad_group_id",
            "name": "name",
            "status": "status",
        },
        ("id", "ad_group_id", "updated_at", "final_urls | display_url"),
        files=("name", "image_url", "image_ad_name", "image_ad_image_url", "video_id"),
        forbids=("keyword_match_type",),
    ),
    Things(
        "google",
        "ad_group_history",
        "ad_group",
        {"external_id": "id", "campaign_id": "campaign_id", "name": "name", "status": "status"},
        ("id", "updated_at", "campaign_id", "name", "status"),
        forbids=("ad_group_id", "customer_id", "advertiser_id"),
    ),
    Things(
        "google",
        "campaign_history",
        "campaign",
        {
            "external_id": "id",
            "account_id": "customer_id",
            "name": "name",
            "status": "status",
            "channel": "advertising_channel_type",
            "objective": "advertising_channel_subtype",
            "start_date": "start_date",
            "end_date": "end_date",
        },
        ("id", "updated_at", "name", "customer_id", "advertising_channel_type"),
    ),
    Things(
        "google",
        "account_history",
        "account",
        {"external_id": "id", "name": "descriptive_name", "currency": "currency_code"},
        ("id", "updated_at", "currency_code"),
    ),
    NotCounted(
        "google",
        "ad_group_criterion_history",
        ("id", "ad_group_id", "keyword_match_type"),
        "keywords are not remembered",
    ),
)
