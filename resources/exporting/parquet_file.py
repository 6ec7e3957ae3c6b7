"""A table as Parquet, for programs: every value as it is, the same bytes for the same table."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from resources.exporting.columns import as_arrow

if TYPE_CHECKING:
    from resources.exporting.columns import Table


def to_parquet(table: Table) -> bytes:
    """Write a table as Parquet with zstd; texts are not changed, moments are UTC.

    Raises:
        SchemaError: when a column mixes types or a column's name occurs twice.
    """
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(as_arrow(table), sink, compression="zstd")
    return sink.getvalue()
