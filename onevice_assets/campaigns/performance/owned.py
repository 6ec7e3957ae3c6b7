"""Columns of rows as a lake table has them: ids, owners, types, and the order of its key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from resources.identity import derived_ids

if TYPE_CHECKING:
    import pyarrow as pa

    from resources.control_plane.campaign_clients import Client
    from resources.lake import Lake, Written
    from resources.table_schema import Table


def owned(
    table: Table, client: Client, rows: pa.Table, moment: str | None, key: Sequence[str]
) -> pa.Table:
    """Rows of a client in the shape of a table.

    Args:
        table: the table.
        client: whose they are.
        rows: columns by name; what the table does not have is left out, what is missing is null.
        moment: column of the day an id begins with; none: since the client is known.
        key: columns of texts that make a row itself.
    """
    import pyarrow as pa

    count = len(rows)
    moments = (
        rows[moment]
        if moment
        else pa.chunked_array([pa.array([client.created_at] * count, pa.timestamp("us", "UTC"))])
    )
    given = {name: rows[name] for name in rows.column_names}
    if "id" in table.column_names and "id" not in given:
        owner = pa.chunked_array([pa.array([client.id] * count, pa.string())])
        parts = [rows[one].cast(pa.string()) for one in key]
        given["id"] = (
            derived_ids(moments, table.name, owner, *parts) if count else pa.nulls(0, pa.string())
        )
    given["brand_id"] = pa.array([client.id] * count, pa.string())
    given["organization_id"] = pa.array([client.organization_id] * count, pa.string())
    columns = [
        given[one.name].cast(one.type) if one.name in given else pa.nulls(count, one.type)
        for one in table.arrow_schema
    ]
    shaped = pa.table(columns, schema=table.arrow_schema)
    return shaped.sort_by([(name, "ascending") for name in table.natural_key])


def read_rows(lake: Lake, table: Table, partition: str) -> pa.Table:
    """Rows of a partition, or none where it was never written."""
    if lake.exists(table, partition):
        return lake.read_arrow(table, partition)
    return table.arrow_schema.empty_table()


def write_rows(lake: Lake, table: Table, partition: str, rows: pa.Table) -> Written:
    """Check rows that are in the order of the key, and replace a partition with them.

    Raises:
        SchemaError: naming column, check and offending values; the old file stays.
    """
    return lake.put(table, partition, lake.prepare(table, rows, {partition: rows})[partition])
