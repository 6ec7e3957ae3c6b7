"""The query that reads a history: one row for each version of a thing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from onevice_assets.campaigns.performance.reports.csv_text import LINE
from onevice_assets.campaigns.performance.reports.declared import Things
from onevice_assets.campaigns.performance.reports.fact_query import SYNCED
from onevice_assets.campaigns.performance.reports.sql import literal, moment_of, present, text_of

_IDS: Final = ("external_id", "account_id", "campaign_id", "ad_group_id", "creative_id")
_TEXTS: Final = ("name", "status", "objective", "channel", "currency", "age", "gender")
_DAYS: Final = ("start_date", "end_date")
_A_DAY: Final = "('BUDGET_MODE_DAY', 'BUDGET_MODE_DYNAMIC_DAILY_BUDGET')"


def write(things: Things, columns: Collection[str]) -> str:
    """Query over `sheet`; parameters as of `fact_query.write`.

    Args:
        things: what the file is.
        columns: what it has.
    """

    def said(name: str) -> str:
        return text_of(things.columns.get(name, ""), columns)

    selected = {
        "network": literal(things.network),
        "kind": literal(things.kind),
        **{name: f"whole_id({said(name)})" for name in _IDS},
        **{name: said(name) for name in _TEXTS},
        **{name: f"day_of({said(name)})::VARCHAR" for name in _DAYS},
        "budget": _budget(things, columns),
        "files": _files(things, columns),
        "updated_at": moment_of(things.updated, columns),
        "source_file": "$file",
        "source_line": f'"{LINE}"',
        "file_hash": "$hash",
        "reported_at": f"coalesce({moment_of(SYNCED, columns)}, $taken::TIMESTAMP)",
    }
    empty = f"{selected['external_id']} IS NULL"
    if things.kind == "area":  # an area is of one campaign: together they are the thing
        parts = f"{selected['campaign_id']}, '|{things.name}|', {selected['external_id']}"
        selected["external_id"] = f"concat({parts})"
    told = literal(f"{things.columns['external_id']} is empty")
    hint = literal("Every row needs it: export the file again.")
    return f"""SELECT {", ".join(f"{sql} AS {name}" for name, sql in selected.items())},
        CASE WHEN {empty} THEN {told} END AS what, CASE WHEN {empty} THEN {hint} END AS what_to_do
    FROM sheet WHERE $comma IS NOT NULL"""


def _budget(things: Things, there: Collection[str]) -> str:
    """Of a day, in the account's currency; Facebook tells it in hundredths."""
    if things.network == "facebook" and "daily_budget" in there:
        return 'numeral("daily_budget", $comma) / 100'
    if things.network == "tiktok" and {"budget", "budget_mode"} <= {*there}:
        number = 'numeral("budget", $comma)'
        return f'CASE WHEN told("budget_mode") IN {_A_DAY} THEN {number} END'
    found = present(things.columns.get("budget", ""), there)
    return f'numeral("{found[0]}", $comma)' if found else "NULL::DOUBLE"


def _files(things: Things, there: Collection[str]) -> str:
    found = ", ".join(f'told("{one}")' for one in things.files if one in there)
    told = f"list_filter([{found}], lambda one: one IS NOT NULL)" if found else "[]"
    return f"to_json({told})::VARCHAR"
