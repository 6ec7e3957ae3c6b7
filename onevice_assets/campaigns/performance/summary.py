"""What campaigns brought over some days: sums by campaign, creative, platform or day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.performance.database import fetch, open_database
from onevice_assets.campaigns.performance.owned import read_rows
from onevice_assets.tables import campaign_performance as tables
from onevice_assets.tables import campaigns

if TYPE_CHECKING:
    from resources.lake import Lake

BY: Final = {
    "campaign": ("c.name", "c.id"),
    "content": ("coalesce(o.filename, '(unknown)')", "a.content_id"),
    "platform": ("a.platform", "a.platform"),
    "day": ("a.date::VARCHAR", "a.date"),
}
"""What rows may be summed by → its name, what makes it itself."""
_SUMS: Final = """
WITH sums AS (SELECT {name} AS "{by}", sum(impressions)::BIGINT AS impressions,
        sum(clicks)::BIGINT AS clicks, sum(conversions) AS conversions, sum(spend) AS spend,
        sum(revenue) AS revenue, sum(spend) FILTER (revenue IS NOT NULL) AS earning
    FROM ads a JOIN campaigns c ON c.id = a.campaign_id LEFT JOIN content o ON o.id = a.content_id
    WHERE a.date BETWEEN DATE '{first}' AND DATE '{last}' GROUP BY {name}, {key})
SELECT * EXCLUDE earning,
    CASE WHEN impressions > 0 THEN clicks / impressions END AS ctr,
    CASE WHEN clicks > 0 THEN spend / clicks END AS cpc,
    CASE WHEN earning > 0 THEN revenue / earning END AS roas,
    CASE WHEN conversions > 0 THEN spend / conversions END AS cost_per_conversion
FROM sums ORDER BY {order}
"""


def summarize(
    lake: Lake, partition: str, by: str, first: date | None = None, last: date | None = None
) -> list[dict[str, Any]]:
    """Sums of a client's ads, those that spent most first; days in their order.

    Args:
        lake: holds `ad_performance`, `campaigns` and `content`.
        partition: key of the client.
        by: one of `BY`.
        first: first day; none: from the first there is.
        last: last day; none: to the last there is.
    """
    name, key = BY[by]
    asked = _SUMS.format(
        name=name,
        key=key,
        by=by,
        first=first or date.min,
        last=last or date.max,
        order='"day"' if by == "day" else f'spend DESC, "{by}"',
    )
    content = campaigns.content.only("id", "filename")
    with open_database(
        ads=read_rows(lake, tables.ad_performance, partition),
        campaigns=read_rows(lake, tables.campaigns.only("id", "name"), partition),
        content=read_rows(lake, content, partition),
    ) as db:
        rows: list[dict[str, Any]] = fetch(db, asked).to_pylist()
    return rows
