"""What a pattern and its relationships look like in the graph, and how lake rows become that.

The seed's `data: object` cannot be stored: a graph holds no maps. Its parts are properties of
their own; `examples` is a list of texts. What is null is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from onevice_assets.tables.intents import RELATIONSHIPS, pattern_relationships, patterns

Row = dict[str, Any]

TYPES: Final = RELATIONSHIPS
PROPERTIES: Final = tuple(patterns.column_names)
EDGE_PROPERTIES: Final = tuple(
    name
    for name in pattern_relationships.column_names
    if name not in ("type", "from_pattern_id", "to_pattern_id")
)


@dataclass(frozen=True)
class PatternRows:
    """All that an organization has in the graph: nodes, and relationships by type."""

    organization_id: str
    nodes: list[Row]
    edges: dict[str, list[Row]]


def to_graph(
    organization_id: str, nodes: Iterable[Row], relationships: Iterable[Row]
) -> PatternRows:
    """Rows of the lake as the graph has them.

    Args:
        organization_id: whose.
        nodes: rows of `patterns`.
        relationships: rows of `pattern_relationships`; here they have `start` and `end`.
    """
    edges: dict[str, list[Row]] = {kind: [] for kind in TYPES}
    for row in relationships:
        ends = {"start": row["from_pattern_id"], "end": row["to_pattern_id"]}
        edges[row["type"]].append({**ends, **_keep(row, EDGE_PROPERTIES)})
    made = [_keep({**row, "examples": json.loads(row["examples"])}, PROPERTIES) for row in nodes]
    return PatternRows(organization_id, made, edges)


def _keep(row: Row, names: Iterable[str]) -> Row:
    return {name: in_utc(row[name]) for name in names if row.get(name) is not None}


def in_utc(value: Any) -> Any:
    """A moment in UTC, which the embedded graph keeps without saying so; else the value."""
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
