"""What one backup holds: every entry with its pieces, sealed so that nobody else can write it.

A manifest is written last and is what makes a backup: without it there is none, whatever blobs lie
there. It repeats its own id, so one put in another's place is noticed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from resources.backup.keys import BackupKey, KeyRing
from resources.backup.sealed import BrokenBackupError, seal, unseal

FORM: Final = 1
_SEAL_BYTES: Final = 32
_ID: Final = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True)
class Piece:
    """A part of an entry, at most `entries.PIECE_BYTES` long.

    Attributes:
        name: of its blob.
        sha256: of the content, hexadecimal.
        stored: bytes of its blob.
    """

    name: str
    sha256: str
    stored: int


@dataclass(frozen=True)
class Entry:
    """One stream that was kept: a file, a table, a graph's nodes.

    Attributes:
        path: store and place, `lake/…`, `postgres/table/control.brands`.
        size: bytes of the content.
        sha256: of all of it, hexadecimal.
        pieces: in order.
        mark: what the store says to tell versions of a file apart without reading it; '' for none.
        detail: what a restore needs to know beside the content.
    """

    path: str
    size: int
    sha256: str
    pieces: tuple[Piece, ...]
    mark: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """One backup.

    Attributes:
        id: the UTC moment it was begun, as `20261123T010203.000000Z`.
        finished_at: when its last blob was read back, ISO 8601.
        version: of the package that wrote it.
        entries: by path, sorted.
        notes: what is not in it, and why, for people.
    """

    id: str
    finished_at: str
    version: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all content."""
        return sum(one.size for one in self.entries)

    def below(self, folder: str) -> list[Entry]:
        """The entries whose path begins with `folder/`."""
        return [one for one in self.entries if one.path.startswith(f"{folder}/")]


def make_id(moment: datetime) -> str:
    """The id of a backup begun at a moment."""
    return moment.astimezone(UTC).strftime(_ID)


def moment_of(backup_id: str) -> datetime:
    """When a backup was begun, UTC.

    Raises:
        ValueError: it is no id.
    """
    return datetime.strptime(backup_id, _ID).replace(tzinfo=UTC)


def write_manifest(manifest: Manifest, key: BackupKey) -> bytes:
    """The manifest as it lies in a vault: encrypted, and sealed with a secret of the key."""
    body = json.dumps({"form": FORM, **asdict(manifest)}, separators=(",", ":")).encode()
    return seal(key, hmac.digest(key.seal_key, body, hashlib.sha256) + body)


def read_manifest(ring: KeyRing, sealed: bytes, backup_id: str, place: str) -> Manifest:
    """A manifest that was read from a place.

    Raises:
        BrokenBackupError: it was changed, is another backup's, was written by somebody else, or
            is of a form that this version does not know.
    """
    content = unseal(ring, sealed, place)
    told, body = content[:_SEAL_BYTES], content[_SEAL_BYTES:]
    seals = (hmac.digest(one.seal_key, body, hashlib.sha256) for one in ring.keys)
    if not any(hmac.compare_digest(told, one) for one in seals):
        raise BrokenBackupError(f"{place} was not written by who has the key: it is not used.")
    found = json.loads(body)
    if found.pop("form") != FORM:
        raise BrokenBackupError(
            f"{place} was written by onevice-assets {found.get('version')} in a form that this "
            "version does not know: restore with that one."
        )
    if found["id"] != backup_id:
        raise BrokenBackupError(
            f"{place} holds the backup {found['id']}: it was put in another one's place."
        )
    entries = tuple(_read_entry(one) for one in found.pop("entries"))
    return Manifest(**{**found, "entries": entries, "notes": tuple(found["notes"])})


def _read_entry(found: dict[str, Any]) -> Entry:
    pieces = tuple(Piece(**one) for one in found.pop("pieces"))
    return Entry(**found, pieces=pieces)
