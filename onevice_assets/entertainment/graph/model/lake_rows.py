"""Rows of a graph as the lake keeps them: one a node or relationship, its properties as JSON.

The inverse gives the same rows back, days and moments as such: what kind a property is says the
declaration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, Property
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row, uuid_of


def keep_nodes(rows: GraphRows, created_at: datetime) -> list[dict[str, Any]]:
    """A row of the lake for every node.

    Args:
        rows: of one organization.
        created_at: logical time of rows that do not tell their own.
    """
    return [
        {
            "id": uuid_of(row["id"]),
            "organization_id": rows.organization_id,
            "label": label,
            "node_id": row["id"],
            "name": row.get("name") or row.get("title") or row.get("filename"),
            "sensitivity_level": row.get(NODES[label].level_property),
            "properties": _write(row),
            "created_at": row.get("createdAt") or created_at,
        }
        for label, some in rows.nodes.items()
        for row in some
    ]


def keep_edges(rows: GraphRows, created_at: datetime) -> list[dict[str, Any]]:
    """A row of the lake for every relationship; arguments as of `keep_nodes`."""
    return [
        {
            "id": row["id"],
            "organization_id": rows.organization_id,
            "type": kind,
            "start_id": row[START],
            "end_id": row[END],
            "properties": _write(row),
            "created_at": row.get("createdAt") or created_at,
        }
        for kind, some in rows.edges.items()
        for row in some
    ]


def load_rows(
    organization_id: str, nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]]
) -> GraphRows:
    """The graph that rows of the lake hold.

    Args:
        organization_id: whose it is.
        nodes: made by `keep_nodes`.
        edges: made by `keep_edges`.
    """
    found: dict[str, list[Row]] = {label: [] for label in NODES}
    tied: dict[str, list[Row]] = {kind: [] for kind in RELATIONSHIPS}
    for row in nodes:
        declared = {one.name: one for one in NODES[row["label"]].properties}
        found[row["label"]].append(_read(row["properties"], declared))
    for row in edges:
        declared = {one.name: one for one in RELATIONSHIPS[row["type"]].properties}
        tied[row["type"]].append(_read(row["properties"], declared))
    return GraphRows(organization_id, found, tied)


def write_properties(row: Row) -> str:
    """A row as JSON, by name; what is None is there as null."""
    return json.dumps(row, default=_to_text, ensure_ascii=False, sort_keys=True)


def read_properties(text: str, declared: Iterable[Property]) -> Row:
    """The declared properties of such JSON that are there, days and moments as such."""
    row = _read(text, known := {one.name: one for one in declared})
    return {name: value for name, value in row.items() if name in known and value is not None}


def _write(row: Row) -> str:
    return write_properties({name: value for name, value in row.items() if value is not None})


def _to_text(value: object) -> str:
    # a moment's own, for a datetime is a date too; what a graph has that nobody declared: as it is
    return value.isoformat() if isinstance(value, date) else str(value)


def _read(text: str, declared: Mapping[str, Property]) -> Row:
    row: Row = json.loads(text)
    return {name: _make(value, declared.get(name)) for name, value in row.items()}


def _make(value: Any, declared: Property | None) -> Any:
    make = _MADE.get(declared.kind) if declared else None
    return make(value) if make and value is not None else value


_MADE: Mapping[Kind, Callable[[str], Any]] = {
    Kind.DAY: date.fromisoformat,
    Kind.TIME: datetime.fromisoformat,
}
