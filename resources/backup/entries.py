"""Streams to entries and back, a piece at a time in memory; what is there already stays there.

A piece whose blob the last backups name is taken as it lies. One that nobody names (a backup was
ended before its manifest) is read first, and written again where it is broken.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Final

from resources.backup.manifest import Entry, Manifest, Piece
from resources.backup.sealed import BrokenBackupError, name_of
from resources.backup.vault import Vault

PIECE_BYTES: Final = 4 * 1024 * 1024
_AT_ONCE: Final = 4
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Item:
    """Something to keep.

    Attributes:
        path: as of `Entry`.
        read: its content in chunks of any length; called once, or not at all.
        mark: as of `Entry`; with the mark of an earlier entry, that one is taken unread.
        detail: as of `Entry`.
        alone: whether it must be read before the next item is made (they share a connection).
    """

    path: str
    read: Callable[[], Iterable[bytes]]
    mark: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    alone: bool = False


class Writer:
    """Writes entries to a vault.

    Attributes:
        read_bytes: content that was read.
        written_bytes: blobs that were written, as they lie there.
    """

    def __init__(self, vault: Vault, earlier: Manifest | None, *, trust: bool = True) -> None:
        """Look what is there.

        Args:
            vault: where to write.
            earlier: the newest backup, whose blobs may be taken again.
            trust: take marks and blobs as they are; False reads everything anew.
        """
        self._vault, self._guard = vault, threading.Lock()
        self._there = {name: one.size for name, one in vault.list_blobs().items()}
        entries = earlier.entries if earlier else ()
        named = {piece.name: piece for one in entries for piece in one.pieces}
        self._known = {n: p for n, p in named.items() if self._there.get(n) == p.stored and trust}
        self._marked = {one.path: one for one in entries if one.mark} if trust else {}
        self.read_bytes = self.written_bytes = 0

    def write_all(self, items: Iterable[Item], tell: Tell) -> list[Entry]:
        """Write items, files some at a time; `tell` is called with each one's bytes."""
        done: list[Entry] = []
        waiting: set[Future[Entry]] = set()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for item in items:
                if item.alone:
                    done.append(self._write(item, tell))
                    continue
                waiting.add(pool.submit(self._write, item, tell))
                if len(waiting) >= 2 * _AT_ONCE:
                    ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    done += [one.result() for one in ready]
            done += [one.result() for one in waiting]
        return done

    def _write(self, item: Item, tell: Tell) -> Entry:
        earlier = self._marked.get(item.path)
        if earlier and item.mark == earlier.mark and self._has(earlier):
            tell(earlier.size)
            return earlier
        whole, size, pieces = hashlib.sha256(), 0, []
        for content in cut(item.read()):
            whole.update(content)
            size += len(content)
            pieces.append(self._keep(content))
        with self._guard:
            self.read_bytes += size
        tell(size)
        return Entry(item.path, size, whole.hexdigest(), tuple(pieces), item.mark, item.detail)

    def _has(self, entry: Entry) -> bool:
        return all(piece.name in self._known for piece in entry.pieces)

    def _keep(self, content: bytes) -> Piece:
        digest = hashlib.sha256(content)
        name = name_of(self._vault.ring.writing, digest.digest())
        if name in self._known:
            return self._known[name]
        if name in self._there:
            piece = Piece(name, digest.hexdigest(), self._there[name])
            if self._is_whole(piece):
                return self._note(piece)
        piece = self._vault.write_piece(content)
        with self._guard:
            self.written_bytes += piece.stored
        return self._note(piece)

    def _note(self, piece: Piece) -> Piece:
        with self._guard:
            self._known[piece.name] = piece
            self._there[piece.name] = piece.stored
        return piece

    def _is_whole(self, piece: Piece) -> bool:
        try:
            self._vault.read_piece(piece)
        except BrokenBackupError:
            return False
        return True


def cut(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Chunks of any length as pieces of `PIECE_BYTES`, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


def read_entry(vault: Vault, entry: Entry) -> Iterator[bytes]:
    """The content of an entry, piece by piece; the last one comes only if all of it is right.

    Raises:
        BrokenBackupError: a piece is missing or wrong, or they do not make the entry.
    """
    whole, size = hashlib.sha256(), 0
    for number, piece in enumerate(entry.pieces, 1):
        content = vault.read_piece(piece)
        whole.update(content)
        size += len(content)
        if number == len(entry.pieces):
            _check(entry, whole.hexdigest(), size)
        yield content
    if not entry.pieces:
        _check(entry, whole.hexdigest(), size)


def verify(vault: Vault, manifest: Manifest, tell: Tell = lambda _: None) -> None:
    """Read a whole backup as a restore does; nothing is written anywhere.

    Raises:
        BrokenBackupError: at the first thing that is not what was written.
    """

    def look(entry: Entry) -> None:
        for content in read_entry(vault, entry):
            tell(len(content))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tries = [pool.submit(look, one) for one in manifest.entries]
        try:
            for one in tries:
                one.result()
        except BrokenBackupError as error:
            for one in tries:
                one.cancel()
            raise BrokenBackupError(
                f"The backup {manifest.id} is broken. {error} Take an earlier one (`onevice "
                "backup list`), and make a whole new one with `onevice backup now --full`."
            ) from error


def _check(entry: Entry, sha256: str, size: int) -> None:
    if (sha256, size) != (entry.sha256, entry.size):
        raise BrokenBackupError(f"{entry.path} is not what was kept: its pieces make another one.")
