"""The place backups lie in: a folder or a bucket's prefix.

    blobs/ab/abcdef…          a piece of content, encrypted; its name follows from its content
    manifests/{id}.age        one backup; written last, and once

Nothing in it can be read, or told from noise, without the key. Not here: what is kept and when it
goes (`onevice_assets/upkeep/backup`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.backup.keys import KeyRing
from resources.backup.manifest import (
    Manifest,
    Piece,
    moment_of,
    read_manifest,
    write_manifest,
)
from resources.backup.sealed import BrokenBackupError, name_of, seal, unseal
from resources.errors import InputError
from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_MANIFESTS, _SUFFIX = "manifests/", ".age"
_BLOBS = "blobs/"


@dataclass(frozen=True)
class Stored:
    """A blob as the place lists it: bytes, and since when."""

    size: int
    written_at: datetime


@dataclass(frozen=True)
class Vault:
    """Blobs and manifests at one address, with the keys that open them.

    Attributes:
        url: `file://…` or `s3://…`.
        ring: the keys; the first one writes.
    """

    url: str
    ring: KeyRing = field(repr=False)

    def list_ids(self) -> list[str]:
        """Ids of the backups, oldest first."""
        return list_ids(self.url)

    def find_id(self, wanted: str | None) -> str:
        """The id of a backup by its beginning; the newest where none is named.

        Raises:
            InputError: there is none of that name, or several.
        """
        known = self.list_ids()
        if not known:
            raise InputError(
                f"There is no backup in {self.url}: make one with `onevice backup now`."
            )
        if wanted is None:
            return known[-1]
        found = [one for one in known if one.startswith(wanted)]
        if len(found) != 1:
            told = "Several backups begin" if found else "No backup begins"
            raise InputError(f"{told} with {wanted!r} in {self.url}; see `onevice backup list`.")
        return found[0]

    def read_manifest(self, backup_id: str) -> Manifest:
        """A backup's manifest.

        Raises:
            BrokenBackupError: it is missing or not what was written.
        """
        path = manifest_path(backup_id)
        return read_manifest(self.ring, self._get(path), backup_id, f"{self.url}/{path}")

    def write_manifest(self, manifest: Manifest) -> None:
        """Write a manifest, read it back, and refuse to replace one."""
        path = manifest_path(manifest.id)
        sealed = write_manifest(manifest, self.ring.writing)
        with telling_what_failed("write", f"{self.url}/{path}"):
            self._store.put(path, sealed, mode="create")
        if self.read_manifest(manifest.id) != manifest:
            raise BrokenBackupError(f"{self.url}/{path} is not what was written.")

    def list_blobs(self) -> dict[str, Stored]:
        """Every blob that lies here, by name; names and sizes only are in memory."""
        with telling_what_failed("list", f"{self.url}/{_BLOBS}"):
            return {
                meta["path"].rpartition("/")[2]: Stored(meta["size"], meta["last_modified"])
                for batch in self._store.list(prefix=_BLOBS)
                for meta in batch
            }

    def write_piece(self, content: bytes) -> Piece:
        """Seal a piece, write it, and read it back.

        Raises:
            BrokenBackupError: what was read back is not what was written.
            StoreError: the place refuses it, or is full; no half of a blob stays.
        """
        key = self.ring.writing
        digest = hashlib.sha256(content)
        sealed = seal(key, content)
        piece = Piece(name_of(key, digest.digest()), digest.hexdigest(), len(sealed))
        path = blob_path(piece.name)
        with telling_what_failed("write", f"{self.url}/{path}"):
            self._store.put(path, sealed)
        self.read_piece(piece)
        return piece

    def read_piece(self, piece: Piece) -> bytes:
        """The content of a piece.

        Raises:
            BrokenBackupError: its blob is missing, was changed, or holds something else.
        """
        path = blob_path(piece.name)
        content = unseal(self.ring, self._get(path), f"{self.url}/{path}")
        if hashlib.sha256(content).hexdigest() != piece.sha256:
            raise BrokenBackupError(
                f"{self.url}/{path} holds other content than the backup says: it was put there "
                "from elsewhere."
            )
        return content

    def delete(self, path: str) -> None:
        """Remove an object; nothing happens where there is none."""
        try:
            with telling_what_failed("delete", f"{self.url}/{path}"):
                self._store.delete(path)
        except FileNotFoundError:
            return

    @property
    def _store(self) -> ObjectStore:
        return open_store(self.url)

    def _get(self, path: str) -> bytes:
        try:
            with telling_what_failed("read", f"{self.url}/{path}"):
                return bytes(self._store.get(path).bytes())
        except FileNotFoundError:
            raise BrokenBackupError(f"{self.url}/{path} is missing.") from None


def list_ids(url: str) -> list[str]:
    """Ids of the backups at an address, oldest first; no key is needed for it."""
    return sorted(_ids(open_store(url), url))


def _ids(store: Any, url: str) -> Iterator[str]:
    with telling_what_failed("list", f"{url}/{_MANIFESTS}"):
        for batch in store.list(prefix=_MANIFESTS):
            for meta in batch:
                name = meta["path"].removeprefix(_MANIFESTS).removesuffix(_SUFFIX)
                try:
                    moment_of(name)
                except ValueError:
                    continue  # somebody else's file
                yield name


def manifest_path(backup_id: str) -> str:
    """Where a backup's manifest lies."""
    return f"{_MANIFESTS}{backup_id}{_SUFFIX}"


def blob_path(name: str) -> str:
    """Where a blob lies."""
    return f"{_BLOBS}{name[:2]}/{name}"
