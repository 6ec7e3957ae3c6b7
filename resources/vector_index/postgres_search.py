"""SQL of searches in pgvector: what may be seen, and how the nearest of it are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from resources.vector_index.postgres_tables import table_of, vector_type

if TYPE_CHECKING:
    from resources.vector_index.vector_index import Collection, Within

_FEW_NUMBERS: Final = 5_120_000  # 20,000 vectors of 256 dimensions
EF_SEARCH: Final = 250
"""Candidates of a search along the graph; pgvector's own 40 finds too few of the nearest."""
MOST_EF_SEARCH: Final = 1_000
MOST_SCANNED: Final = 20_000
"""Entries of all tenants that a search along the graph looks at before it gives up."""

_LEAST: Final = 50
_MORE: Final = 2


def few_of(collection: Collection) -> int:
    """How many entries are compared one by one, in some 20 ms."""
    return _FEW_NUMBERS // collection.dimensions


def search_settings(limit: int) -> tuple[str, dict[str, str]]:
    """SQL that sets how this transaction searches along the graph, and its values."""
    return (
        "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), "
        "set_config('hnsw.ef_search', %(ef)s, true), "
        "set_config('hnsw.max_scan_tuples', %(scanned)s, true)",
        {
            "ef": str(min(max(EF_SEARCH, limit), MOST_EF_SEARCH)),
            "scanned": str(MOST_SCANNED),
        },
    )


def within_condition(collection: Collection, within: Within) -> tuple[str, dict[str, Any]]:
    """SQL condition of what a search may see, and its values."""
    within.check_fields(collection)
    values: dict[str, Any] = {"organization_id": within.organization_id}
    parts = ["organization_id = %(organization_id)s"]
    for name, sql, value in (
        ("website_id", "website_id = %(website_id)s", within.website_id),
        ("since", "day >= %(since)s", within.since),
        ("until", "day <= %(until)s", within.until),
    ):
        if value is not None:
            parts.append(sql)
            values[name] = value
    for place, (name, allowed) in enumerate(within.where.items()):
        parts.append(f"metadata->>'{name}' = ANY(%(allowed_{place})s)")
        values[f"allowed_{place}"] = list(allowed)
    return " AND ".join(parts), values


def search(collection: Collection, condition: str, *, is_few: bool = False) -> str:
    """SQL of the nearest entries, nearest first."""
    return (
        "SELECT id, 1 - distance, website_id, day, text, metadata "
        f"FROM ({_nearest_ids(collection, condition, is_few=is_few)}) near "
        f"JOIN {table_of(collection.name)} USING (website_id, id) ORDER BY distance LIMIT %(limit)s"
    )


def _nearest_ids(collection: Collection, condition: str, *, is_few: bool) -> str:
    """SQL of the nearest ids: by comparing all of few, else along the graph, some more than asked.

    A graph over all tenants shows a small one only a part of its nearest; a relaxed scan stops
    at what it found first.
    """
    distance = f"vector <=> %(vector)s::{vector_type(collection)}"
    each = f"SELECT website_id, id, {distance} AS distance FROM {table_of(collection.name)}"
    if is_few:
        every = f"WITH every AS MATERIALIZED ({each} WHERE {condition})"
        return f"{every} SELECT * FROM every ORDER BY distance LIMIT %(limit)s"
    some = f"greatest({_LEAST}, {_MORE} * %(limit)s)"
    return f"{each} WHERE {condition} ORDER BY {distance} LIMIT {some}"
