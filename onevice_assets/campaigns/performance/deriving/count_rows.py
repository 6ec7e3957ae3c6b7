"""Which rows count, and what each says in US dollars: nothing counts twice.

A platform tells the same day by campaign, ad group and ad, and may tell it in several breakdowns.
The finest level that has rows of a campaign's day counts, and of an ad's day the breakdown with the
most parts. Actions count once by their group: the sum of all channels where the platform tells it,
else the channels' own.
"""

from __future__ import annotations

from typing import Final

_CUTS: Final = ("hour", "placement", "age", "gender", "country", "region", "cell")
_OWN: Final = "CASE level WHEN 'ad' THEN ad_id WHEN 'ad_group' THEN ad_group_id ELSE campaign END"
_FINEST: Final = f"""
CREATE TEMP TABLE finest AS SELECT * FROM placed WHERE what IS NULL
QUALIFY dense_rank() OVER (
    PARTITION BY network, measures, action IS NULL, report LIKE '%values', level, {_OWN}, date
    ORDER BY len(string_split(breakdown, ',')) DESC, breakdown, report) = 1
"""
_LEVELS: Final = """
CREATE TEMP TABLE counted AS
WITH groups AS (SELECT DISTINCT network, campaign, ad_group_id, date FROM finest
        WHERE level = 'ad' AND measures = 'delivery'),
    of_ads AS (SELECT DISTINCT network, campaign, date FROM groups),
    ad_groups AS (SELECT f.* FROM finest f
        ANTI JOIN groups g ON g.network = f.network AND g.ad_group_id = f.ad_group_id
            AND g.date = f.date
        ANTI JOIN of_ads a ON a.network = f.network AND a.campaign = f.campaign AND a.date = f.date
        WHERE f.level = 'ad_group'),
    finer AS (SELECT * FROM of_ads UNION SELECT network, campaign, date FROM ad_groups)
SELECT * FROM finest WHERE level = 'ad'
UNION ALL SELECT * FROM ad_groups
UNION ALL SELECT f.* FROM finest f
    ANTI JOIN finer a ON a.network = f.network AND a.campaign = f.campaign AND a.date = f.date
    WHERE f.level = 'campaign'
"""


def _sum(value: str, *actions: str) -> str:
    listed = ", ".join(f"'{one}'" for one in actions)
    return f"sum({value}) FILTER (action IN ({listed}))"


def _counted(value: str) -> str:
    """Purchases and leads of an ad's day, each by the widest type that is told."""
    purchases = (
        f"coalesce({_sum(value, 'omni_purchase')}, {_sum(value, 'purchase')}, "
        + _sum(value, "offsite_conversion.fb_pixel_purchase", "onsite_conversion.purchase")
        + ", 0)"
    )
    leads = (
        f"coalesce({_sum(value, 'lead')}, "
        + _sum(value, "offsite_conversion.fb_pixel_lead", "onsite_conversion.lead_grouped")
        + ", 0)"
    )
    return f"{purchases} + {leads}"


