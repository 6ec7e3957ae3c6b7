"""Each row's ad, ad group, campaign, account and rate; what waits for one of them is told.

An account's currency is US dollars where no report of accounts says another. A rate holds from its
day on until the next one that was given.
"""

from __future__ import annotations

from typing import Final

_LATEST: Final = """
CREATE TEMP TABLE {kind} AS SELECT network, external_id, account_id, campaign_id, ad_group_id, name,
    channel, currency, age, gender FROM things WHERE kind = '{kind}'
"""
_LEVELS: Final = """
CREATE TEMP TABLE leveled AS
WITH said AS (SELECT network, ad_id, any_value(account_id) AS account_id,
        any_value(campaign_id) AS campaign_id, any_value(ad_group_id) AS ad_group_id
    FROM rows WHERE level = 'ad' GROUP BY ALL)
SELECT r.* EXCLUDE (account_id, campaign_id, ad_group_id), ad.name AS ad_name,
    coalesce(r.ad_group_id, ad.ad_group_id, said.ad_group_id) AS ad_group_id,
    coalesce(r.campaign_id, ad.campaign_id, said.campaign_id) AS said_campaign,
    coalesce(r.account_id, ad.account_id, said.account_id) AS said_account
FROM rows r LEFT JOIN ad ON ad.network = r.network AND ad.external_id = r.ad_id
LEFT JOIN said ON said.network = r.network AND said.ad_id = r.ad_id
"""
_GROUPS: Final = """
CREATE TEMP TABLE grouped AS SELECT r.* EXCLUDE (said_campaign, said_account),
    coalesce(said_campaign, g.campaign_id) AS campaign,
    coalesce(said_account, g.account_id) AS said_account,
    coalesce(r.age, g.age) AS any_age, coalesce(r.gender, g.gender) AS any_gender
FROM leveled r LEFT JOIN ad_group g ON g.network = r.network AND g.external_id = r.ad_group_id
"""
_ACCOUNTS: Final = """
CREATE TEMP TABLE accounted AS
WITH of_campaigns AS (SELECT network, campaign_id, min(account_id) AS account_id FROM things
    WHERE campaign_id IS NOT NULL AND account_id IS NOT NULL GROUP BY ALL)
SELECT r.* EXCLUDE (said_account), c.channel,
    coalesce(said_account, c.account_id, o.account_id) AS account_id,
    coalesce(upper(a.currency), 'USD') AS currency
FROM grouped r
LEFT JOIN campaign c ON c.network = r.network AND c.external_id = r.campaign
LEFT JOIN of_campaigns o ON o.network = r.network AND o.campaign_id = r.campaign
LEFT JOIN account a ON a.network = r.network
    AND a.external_id = coalesce(r.said_account, c.account_id, o.account_id)
"""
_RATES: Final = """
CREATE TEMP TABLE priced AS SELECT r.*,
    CASE WHEN r.currency = 'USD' THEN 1.0 ELSE coalesce(rates.usd,
        CASE WHEN r.spend > 0 AND r.spend_usd > 0 THEN r.spend_usd / r.spend END) END AS rate
FROM accounted r ASOF LEFT JOIN rates ON rates.currency = r.currency AND r.date >= rates.day
"""
_PLACED: Final = """
CREATE TEMP TABLE placed AS SELECT *,
    coalesce(spend_usd, CASE WHEN spend = 0 THEN 0 ELSE spend * rate END) AS spend_in_usd,
    CASE WHEN revenue = 0 THEN 0 ELSE revenue * rate END AS revenue_in_usd,
    CASE WHEN campaign IS NULL THEN concat('the campaign of ', level, ' ',
            coalesce(ad_id, ad_group_id, ''), ' is not known')
        WHEN rate IS NULL AND (coalesce(revenue, 0) > 0
            OR (coalesce(spend, 0) > 0 AND spend_usd IS NULL))
        THEN concat('there is no rate for ', currency, ' on ', date) END AS what,
    CASE WHEN campaign IS NULL THEN concat('Add the history of ', network,
            '''s ads and ad groups: it says which campaign they are of.')
        ELSE concat('Give one: onevice campaigns rates set CLIENT ', currency,
            ' USD_PER_UNIT --day ', date) END AS what_to_do
FROM priced
"""
SCRIPT: Final = "; ".join(
    [
        *(_LATEST.format(kind=kind) for kind in ("ad", "ad_group", "campaign", "account")),
        *(_LEVELS, _GROUPS, _ACCOUNTS, _RATES, _PLACED),
    ]
)
"""Makes `placed` of `rows` (report_rows), `things` (report_things) and `rates`."""
WAITING: Final = """
SELECT network, report, source_file, source_line, file_hash, what, what_to_do
FROM placed WHERE what IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY file_hash, source_line ORDER BY what) = 1
"""
