"""Which backups go: those past their days, never the newest good one, and blobs nobody names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from resources.backup.manifest import Manifest, moment_of
from resources.backup.sealed import BrokenBackupError
from resources.backup.vault import Stored, Vault, blob_path, manifest_path

_GRACE: Final = timedelta(days=1)  # of a blob that a backup under way elsewhere may have written


@dataclass(frozen=True)
class Rotated:
    """What a rotation did.

    Attributes:
        backups: ids of those that went.
        blobs: how many blobs went with them.
        kept_because: why something past its days stays, for people; '' where nothing does.
    """

    backups: tuple[str, ...]
    blobs: int
    kept_because: str = ""


def rotate(vault: Vault, now: datetime, keep_days: int) -> Rotated:
    """Let go what is older than `keep_days`.

    A manifest that no key here opens stays, and so do all blobs, for it may name any of them. Where
    no backup is good (each lacks a blob, or one has another size) nothing goes at all.
    """
    there = vault.list_blobs()
    known, unread = _read_all(vault)
    good = [one.id for one in known if _is_good(one, there)]
    if not good:
        return Rotated((), 0, "no backup is whole, so none goes: see `onevice backup verify`")
    oldest = now - timedelta(days=keep_days)
    gone = [one for one in known if moment_of(one.id) < oldest and one.id != good[-1]]
    for one in gone:
        vault.delete(manifest_path(one.id))
    told = tuple(one.id for one in gone)
    if unread:
        why = f"no key here opens {', '.join(unread)}, so every blob stays"
        return Rotated(told, 0, why)
    named = {p.name for one in known if one not in gone for e in one.entries for p in e.pieces}
    loose = [n for n, one in there.items() if n not in named and one.written_at < now - _GRACE]
    for name in loose:
        vault.delete(blob_path(name))
    return Rotated(told, len(loose))


def _read_all(vault: Vault) -> tuple[list[Manifest], list[str]]:
    """Every backup that can be read, oldest first, and the ids of the others."""
    known, unread = [], []
    for backup_id in vault.list_ids():
        try:
            known.append(vault.read_manifest(backup_id))
        except BrokenBackupError:
            unread.append(backup_id)
    return known, unread


def _is_good(manifest: Manifest, there: dict[str, Stored]) -> bool:
    pieces = (piece for entry in manifest.entries for piece in entry.pieces)
    return all(piece.name in there and there[piece.name].size == piece.stored for piece in pieces)
