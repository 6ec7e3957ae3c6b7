"""Stored verdicts: a change or noise, and whether a lead is real."""

from __future__ import annotations

from typing import Any

from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.partitions import join_key
from onevice_assets.tables.verdicts import visibility_verdicts

_ORDER = ("up", "down", "no_change", "no_verdict")


def read_verdicts(scope: Scope) -> list[dict[str, Any]]:
    """Verdicts of the newest day of the period that has any, the clearest first.

    Returns:
        Rows of `visibility_verdicts`, of the chosen providers and brands; none where no day has
        been judged.
    """
    for day in reversed(scope.days):
        key = join_key(day.isoformat(), scope.key)
        if scope.lake.exists(visibility_verdicts, key):
            rows = scope.lake.read_rows(visibility_verdicts, key)
            return sorted((row for row in rows if _is_wanted(scope, row)), key=_place)
    return []


def _is_wanted(scope: Scope, row: dict[str, Any]) -> bool:
    providers, brands = scope.asked.provider, scope.asked.brand
    return (
        not providers
        or row["llm_provider"] in providers
        or (len(providers) != 1 and row["llm_provider"] == "all")
    ) and (not brands or row["brand_name"] in brands)


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["comparison"] == "own_brand",
        row["role"] != "own",
        _ORDER.index(row["verdict"]),
        row["llm_provider"] != "all",
        -abs(row["difference"] or 0),
        row["brand_name"],
        row["llm_provider"],
        row["measure"],
    )
