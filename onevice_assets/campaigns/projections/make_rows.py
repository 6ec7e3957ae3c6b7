"""Rows of the lake as what is remembered of a client: nodes, relationships, texts with a vector."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from onevice_assets.campaigns.model.content import CONTENT
from onevice_assets.campaigns.projections.performance_rows import (
    Rows,
    make_performance_rows,
    with_results,
)
from resources.identity import text_hash

Row = dict[str, Any]

_LISTS: Final = {
    "HAS_TONE": "tones",
    "HAS_AESTHETIC": "aesthetics",
    "HAS_COLOR_PALETTE": "color_palettes",
    "HAS_COMPOSITION": "compositions",
    "SHOWS": "narrative_elements",
}
"""Relationship → column of `content` with the names it leads to."""
_RESULTS: Final = ("total_impressions", "total_spend", "total_revenue", "avg_roas")


def make_rows(content: Iterable[Mapping[str, Any]], results: Rows) -> dict[str, list[Row]]:
    """What the graph should hold of a client, by label and type.

    Args:
        content: rows of `content`; files that could not be read are not remembered.
        results: rows of how its campaigns went, by table; see `performance_rows.py`.
    """
    rows = _remembered(content, results)
    found: dict[str, list[Row]] = {"Content": [_to_node(row) for row in rows]}
    for kind, column in _LISTS.items():
        found[kind] = [
            {"start": row["id"], **_to_end(one)} for row in rows for one in json.loads(row[column])
        ]
    return found | make_performance_rows(results, [row["id"] for row in rows])


def make_essence(content: Iterable[Mapping[str, Any]], results: Rows) -> list[Row]:
    """What is embedded of a client's creatives: the description, and what else is known of each.

    Args:
        content: as of `make_rows`.
        results: as of `make_rows`.
    """
    return [_to_essence(row) for row in _remembered(content, results)]


def write_moment(moment: datetime) -> str:
    """A moment as ISO 8601, UTC: `2026-11-22T10:15:00Z`."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _remembered(content: Iterable[Mapping[str, Any]], results: Rows) -> list[Row]:
    read = (row for row in content if row["processing_status"] == "profiled")
    return with_results(read, results)


def _to_node(row: Mapping[str, Any]) -> Row:
    own = {one.name: row.get(one.name) for one in CONTENT.properties}
    return {
        **own,
        "id": row["id"],
        "sort": row["sort"],
        "colors": [name for name, _ in json.loads(row["colors"])],
        "upload_date": write_moment(row["upload_date"]),
        "profile_date": write_moment(row["profile_date"]),
    }


def _to_end(one: str | Mapping[str, Any]) -> Row:
    if isinstance(one, str):
        return {"end": one}
    return {"end": one["name"], "confidence": float(one["confidence"])}


def _to_essence(row: Mapping[str, Any]) -> Row:
    text = row["description"].replace("\x00", "").encode("utf-8", "replace").decode()
    metadata = {
        "sort": row["sort"],
        "status": row["status"],
        "client_of": row["organization_id"],
        "s3_key": row["s3_key"],
        "filename": row["filename"],
        "format": row["format"],
        "resolution": row["resolution"],
        "duration_seconds": row["duration_seconds"],
        "profiled_by": row["profiled_by"],
        "upload_date": write_moment(row["upload_date"]),
        **{column: _tell_names(row[column]) for column in _LISTS.values()},
        **{name: row.get(name) for name in _RESULTS},
    }
    known = {name: value for name, value in metadata.items() if value not in (None, "")}
    return {
        "id": row["id"],
        "text": text,
        "content_hash": text_hash(text),
        "metadata": json.dumps(known, ensure_ascii=False, sort_keys=True),
    }


def _tell_names(column: str) -> str:
    """Names with commas: not every store of vectors holds lists."""
    return ", ".join(one if isinstance(one, str) else one["name"] for one in json.loads(column))
