"""A website's part of the graph as tables: one per label and relationship, compared cell by cell.

Properties are JSON texts with sorted names, so what was built and what was read back are the same
characters. Shared nodes are written by every website; only what depends on no other website is
compared, the rest travels in column `shared`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.statements import (
    EDGE_ENDS,
    NODE_KEYS,
    PUBLICATION,
    WEBSITE_LABELS,
)
from onevice_assets.publishing.projection import SHARED, Rows

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]


def to_tables(rows: GraphRows) -> Rows:
    """Tables of what `build_graph` made, or of what was read back."""
    tables = {label: _node_table(label, rows.nodes.get(label, [])) for label in NODE_KEYS}
    tables |= {kind: _edge_table(rows.edges.get(kind, [])) for kind in EDGE_ENDS}
    period = [{"website_id": rows.website_id, **_period(rows.period)}] if rows.period else []
    return {**tables, PUBLICATION: _node_table(PUBLICATION, period)}


def from_tables(website_id: str, tables: Rows) -> GraphRows:
    """The rows behind tables; the other way round than `to_tables`."""
    published = tables[PUBLICATION].to_pylist()
    told = json.loads(published[0]["properties"]) if published else None
    return GraphRows(
        website_id,
        (date.fromisoformat(told["period_start"]), date.fromisoformat(told["period_end"]))
        if told
        else None,
        {label: [_node(label, row) for row in tables[label].to_pylist()] for label in NODE_KEYS},
        {kind: [_edge(row) for row in tables[kind].to_pylist()] for kind in EDGE_ENDS},
    )


def _node_table(label: str, nodes: Iterable[Mapping[str, Any]]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in ("key", "properties", SHARED)])
    return pa.Table.from_pylist([_node_row(label, node) for node in nodes], schema)


def _node_row(label: str, node: Mapping[str, Any]) -> Row:
    key = node["website_id" if label == PUBLICATION else NODE_KEYS[label]]
    text = json.dumps(node, sort_keys=True, ensure_ascii=False)
    # a brand nobody listed is spelt as the first website spells it, in the order of the alphabet
    is_compared = label != "Brand" or node.get("is_known", False)
    return {"key": key, "properties": text if is_compared else None, SHARED: text}


def _edge_table(edges: Iterable[Mapping[str, Any]]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in ("id", "start", "end", "properties")])
    rows = [
        {**edge, "properties": json.dumps(edge["properties"], sort_keys=True, ensure_ascii=False)}
        for edge in edges
    ]
    return pa.Table.from_pylist(rows, schema)


def _node(label: str, row: Row) -> Row:
    found: Row = json.loads(row["properties"] or row[SHARED])
    return found if label in WEBSITE_LABELS else {NODE_KEYS[label]: row["key"], **found}


def _edge(row: Row) -> Row:
    return {**row, "properties": json.loads(row["properties"])}


def _period(period: tuple[date, date]) -> Row:
    return {"period_start": period[0].isoformat(), "period_end": period[1].isoformat()}
