"""Rows of campaigns and their days as nodes and relationships, and results told of creatives."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from onevice_assets.campaigns.model.performance import EVERY

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Mapping[str, Any]]]

TABLES: Final = (
    "campaigns", "demographics", "geographics", "ad_performance", "performance", "content_results",
)  # fmt: skip
_NODES: Final = {
    "Campaign": "campaigns",
    "Performance": "performance",
    "Demographic": "demographics",
    "Geographic": "geographics",
}
_RESULTS: Final = (
    "total_impressions", "total_clicks", "total_conversions", "total_spend", "total_revenue",
    "avg_roas", "status",
)  # fmt: skip
_BETWEEN: Final = "; "


def with_results(content: Iterable[Mapping[str, Any]], rows: Rows) -> list[Row]:
    """Rows of `content` with what their ads brought; one that never ran keeps its status.

    Args:
        content: rows of `content`.
        rows: by table, at least `content_results` where there are any.
    """
    results = {row["content_id"]: row for row in rows.get("content_results", ())}
    return [
        {**row, **{name: found[name] for name in _RESULTS}}
        if (found := results.get(row["id"]))
        else dict(row)
        for row in content
    ]


def make_performance_rows(rows: Rows, creatives: Iterable[str]) -> dict[str, list[Row]]:
    """Campaigns, days, audiences and areas, and what ties them, by label and type.

    Args:
        rows: by table of `TABLES`.
        creatives: ids of the creatives that are remembered.
    """
    made = {label: _nodes(label, rows.get(table, ())) for label, table in _NODES.items()}
    there = {*creatives}
    campaigns = rows.get("campaigns", ())
    used = {(row["id"], row["platform"]) for row in campaigns}
    used |= {(row["campaign_id"], row["platform"]) for row in rows.get("ad_performance", ())}
    return {
        **made,
        "RAN_IN": _ties(
            (row["content_id"], campaign)
            for row in rows.get("content_results", ())
            for campaign in json.loads(row["campaigns"])
            if row["content_id"] in there
        ),
        "TARGETED": _reached(campaigns, "demographic_target", rows.get("demographics", ())),
        "TARGETED_AREA": _reached(campaigns, "geographic_target", rows.get("geographics", ())),
        "USED_PLATFORM": _ties(used),
        "ACHIEVED": _ties((row["campaign_id"], row["id"]) for row in rows.get("performance", ())),
    }


def _nodes(label: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
    (node,) = (one for one in EVERY if one.label == label)
    return [
        {"id": row["id"], **{one.name: _plain(row[one.name]) for one in node.properties}}
        for row in rows
    ]


def _reached(
    campaigns: Iterable[Mapping[str, Any]], column: str, reached: Iterable[Mapping[str, Any]]
) -> list[Row]:
    ids: dict[str, list[str]] = {}
    for one in reached:
        ids.setdefault(one["name"], []).append(one["id"])
    return _ties(
        (row["id"], one)
        for row in campaigns
        for name in (row[column] or "").split(_BETWEEN)
        for one in ids.get(name, ())
    )


def _ties(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    return [{"start": start, "end": end} for start, end in sorted(set(pairs))]


def _plain(value: Any) -> Any:
    """Days as ISO 8601."""
    return value.isoformat() if hasattr(value, "isoformat") else value
