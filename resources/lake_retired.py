"""Partitions that retention took out of the lake: a note stands where the rows stood.

    lake/retired/{system}/{table}/…/note.json    when, by which rule, and where the archive is
    lake/retired/copies_follow/{day}/{website}   copies in stores do not know of it yet

The note is written before the file goes. Whoever reads the partition is told of it; a copy in a
store, which must hold no more than the lake, takes it for a partition without rows
(`read_kept`). Writing the partition anew makes the note void, without touching it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    import pyarrow

    from resources.lake import Lake
    from resources.table_schema import Table

FOLDER = "retired"
_WAITING = f"{FOLDER}/copies_follow"


def note_of(lake: Lake, table: Table, partition: str) -> dict[str, Any] | None:
    """The note of a partition; none where it was never taken out."""
    path = _path(lake, table, partition)
    try:
        with telling_what_failed("read", f"{lake.url}/{path}"):
            found: dict[str, Any] = json.loads(bytes(open_store(lake.url).get(path).bytes()))
    except FileNotFoundError:
        return None
    return found


def retire(lake: Lake, table: Table, partition: str, note: Mapping[str, Any]) -> None:
    """Write the note, then remove the partition's file; again changes nothing.

    Raises:
        StoreError: the store refuses; what was there stays.
    """
    path = _path(lake, table, partition)
    body = json.dumps(note, sort_keys=True, default=str).encode()
    with telling_what_failed("write", f"{lake.url}/{path}"):
        open_store(lake.url).put(path, body)
    lake.delete(table, partition)


def restore_file(lake: Lake, path: str, body: bytes) -> None:
    """Put a partition's file back as it lay there; `path` is below the lake's root."""
    with telling_what_failed("write", f"{lake.url}/{path}"):
        open_store(lake.url).put(path, body)


def await_copies(lake: Lake, partition: str) -> None:
    """Mark a day of a website as one whose copies are still to follow the lake."""
    path = _mark(partition)
    with telling_what_failed("write", f"{lake.url}/{path}"):
        open_store(lake.url).put(path, b"")


def settle_copies(lake: Lake, partition: str) -> None:
    """Take the mark away; nothing happens where there is none."""
    path = _mark(partition)
    try:
        with telling_what_failed("delete", f"{lake.url}/{path}"):
            open_store(lake.url).delete(path)
    except FileNotFoundError:
        return


def list_awaiting(lake: Lake) -> list[str]:
    """Days of websites whose copies are still to follow, sorted."""
    with telling_what_failed("list", f"{lake.url}/{_WAITING}"):
        listed = [
            meta["path"]
            for batch in open_store(lake.url).list(prefix=f"{_WAITING}/")
            for meta in batch
        ]
    return sorted(path.removeprefix(f"{_WAITING}/").replace("/", "|") for path in listed)


def read_kept(lake: Lake, table: Table, partition: str) -> pyarrow.Table:
    """A partition's rows; none where retention took it out, for copies that follow the lake.

    Raises:
        MissingDataError: it was never written.
    """
    if not lake.exists(table, partition) and note_of(lake, table, partition) is not None:
        return table.arrow_schema.empty_table()
    return lake.read_arrow(table, partition)


def tell_missing(lake: Lake, table: Table, partition: str) -> str:
    """Why a partition cannot be read, and what to do."""
    note = note_of(lake, table, partition)
    if note is None:
        return (
            f"{table.name} has no partition {partition!r} yet: materialise "
            f"{table.system}/{table.name} for it first."
        )
    kept = note.get("archive")
    way = (
        f"its rows are in the archive: `onevice retention archive restore "
        f"{note['data_type']} '{partition}'` brings them back"
        if kept
        else "its rows were not archived"
    )
    return (
        f"{table.name} of {partition} was removed on {note['removed_on']}, as its period of "
        f"{note['days']} days had ended; {way}."
    )


def _mark(partition: str) -> str:
    return f"{_WAITING}/{partition.replace('|', '/')}"


def _path(lake: Lake, table: Table, partition: str) -> str:
    return f"{FOLDER}/{lake.path(table, partition).removesuffix('data.parquet')}note.json"
