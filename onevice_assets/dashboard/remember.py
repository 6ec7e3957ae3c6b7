"""A lake that remembers the files it has read, up to a number of bytes.

A file is read again when it was replaced; whether it was is asked at most every few seconds, so
that one look at the page asks once. Nothing is ever written through it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from resources.lake import Lake
from resources.object_store import telling_what_failed
from resources.table_schema import Table

if TYPE_CHECKING:
    import pyarrow

MOST_BYTES = 512 * 1024 * 1024
TRUSTED_SECONDS = 5.0

Mark = tuple[Any, ...] | None
"""What tells a file from the one that replaces it; none where there is no file."""


@dataclass
class _Shelf:
    """What is remembered, oldest use first."""

    files: OrderedDict[str, tuple[Mark, pyarrow.Table]]
    marks: dict[str, tuple[float, Mark]]
    listed: dict[str, tuple[float, list[str]]]
    lock: Lock
    held_bytes: int = 0

    def put(self, path: str, mark: Mark, read: pyarrow.Table, most_bytes: int) -> None:
        """Keep a file, and forget the least used ones until the rest fits."""
        before = self.files.pop(path, None)
        self.held_bytes += read.nbytes - (before[1].nbytes if before else 0)
        self.files[path] = (mark, read)
        while self.held_bytes > most_bytes and len(self.files) > 1:
            self.held_bytes -= self.files.popitem(last=False)[1][1].nbytes


class RememberingLake(Lake):
    """Reads like the lake; the same file is fetched and decoded once."""

    most_bytes: int = MOST_BYTES
    trusted_seconds: float = TRUSTED_SECONDS
    _shelf: _Shelf = PrivateAttr(default_factory=lambda: _Shelf(OrderedDict(), {}, {}, Lock()))

    def exists(self, table: Table, partition: str) -> bool:
        """Whether the partition was ever written."""
        return self.mark(table, partition) is not None

    def mark(self, table: Table, partition: str) -> Mark:
        """What tells the partition's file from another one; none where there is no file."""
        path = self.path(table, partition)
        asked_at, known = self._shelf.marks.get(path, (float("-inf"), None))
        now = time.monotonic()
        if now - asked_at < self.trusted_seconds:
            return known
        try:
            with telling_what_failed("look for", self.uri(table, partition)):
                meta = self._store().head(path)
            known = (meta["e_tag"], meta["last_modified"], meta["size"])
        except FileNotFoundError:
            known = None
        if len(self._shelf.marks) > 100_000:
            self._shelf.marks.clear()
        self._shelf.marks[path] = (now, known)
        return known

    def partitions(self, table: Table) -> list[str]:
        """Keys of every partition written so far, sorted."""
        asked_at, known = self._shelf.listed.get(table.name, (float("-inf"), []))
        now = time.monotonic()
        if now - asked_at >= self.trusted_seconds:
            known = super().partitions(table)
            self._shelf.listed[table.name] = (now, known)
        return known

    def _read_file(self, table: Table, partition: str) -> pyarrow.Table:
        path, mark = self.path(table, partition), self.mark(table, partition)
        with self._shelf.lock:
            kept = self._shelf.files.get(path)
            if kept is not None and kept[0] == mark:
                self._shelf.files.move_to_end(path)
                return kept[1]
        read = super()._read_file(table, partition)
        with self._shelf.lock:
            self._shelf.put(path, mark, read, self.most_bytes)
        return read
