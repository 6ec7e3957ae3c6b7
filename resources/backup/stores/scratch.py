"""A table on the disk for what a graph's ids and lines do not leave room for in memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class Scratch:
    """Texts by key, and lines that come back sorted; gone with the block that made it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("CREATE TABLE names (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        db.execute("CREATE TABLE lines (sheet TEXT, line TEXT)")

    def start_over(self) -> None:
        """Forget everything."""
        self._db.execute("DELETE FROM names")
        self._db.execute("DELETE FROM lines")

    def name(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep values by their keys."""
        self._db.executemany("INSERT OR REPLACE INTO names VALUES (?, ?)", pairs)

    def look_up(self, key: str) -> str | None:
        """The value of a key, if it was named."""
        row = self._db.execute("SELECT value FROM names WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def add(self, sheet: str, lines: Iterable[str]) -> None:
        """Keep lines on a sheet."""
        self._db.executemany("INSERT INTO lines VALUES (?, ?)", ((sheet, one) for one in lines))

    def sort(self, sheet: str) -> Iterator[str]:
        """The lines of a sheet, sorted by their bytes."""
        order = "SELECT line FROM lines WHERE sheet = ? ORDER BY line"
        return (str(row[0]) for row in self._db.execute(order, (sheet,)))


@contextmanager
def open_scratch() -> Iterator[Scratch]:
    """A table of this block's own, in a folder that only its owner may enter."""
    with (
        tempfile.TemporaryDirectory(prefix="onevice-backup-") as folder,
        closing(sqlite3.connect(Path(folder) / "scratch.db", check_same_thread=False)) as db,
    ):
        yield Scratch(db)
