"""Whole tables of decisions, for people who want to look (`onevice show websites`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

# Table → order. Users (password hashes) are not for looking at.
TABLES = {
    "organizations": "slug",
    "websites": "created_at",
    "brands": "normalized_name",
    "brand_aliases": "alias",
    "website_brands": "since",
    "competitor_relationships": "created_at",
    "simulation_runs": "created_at",
    "llm_attempts": "reserved_at",
    "prompt_baskets": "created_at",
    "prompt_overrides": "created_at",
    "audit_log": "id",
}


def rows(db: Connection, table: str) -> list[dict[str, Any]]:
    """Every row of a table of decisions, oldest or alphabetically first.

    Raises:
        InputError: for a table that is not to be shown.
    """
    if table not in TABLES:
        raise InputError(f"There is no table {table!r}. Tables: {', '.join(sorted(TABLES))}.")
    found = db.exec_driver_sql(f"SELECT * FROM control.{table} ORDER BY {TABLES[table]}")
    return [dict(row) for row in found.mappings()]
