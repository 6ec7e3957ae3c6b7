"""A day's verdicts: each brand against its own past, and against your brand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from onevice_assets.brand_monitor.share_of_voice.verdicts.choose_periods import choose_periods
from onevice_assets.measures.compare_brands import compare_brands
from onevice_assets.measures.compare_periods import compare_periods
from onevice_assets.measures.read_cells import Cells, read_cells
from onevice_assets.measures.unbranded import choose_unbranded
from onevice_assets.partitions import join_key
from onevice_assets.tables.canaries import model_changes
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.identity import derived_id
from resources.lake import Lake

Row = dict[str, Any]
_VERSIONS = ("brand_set", "extractor_version", "alias_version", "basket_version")


def judge_visibility(lake: Lake, website: str, day: date) -> list[Row]:
    """Build the rows of `visibility_verdicts` for one website and day.

    Args:
        lake: holds the marts and `model_changes` of the days compared.
        website: the website's key.
        day: last day of the period.
    """
    earlier, later = choose_periods(lake, website, day)
    before, after = (read_cells(lake, website, days) for days in (earlier, later))
    changed = find_model_changes(lake, website, earlier, later)
    rows = [
        {"comparison": "previous_period", **row, **_span(earlier)}
        for row in compare_periods(before, after, changed)
    ]
    own = _own_brand(after)
    if own is not None:
        rows += [
            {"comparison": "own_brand", **row, **_span(later)} for row in compare_brands(after, own)
        ]
    return [_complete(row, day, before, after) for row in rows]


def find_model_changes(
    lake: Lake, website: str, earlier: Iterable[date], later: Iterable[date]
) -> dict[str, bool]:
    """By provider: it served other models in the later days, or its canaries answered otherwise."""
    before, after = (_model_rows(lake, website, days) for days in (earlier, later))
    changed: dict[str, bool] = {}
    for provider in {row["llm_provider"] for row in after}:
        old, new = (_served(rows, provider) for rows in (before, after))
        canary = any(
            row["verdict"] == "model_changed" and row["is_served_model_changed"] is not True
            for row in after
            if row["llm_provider"] == provider
        )
        changed[provider] = canary or bool(old and new and old != new)
    return changed


def _model_rows(lake: Lake, website: str, days: Iterable[date]) -> list[Row]:
    keys = [join_key(day.isoformat(), website) for day in days]
    return [row for key in keys for row in lake.read_rows_if_there(model_changes, key)]


def _served(rows: Iterable[Row], provider: str) -> set[str]:
    return {
        name
        for row in rows
        if row["llm_provider"] == provider
        for name in json.loads(row["served_models"])
    }


def _own_brand(cells: Cells) -> str | None:
    """The first own brand of the newest day, by name."""
    own = sorted((name, brand) for brand, (name, role) in cells.roles.items() if role == "own")
    return own[0][1] if own else None


def _span(days: Sequence[date]) -> Row:
    return {
        "baseline_start": days[0] if days else None,
        "baseline_end": days[-1] if days else None,
    }


def _complete(row: Row, day: date, before: Cells, after: Cells) -> Row:
    brand = row["brand_id"]
    name, role = after.roles.get(brand) or before.roles[brand]
    newest = (after if len(after.members) else before).members.iloc[-1]
    tenant = (after if len(after.prompts) else before).prompts["website_id"]
    asked = after.prompts
    counted = choose_unbranded(asked)
    if row["llm_provider"] != "all":
        counted = counted[counted["llm_provider"] == row["llm_provider"]]
    full = {
        **row,
        "website_id": tenant.iloc[0],
        "day": day,
        "brand_name": name,
        "role": role,
        "total_responses": int(counted["total_responses"].sum()),
        **{version: newest[version] for version in _VERSIONS},
        "is_demonstration": bool(after.members["is_demonstration"].any()),
        "period_start": after.days[0] if after.days else day,
        "period_end": day,
        "created_at": datetime.combine(day, time(), UTC),
    }
    key = [full[column] for column in visibility_verdicts.natural_key]
    return {**full, "id": derived_id(day, visibility_verdicts.name, *key)}
