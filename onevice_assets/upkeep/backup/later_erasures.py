"""Erasures that are younger than the backup that is restored: their records come back with it.

A record of an erasure (`erasures/` in the objects, hashes alone) is what keeps the erased from
coming back. An older backup lacks the younger ones; later backups have them, and so has the home
that was moved aside.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from resources.backup.manifest import Manifest
from resources.backup.sealed import BrokenBackupError
from resources.backup.stores.files import list_files, restore_files
from resources.backup.vault import Vault
from resources.object_store import Objects

_FOLDER: Final = "erasures"
_OBJECTS: Final = "objects/llm-brand-monitor"


def bring_later_erasures(
    vault: Vault, manifest: Manifest, objects: Objects, aside: Path | None
) -> None:
    """Put the records that a backup lacks beside those it has.

    Args:
        vault: its later backups are read; one that cannot be is passed over.
        manifest: of the backup that was restored.
        objects: where to.
        aside: the home that was there before, if one was.
    """
    for backup_id in (one for one in vault.list_ids() if one > manifest.id):
        try:
            entries = vault.read_manifest(backup_id).below(f"objects/{_FOLDER}")
        except BrokenBackupError:
            continue
        restore_files(vault, entries, "objects", objects.url, lambda _: None)
    before = aside / _OBJECTS / _FOLDER if aside else None
    if before and before.is_dir():
        for item in list_files(_FOLDER, before.as_uri()):
            objects.put(item.path, b"".join(item.read()))
