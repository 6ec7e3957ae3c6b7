"""A folder of this machine: SQLite files (Dagster's own) as of one moment each, others as is."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from resources.backup.entries import Item, read_entry
from resources.backup.manifest import Entry
from resources.backup.vault import Vault
from resources.errors import StoreError

_MAGIC: Final = b"SQLite format 3\x00"
_BESIDE: Final = ("-wal", "-shm", "-journal")
_CHUNK: Final = 1024 * 1024


def list_folder(name: str, folder: Path, leave_out: Collection[str] = ()) -> Iterator[Item]:
    """Every file of a folder, as `name/path`; what SQLite keeps beside its files is in them.

    Args:
        name: what its paths begin with in the backup.
        folder: which; one that is not there has no files.
        leave_out: names right in the folder that are not looked into.
    """
    tops = sorted(folder.iterdir()) if folder.is_dir() else []
    kept = (top for top in tops if top.name not in leave_out)
    for path in (path for top in kept for path in (top, *sorted(top.rglob("*")))):
        if path.is_symlink() or not path.is_file() or path.name.endswith((*_BESIDE, ".pid")):
            continue
        yield Item(
            f"{name}/{path.relative_to(folder).as_posix()}", partial(_read, path), _mark(path)
        )


def _mark(path: Path) -> str:
    """What changes with every commit: size and time of the file, and of the log beside it."""
    both = (path, path.with_name(f"{path.name}-wal"))
    return " ".join(
        f"{found.st_size}:{found.st_mtime_ns}" if (found := _stat(one)) else "-" for one in both
    )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        is_database = file.read(len(_MAGIC)) == _MAGIC
    if not is_database:
        yield from _chunks(path)
        return
    with tempfile.TemporaryDirectory(prefix="onevice-backup-") as folder:
        copy = Path(folder) / "copy.db"
        _copy(path, copy)
        yield from _chunks(copy)


def _copy(path: Path, to: Path) -> None:
    """SQLite's own online copy: committed transactions, beside writers."""
    try:
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=30)) as source,
            closing(sqlite3.connect(to)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreError(
            f"{path} could not be copied: {error}. If it is broken, move it away; else do the "
            "same again."
        ) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def restore_folder(
    vault: Vault, entries: Iterable[Entry], name: str, folder: Path, tell: Callable[[int], None]
) -> None:
    """Write files to where they were in another folder."""
    for entry in entries:
        path = folder / entry.path.removeprefix(f"{name}/")
        if not path.resolve().is_relative_to(folder.resolve()):
            raise StoreError(f"{entry.path} would leave {folder}: nothing more is restored.")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            for content in read_entry(vault, entry):
                file.write(content)
        tell(entry.size)
