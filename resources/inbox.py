"""The inbox: files of answers that somebody puts down, below `inbox/` of the object store.

    inbox/{website key}/name.jsonl          put here; taken once nobody has written for a minute
    inbox/done/{website key}/…-name.jsonl   imported; lines left out stand beside it
    inbox/failed/{website key}/…-name.jsonl not imported; the reason stands beside it

The lines are those of `resources.imports`. Hidden files and `.part`, `.tmp`, `.crdownload` are
never touched. Knows no website and no database: who imports is `sensors/inbox.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from resources.errors import MissingDataError
from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from resources.object_store import Objects

FOLDER = "inbox"
SETTLED_AFTER = timedelta(minutes=1)
CUT_OFF_UNTIL = timedelta(hours=1)
MOST_BYTES = 256 * 1024 * 1024
LINES = (".jsonl", ".ndjson")
_UNFINISHED = (".part", ".tmp", ".crdownload", ".swp", "~")
_OWN = ("done", "failed")


@dataclass(frozen=True)
class InboxFile:
    """A file as it lies there.

    Attributes:
        path: below the root of the object store.
        website_key: the folder it lies in; empty where it lies in none.
        size: bytes.
        modified_at: last written, UTC.
    """

    path: str
    website_key: str
    size: int
    modified_at: datetime

    @property
    def name(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.path).name


def list_files(objects: Objects) -> list[InboxFile]:
    """Every file that is to be taken, oldest first; one listing however many there are.

    Raises:
        StoreError: the object store does not answer.
    """
    found = [
        InboxFile(
            meta["path"],
            _website(meta["path"]),
            meta["size"],
            meta["last_modified"].astimezone(UTC),
        )
        for meta in objects.entries(f"{FOLDER}/")
        if _is_meant(meta["path"], meta["size"])
    ]
    return sorted(found, key=lambda one: (one.modified_at, one.path))


def choose(files: Iterable[InboxFile], now: datetime, most: int) -> list[InboxFile]:
    """The files to take now: those nobody has written for a minute, in the order given."""
    settled = (one for one in files if now - one.modified_at >= SETTLED_AFTER)
    return [one for one, _ in zip(settled, range(most), strict=False)]


def read(objects: Objects, file: InboxFile, now: datetime) -> bytes | None:
    """Read a file; none where somebody is still writing it.

    Raises:
        MissingDataError: when it is gone.
        StoreError: the object store does not answer.
    """
    data = objects.get(file.path)
    may_grow = now - file.modified_at < CUT_OFF_UNTIL
    return None if len(data) != file.size or (may_grow and is_cut_off(data)) else data


def is_cut_off(data: bytes) -> bool:
    """Whether a file ends within a line: without a line's end, and without its closing brace."""
    return bool(data) and not data.endswith(b"\n") and not data.rstrip().endswith(b"}")


def put_away(objects: Objects, file: InboxFile, folder: str, note: str = "") -> str:
    """Move a file to `done` or `failed`, with a note beside it where there is one.

    Killed in between, the file is taken again, which changes nothing.

    Args:
        objects: where it lies.
        file: the file; its bytes are not read.
        folder: `done` or `failed`.
        note: for whoever looks there.

    Returns:
        Where it lies now.

    Raises:
        MissingDataError: somebody took it away.
        StoreError: the object store refuses; the file stays where it was.
    """
    name = f"{file.modified_at:%Y%m%dT%H%M%SZ}-{file.name}"
    path = f"{FOLDER}/{folder}/{file.website_key or 'nobody'}/{name}"
    if note:
        objects.put(f"{path}.reason.txt", f"{note}\n")
    try:
        with telling_what_failed("write", f"{objects.url.rstrip('/')}/{path}"):
            open_store(objects.url).rename(file.path, path)
    except FileNotFoundError as error:
        raise MissingDataError(f"{file.path} is gone from the inbox; nothing was moved.") from error
    return path


def _website(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) == 3 else ""


def _is_meant(path: str, size: int) -> bool:
    parts = PurePosixPath(path).parts
    is_own = len(parts) > 1 and parts[1] in _OWN
    # consoles of S3 keep a folder as an empty object, whose last slash the listing drops
    is_folder = not size and not path.endswith(LINES)
    is_unfinished = parts[-1].startswith(".") or parts[-1].endswith(_UNFINISHED)
    return not is_own and not is_folder and not is_unfinished