_SAME: Final = " AND ".join(f"d.{one} IS NOT DISTINCT FROM a.{one}" for one in _CUTS)
_ACTIONS: Final = f"""
CREATE TEMP TABLE actions AS SELECT network, report, level, ad_id, date, {", ".join(_CUTS)},
    any_value(ad_name) AS ad_name, any_value(ad_group_id) AS ad_group_id,
    any_value(campaign) AS campaign, any_value(account_id) AS account_id,
    any_value(channel) AS channel, any_value(currency) AS currency,
    any_value(any_age) AS any_age, any_value(any_gender) AS any_gender,
    {_counted("conversions")} AS conversions, {_counted("revenue_in_usd")} AS revenue_in_usd,
    sum(conversions) FILTER (action = 'post_engagement' AND report NOT LIKE '%values')::BIGINT
        AS engagements,
    min_by(source_file, source_line) AS source_file, min(source_line) AS source_line,
    max(reported_at) AS reported_at
FROM counted WHERE measures = 'actions' GROUP BY ALL
"""
_DAYS: Final = f"""
CREATE TEMP TABLE of_ads AS
WITH told AS (SELECT network, min(date) AS first, max(date) AS last FROM actions
        WHERE report LIKE '%values' GROUP BY network),
    joined AS (
        SELECT network, level, ad_id, date, {", ".join(_CUTS)}, ad_name, ad_group_id, campaign,
            account_id, channel, currency, any_age, any_gender, impressions, clicks, engagements,
            conversions, spend_in_usd AS spend, revenue_in_usd AS revenue, source_file, source_line,
            reported_at, 0 AS place
        FROM counted WHERE measures = 'delivery'
        UNION ALL BY NAME
        SELECT * EXCLUDE (report, revenue_in_usd, conversions),
            CASE WHEN report LIKE '%values' THEN NULL ELSE conversions END AS conversions,
            CASE WHEN report LIKE '%values' THEN revenue_in_usd END AS revenue, 1 AS place
        FROM actions)
SELECT network, level, ad_id, date, {", ".join(_CUTS)}, campaign,
    CASE level WHEN 'campaign' THEN NULL ELSE ad_group_id END AS ad_group_id,
    min_by(ad_name, place) AS ad_name, any_value(account_id) AS account_id,
    any_value(channel) AS channel, any_value(currency) AS currency,
    any_value(any_age) AS any_age, any_value(any_gender) AS any_gender,
    coalesce(sum(impressions), 0)::BIGINT AS impressions,
    coalesce(sum(clicks), 0)::BIGINT AS clicks,
    sum(engagements)::BIGINT AS engagements, coalesce(sum(conversions), 0) AS conversions,
    coalesce(sum(spend), 0) AS spend,
    CASE WHEN any_value(date BETWEEN told.first AND told.last) THEN coalesce(sum(revenue), 0)
        ELSE sum(revenue) END AS revenue,
    min_by(source_file, (place, source_line)) AS source_file,
    min_by(source_line, (place, source_line)) AS source_line, max(reported_at) AS reported_at
FROM joined LEFT JOIN told USING (network)
GROUP BY ALL
"""
_PLATFORM: Final = """CASE network
    WHEN 'facebook' THEN CASE WHEN lower(placement) LIKE 'instagram%' THEN 'instagram'
        ELSE 'facebook' END
    WHEN 'google' THEN CASE
        WHEN upper(placement) IN ('SEARCH', 'SEARCH_PARTNERS') THEN 'google-search'
        WHEN upper(placement) IN ('CONTENT', 'DISPLAY', 'GOOGLE_TV', 'DISCOVER', 'GMAIL')
            OR upper(placement) LIKE 'YOUTUBE%' THEN 'google-display'
        WHEN upper(channel) IN ('DISPLAY', 'VIDEO', 'DISCOVERY', 'DEMAND_GEN', 'PERFORMANCE_MAX')
            THEN 'google-display'
        ELSE 'google-search' END
    ELSE network END"""
_SLOT: Final = """CASE WHEN hour IS NULL THEN NULL WHEN hour < 5 OR hour >= 22 THEN 'late-night'
    WHEN hour < 8 THEN 'early-morning' WHEN hour < 11 THEN 'morning' WHEN hour < 14 THEN 'midday'
    WHEN hour < 18 THEN 'afternoon' ELSE 'evening' END"""
SCRIPT: Final = "; ".join((_FINEST, _LEVELS, _ACTIONS, _DAYS))
"""Makes `of_ads` of `placed`."""
_TEXTS: Final = ", ".join(f"{one}::VARCHAR" for one in _CUTS)
CELLS: Final = f"""
SELECT of_ads.* EXCLUDE (channel), {_PLATFORM} AS platform, {_SLOT} AS time_slot,
    to_json([network, level, campaign, ad_group_id, ad_id, {_TEXTS}])::VARCHAR AS key
FROM of_ads ORDER BY date, key
"""
