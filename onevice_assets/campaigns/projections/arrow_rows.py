"""A client's nodes, relationships and texts as Arrow tables: what a saga keeps and compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.kinds import Kind, Property
from onevice_assets.publishing.projection import VECTOR, Rows
from resources.errors import SchemaError

if TYPE_CHECKING:
    import pyarrow

    from resources.vector_index.vector_index import Entry

Row = dict[str, Any]

ESSENCE: Final = "content_essence"
STRAY: Final = "(undeclared)"
"""Column with the names of properties that nobody declared: somebody wrote them by hand."""


def to_tables(brand_id: str, organization_id: str, rows: Mapping[str, Sequence[Row]]) -> Rows:
    """Tables of all labels and types, empty ones too, in an order of their own.

    Args:
        brand_id: the client all rows belong to.
        organization_id: the tenant the client is of; a row that says another one keeps it.
        rows: by label and type, as `make_rows` has them.
    """
    import pyarrow as pa

    owners = {"brand_id": brand_id, "organization_id": organization_id}
    return {
        name: pa.Table.from_pylist(
            [{**owners, **row} for row in sorted(rows.get(name, ()), key=_order)], schema
        )
        for name, schema in _schemas().items()
    }


def from_tables(brand_id: str, tables: Rows) -> dict[str, list[Row]]:
    """The rows of tables; inverse of `to_tables`.

    Raises:
        SchemaError: a row belongs to another client.
    """
    found = {name: table.to_pylist() for name, table in tables.items()}
    for name, rows in found.items():
        foreign = {row["brand_id"] for row in rows} - {brand_id}
        if foreign:
            raise SchemaError(
                f"Rows of {name} for client {brand_id} belong to another one "
                f"({sorted(map(str, foreign))[0]}). Nothing was written."
            )
    return found


def to_essence_table(rows: Sequence[Row]) -> pyarrow.Table:
    """Table of texts without vectors; `metadata` is JSON."""
    import pyarrow as pa

    names = ("id", "text", "content_hash", "metadata")
    schema = pa.schema([(name, pa.string()) for name in names])
    return pa.Table.from_pylist(sorted(rows, key=lambda one: str(one["id"])), schema)


def with_vectors(entries: Iterable[Entry], dimensions: int) -> pyarrow.Table:
    """Table of what a store holds, with vectors; the inverse is `to_entries`."""
    import json

    import numpy as np
    import pyarrow as pa

    held = sorted(entries, key=lambda one: one.id)
    rows = [
        {
            "id": one.id,
            "text": one.text,
            "content_hash": one.content_hash,
            "metadata": json.dumps(dict(one.metadata), ensure_ascii=False, sort_keys=True),
        }
        for one in held
    ]
    vectors = [np.asarray(one.vector, np.float32) for one in held]
    flat = np.concatenate(vectors) if vectors else np.empty(0, np.float32)
    column = pa.FixedSizeListArray.from_arrays(pa.array(flat, pa.float32()), dimensions)
    return to_essence_table(rows).append_column(VECTOR, column)


def to_entries(table: pyarrow.Table) -> list[Entry]:
    """Entries of a table, with their vectors where it has them."""
    import json

    import numpy as np

    from resources.vector_index.vector_index import Entry

    return [
        Entry(
            row["id"],
            row["text"],
            row["content_hash"],
            json.loads(row["metadata"]),
            np.asarray(row[VECTOR], np.float32) if row.get(VECTOR) is not None else None,
        )
        for row in table.to_pylist()
    ]


def _order(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(name) or "") for name in ("start", "end", "id"))


def _schemas() -> dict[str, pyarrow.Schema]:
    import pyarrow as pa

    text = pa.string()
    owned = [("brand_id", text), ("organization_id", text), (STRAY, pa.list_(text))]
    found = {}
    for label, node in NODES.items():
        own = [("id", text), ("sort", text), *_fields(node.properties)]
        found[label] = pa.schema([*owned, *own])
    for kind, edge in RELATIONSHIPS.items():
        found[kind] = pa.schema([*owned, ("start", text), ("end", text), *_fields(edge.properties)])
    return found


def _fields(properties: Sequence[Property]) -> list[tuple[str, Any]]:
    import pyarrow as pa

    types = {
        Kind.TEXT: pa.string(),
        Kind.TIME: pa.string(),
        Kind.DAY: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.TEXTS: pa.list_(pa.string()),
    }
    return [(one.name, types[one.kind]) for one in properties]
