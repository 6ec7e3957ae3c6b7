"""Which brands a day's rows are about, and which of them an answer names."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    import pyarrow

_PREFIXES = ("", "missing_", "substitute_")
_TRACKED = ("own", "competitor")


def list_brands(tables: Sequence[pyarrow.Table]) -> pyarrow.Table:
    """One row per brand that any of a day's rows refers to.

    Args:
        tables: the day's tables; those with `brand_id` and `brand_name`, or the two with a prefix,
            are looked at.

    Returns:
        `id`, `name` (of several the alphabetically first), `normalized_name`, `is_tracked`.
    """
    import pyarrow as pa

    names: dict[str, str] = {}
    tracked: set[str] = set()
    for table in tables:
        for row in _distinct(table):
            known = names.setdefault(row["id"], row["name"])
            names[row["id"]] = min(known, row["name"])
            if row["is_tracked"]:
                tracked.add(row["id"])
    ids = sorted(names)
    return pa.table(
        {
            "id": pa.array(ids, pa.string()),
            "name": pa.array([names[one] for one in ids], pa.string()),
            "normalized_name": pa.array(
                [normalize_brand_name(names[one]) for one in ids], pa.string()
            ),
            "is_tracked": pa.array([one in tracked for one in ids], pa.bool_()),
        }
    )


def name_brands(responses: pyarrow.Table, states: pyarrow.Table) -> pyarrow.Table:
    """Add `brands_mentioned` to answers: JSON names in the order the answer names them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    said = states.filter(pc.not_equal(states["presence"], "ignored"))
    said = said.select(["llm_response_id", "brand_name", "mention_start"])
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for row in said.to_pylist():
        start = row["mention_start"]
        place = float("inf") if start is None else start
        found[row["llm_response_id"]].append((place, row["brand_name"]))
    texts = [
        json.dumps([name for _, name in sorted(found[one])], ensure_ascii=False)
        for one in responses["id"].to_pylist()
    ]
    return responses.append_column("brands_mentioned", pa.array(texts, pa.string()))


def _distinct(table: pyarrow.Table) -> list[dict[str, Any]]:
    """Each brand, name and role of a table once."""
    found: list[dict[str, Any]] = []
    for prefix in _PREFIXES:
        columns = [f"{prefix}brand_id", f"{prefix}brand_name"]
        if columns[0] in table.column_names:
            role = ["role"] if "role" in table.column_names else []
            once = table.group_by([*columns, *role]).aggregate([])
            found += [
                {
                    "id": row[columns[0]],
                    "name": row[columns[1]],
                    "is_tracked": row.get("role") in _TRACKED,
                }
                for row in once.to_pylist()
            ]
    return found
