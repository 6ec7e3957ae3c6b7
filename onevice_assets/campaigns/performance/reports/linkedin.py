"""Tables of LinkedIn's connector.

What LinkedIn calls a campaign is a Campaign here: it has the budget, the audience and the status
(campaign groups only sort them). Spend is told in US dollars too; what conversions are worth, in
the account's currency alone.
"""

from __future__ import annotations

from onevice_assets.campaigns.performance.reports.declared import Declared, Facts, Things

_MEASURES = {
    "impressions": "impressions",
    "clicks": "clicks",
    "engagements": "total_engagements",
    "conversions": "external_website_conversions + one_click_leads",
    "spend": "cost_in_local_currency",
    "spend_usd": "cost_in_usd",
    "revenue": "conversion_value_in_local_currency",
}
_COST = "cost_in_usd | cost_in_local_currency"
_NEEDS = ("day", "impressions", "clicks", _COST)

TABLES: tuple[Declared, ...] = (
    Facts(
        "linkedin",
        "ad_analytics_by_creative",
        "ad",
        "day",
        _MEASURES | {"ad_id": "creative_id"},
        (*_NEEDS, "creative_id"),
    ),
    Facts(
        "linkedin",
        "ad_analytics_by_campaign",
        "campaign",
        "day",
        _MEASURES | {"campaign_id": "campaign_id"},
        (*_NEEDS, "campaign_id"),
        forbids=("creative_id",),
    ),
    *(
        Things(
            "linkedin",
            f"monthly_ad_analytics_by_member_{cut}",
            "area",
            {
                "external_id": f"member_{cut}",
                "campaign_id": "campaign_id",
                "name": f"member_{cut}",
            },
            ("campaign_id", "month", f"member_{cut}", "impressions"),
        )
        for cut in ("country", "region")
    ),
    Things(
        "linkedin",
        "geo",
        "place",
        {"external_id": "id", "name": "value"},
        ("id", "value"),
        only=("id", "value", "_fivetran_synced", "_fivetran_deleted"),
    ),
    Things(
        "linkedin",
        "ad_creative_history",
        "ad",
        {
            "external_id": "id",
            "campaign_id": "campaign_id",
            "name": "name",
            "status": "intended_status | status",
        },
        ("id", "campaign_id", "last_modified_at | last_modified_time", "created_time"),
        files=("name", "media_url", "image_url", "video_url"),
        forbids=("campaign_group_id",),
    ),
    Things(
        "linkedin",
        "ad_campaign_history",
        "campaign",
        {
            "external_id": "id",
            "account_id": "account_id",
            "name": "name",
            "status": "status",
            "objective": "objective_type",
            "start_date": "run_schedule_start",
            "end_date": "run_schedule_end",
            "budget": "daily_budget_amount",
        },
        ("id", "last_modified_time", "campaign_group_id", "name"),
    ),
    Things(
        "linkedin",
        "ad_campaign_group_history",
        "campaign_group",
        {"external_id": "id", "account_id": "account_id", "name": "name"},
        ("id", "last_modified_time", "account_id", "name"),
        forbids=("campaign_group_id", "currency"),
    ),
    Things(
        "linkedin",
        "ad_account_history",
        "account",
        {"external_id": "id", "name": "name", "currency": "currency"},
        ("id", "last_modified_time", "name", "currency"),
    ),
)
