"""What a store held before a publish touched it, kept in the object store until the saga ends.

    sagas/{saga_id}/{store}/{table}.parquet

Complete once `keep` returned; what a killed process left half is written again.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from onevice_assets.publishing.projection import Rows
from resources.errors import MissingDataError
from resources.object_store import Objects

if TYPE_CHECKING:
    import pyarrow

FOLDER = "sagas/"


def keep_rows(objects: Objects, saga_id: str, store: str, rows: Rows) -> None:
    """Keep a store's rows, empty tables too, under a saga."""
    for name, table in rows.items():
        objects.put(f"{FOLDER}{saga_id}/{store}/{name}.parquet", _to_parquet(table))


def load_rows(objects: Objects, saga_id: str, store: str) -> Rows:
    """The rows that were kept.

    Raises:
        MissingDataError: when there are none: somebody else removed them.
    """
    import pyarrow.parquet as pq

    folder = f"{FOLDER}{saga_id}/{store}/"
    paths = objects.list(folder)
    if not paths:
        raise MissingDataError(
            f"Tried to take {store} back to what it held before saga {saga_id}, but nothing is "
            f"left in {objects.url.rstrip('/')}/{folder}. Nothing was changed in it; once the "
            "scope is published anew from the lake, all stores agree again."
        )
    return {PurePosixPath(one).stem: pq.read_table(io.BytesIO(objects.get(one))) for one in paths}


def forget_rows(objects: Objects, saga_id: str) -> None:
    """Remove everything kept under a saga."""
    for path in objects.list(f"{FOLDER}{saga_id}/"):
        objects.delete(path)


def _to_parquet(table: pyarrow.Table) -> bytes:
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()
