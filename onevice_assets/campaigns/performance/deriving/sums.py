"""Sums over cells that count: days of campaigns, totals of creatives, who and where was reached."""

from __future__ import annotations

from typing import Final

AREAS: Final = """
CREATE TEMP TABLE areas AS
WITH told AS (SELECT t.network, t.campaign_id AS campaign,
        coalesce(p.name, t.name) AS name,
        CASE WHEN t.external_id LIKE '%country%' THEN 'country' ELSE 'region' END AS type
    FROM things t LEFT JOIN things p ON p.kind = 'place' AND p.network = t.network
        AND p.external_id = t.name
    WHERE t.kind = 'area')
SELECT DISTINCT network, campaign, name, type FROM told
    WHERE name IS NOT NULL AND campaign IS NOT NULL
UNION SELECT DISTINCT network, campaign, coalesce(region, country),
    CASE WHEN region IS NULL THEN 'country' ELSE 'region' END
FROM cells WHERE coalesce(region, country) IS NOT NULL
"""
GEOGRAPHICS: Final = "SELECT DISTINCT name, type FROM areas ORDER BY ALL"
CAMPAIGN_DAYS: Final = """
WITH days AS (SELECT network, campaign, any_value(account_id) AS account_id,
        min(date) AS first_day, max(date) AS last_day,
        max(date) FILTER (spend > 0 OR impressions > 0) AS last_shown
    FROM cells GROUP BY ALL),
    places AS (SELECT network, campaign, platform FROM cells
        GROUP BY network, campaign, platform
        QUALIFY row_number() OVER (PARTITION BY network, campaign
            ORDER BY sum(spend) DESC, sum(impressions) DESC, platform) = 1),
    people AS (SELECT network, campaign, list(DISTINCT a.name ORDER BY a.name) AS audiences
        FROM cells c JOIN audiences a ON a.gender IS NOT DISTINCT FROM c.any_gender
            AND a.age IS NOT DISTINCT FROM c.any_age GROUP BY ALL),
    wheres AS (SELECT network, campaign, list(DISTINCT name ORDER BY name) AS areas
        FROM areas GROUP BY ALL)
SELECT days.*, places.platform, people.audiences, wheres.areas
FROM days JOIN places USING (network, campaign) LEFT JOIN people USING (network, campaign)
LEFT JOIN wheres USING (network, campaign)
"""
CAMPAIGN_IDS: Final = """
CREATE TEMP TABLE campaign_ids AS SELECT told.network, r.external_id, r.id
FROM campaign_rows r JOIN campaign_told told ON told.external_id = r.external_id
    AND told.platform = r.platform
"""
AD_PERFORMANCE: Final = """
SELECT c.* EXCLUDE (network, level, hour, placement, age, gender, country, region, cell, campaign,
        any_age, any_gender),
    i.id AS campaign_id, s.content_id, d.id AS demographic_id, g.id AS geographic_id
FROM cells c JOIN campaign_ids i ON i.network = c.network AND i.external_id = c.campaign
LEFT JOIN shown s ON s.network = c.network AND s.ad_id = c.ad_id
LEFT JOIN audiences a ON a.gender IS NOT DISTINCT FROM c.any_gender
    AND a.age IS NOT DISTINCT FROM c.any_age
LEFT JOIN demographics d ON d.name = a.name
LEFT JOIN geographics g ON g.name = coalesce(c.region, c.country)
    AND g.type = CASE WHEN c.region IS NULL THEN 'country' ELSE 'region' END
"""
_SUMS: Final = """sum(impressions)::BIGINT AS impressions, sum(clicks)::BIGINT AS clicks,
    sum(conversions) AS conversions, sum(spend) AS spend, sum(revenue) AS revenue"""
PERFORMANCE: Final = f"""
WITH days AS (SELECT campaign_id, date, {_SUMS},
        sum(spend) FILTER (revenue IS NOT NULL) AS earning
    FROM (SELECT * FROM ad_performance ORDER BY id) GROUP BY campaign_id, date)
SELECT * EXCLUDE earning,
    CASE WHEN impressions > 0 AND clicks <= impressions THEN clicks / impressions END AS ctr,
    CASE WHEN impressions > 0 THEN spend * 1000 / impressions END AS cpm,
    CASE WHEN clicks > 0 THEN spend / clicks END AS cpc,
    CASE WHEN earning > 0 THEN revenue / earning END AS roas,
    CASE WHEN clicks > 0 THEN conversions / clicks END AS conversion_rate,
    CASE WHEN conversions > 0 THEN spend / conversions END AS cost_per_conversion
FROM days ORDER BY campaign_id, date
"""
CONTENT: Final = """
SELECT content_id, sum(impressions)::BIGINT AS total_impressions,
    sum(clicks)::BIGINT AS total_clicks, sum(conversions) AS total_conversions,
    sum(spend) AS total_spend, sum(revenue) AS total_revenue,
    CASE WHEN sum(spend) FILTER (revenue IS NOT NULL) > 0
        THEN sum(revenue) / sum(spend) FILTER (revenue IS NOT NULL) END AS avg_roas,
    to_json(list(DISTINCT campaign_id ORDER BY campaign_id))::VARCHAR AS campaigns,
    min(date) AS first_day, max(date) FILTER (spend > 0) AS last_day
FROM (SELECT * FROM ad_performance WHERE content_id IS NOT NULL ORDER BY id) GROUP BY content_id
"""
