"""Whose pages answers rest on: counts of the `citations` mart over some days."""

from __future__ import annotations

from typing import Any

from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.measures.topic_counts import ALL
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts

Row = dict[str, Any]
_KEY = ["level", "domain", "page_url"]
_COUNTS = ["cited_count", "found_count", "found_not_cited_count"]


def list_sources(scope: Scope, level: str = "domain") -> list[Row]:
    """Domains or pages that answers cite or were shown, most cited first.

    Counts add up over days and providers, so they are counts and no rates. The mart is cut by
    provider alone: kinds of questions do not change them.

    Args:
        scope: what is looked at.
        level: `domain` or `page`.

    Returns:
        Rows of `domain`, `page_url`, `title`, `ownership`, `owner_brand_name`, `cited_count`,
        `found_count`, `found_not_cited_count`, `day_count`.
    """
    keys = [join_key(day.isoformat(), scope.key) for day in scope.days]
    there = [key for key in keys if scope.lake.exists(marts.citations, key)]
    rows = scope.lake.read_arrow(marts.citations, there).to_pandas()
    wanted = list(scope.asked.provider) or [ALL]
    rows = rows[rows["llm_provider"].isin(wanted) & (rows["level"] == level)]
    grouped = rows.sort_values("day").groupby(_KEY, as_index=False, sort=False)
    said = {name: (name, "last") for name in ("title", "ownership", "owner_brand_name")}
    summed = {name: (name, "sum") for name in _COUNTS}
    found = grouped.agg(**said, **summed, day_count=("day", "nunique"))
    found = found.sort_values(
        ["cited_count", "found_count", "domain", "page_url"], ascending=[False, False, True, True]
    )
    records: list[Row] = found.astype(object).where(found.notna(), None).to_dict("records")
    return records
