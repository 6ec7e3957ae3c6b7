"""One backup: read everything in order, write what is new, name it last, let old ones go.

A backup that is ended on the way leaves blobs and no manifest: it is not listed, and the next one
takes up what it wrote.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from onevice_assets.upkeep.backup.rotate import Rotated, rotate
from onevice_assets.upkeep.backup.sources import Resources, read_everything, tell_left_out
from resources.backup.entries import Tell, Writer
from resources.backup.manifest import Manifest, make_id
from resources.backup.sealed import BrokenBackupError
from resources.backup.vault import Vault


@dataclass(frozen=True)
class Taken:
    """What a backup did.

    Attributes:
        manifest: what it holds.
        read_bytes: content that was read; what has its old mark was not.
        written_bytes: new blobs, as they lie there.
        seconds: from its beginning to its end.
        rotated: which old ones went.
    """

    manifest: Manifest
    read_bytes: int
    written_bytes: int
    seconds: float
    rotated: Rotated


def take_backup(
    resources: Resources,
    now: datetime,
    *,
    full: bool = False,
    tell: Tell = lambda _: None,
    clock: Callable[[], float] = time.monotonic,
) -> Taken:
    """Take a backup of everything, and rotate.

    Args:
        resources: by name, ready to use: `needed.NEEDED` and `backups`.
        now: the moment it is named by, UTC.
        full: read every file and every blob anew; blobs that are broken are written again.
        tell: called with the bytes of each entry that is done.
        clock: seconds.

    Raises:
        ConfigurationError: there is no key.
        StoreError: a store or the place of the backups does not do it; no backup is listed.
    """
    begun, backups = clock(), resources["backups"]
    vault = backups.open()
    writer = Writer(vault, find_readable(vault), trust=not full)
    entries = writer.write_all(read_everything(resources), tell)
    manifest = Manifest(
        make_id(now),
        datetime.now(UTC).isoformat(timespec="seconds"),
        package_version(),
        tuple(sorted(entries, key=lambda one: one.path)),
        tell_left_out(resources),
    )
    vault.write_manifest(manifest)
    rotated = rotate(vault, now, backups.keep_days)
    seconds = clock() - begun
    return Taken(manifest, writer.read_bytes, writer.written_bytes, seconds, rotated)


def find_readable(vault: Vault) -> Manifest | None:
    """The newest backup that a key here opens; none where there is none."""
    for backup_id in reversed(vault.list_ids()):
        try:
            return vault.read_manifest(backup_id)
        except BrokenBackupError:
            continue
    return None


def package_version() -> str:
    """Version of onevice-assets that is running."""
    try:
        return version("onevice-assets")
    except PackageNotFoundError:
        return "0"
