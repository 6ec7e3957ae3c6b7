"""What a store held before a publish touched it, kept in the object store until the saga ends.

    sagas/{saga_id}/{store}.zip     one Arrow file for each table

One object for each store: it is there whole or not at all.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zipfile import ZipFile

from onevice_assets.publishing.projection import Rows
from resources.errors import MissingDataError
from resources.object_store import Objects

if TYPE_CHECKING:
    import pyarrow

FOLDER = "sagas/"


def keep_rows(objects: Objects, saga_id: str, store: str, rows: Rows) -> None:
    """Keep a store's rows, empty tables too, under a saga."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, table in rows.items():
            archive.writestr(f"{name}.arrow", _to_arrow_file(table))
    objects.put(_path(saga_id, store), packed.getvalue())


def load_rows(objects: Objects, saga_id: str, store: str) -> Rows:
    """The rows that were kept.

    Raises:
        MissingDataError: when there are none: somebody else removed them.
    """
    import pyarrow as pa

    path = _path(saga_id, store)
    try:
        packed = objects.get(path)
    except MissingDataError:
        raise MissingDataError(
            f"Tried to take {store} back to what it held before saga {saga_id}, but "
            f"{objects.url.rstrip('/')}/{path} is gone. Nothing was changed in it; once the "
            "scope is published anew from the lake, all stores agree again."
        ) from None
    with ZipFile(io.BytesIO(packed)) as archive:
        return {
            PurePosixPath(name).stem: pa.ipc.open_file(archive.read(name)).read_all()
            for name in archive.namelist()
        }


def forget_rows(objects: Objects, saga_id: str) -> None:
    """Remove everything kept under a saga."""
    for path in objects.list(f"{FOLDER}{saga_id}/"):
        objects.delete(path)


def _path(saga_id: str, store: str) -> str:
    return f"{FOLDER}{saga_id}/{store}.zip"


def _to_arrow_file(table: pyarrow.Table) -> memoryview:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, table.schema, options=options) as file:
        file.write_table(table)
    return memoryview(sink.getvalue())
