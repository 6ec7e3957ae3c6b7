"""The archive itself: its listing as units with periods of their own, and its way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.table_rows import restore_rows
from onevice_assets.upkeep.retention.unit import Unit
from resources.archive import Archive, Manifest
from resources.control_plane.legal_holds import Held
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.lake_retired import restore_file

_DAYS = ("first_day", "last_day")


@dataclass(frozen=True)
class ArchiveSource:
    """Removes archives whose own period has ended.

    Attributes:
        archive: all of it.
        of: the data type `archives`.
        types: the data types that were archived, by name.
    """

    archive: Archive
    of: DataType
    types: Mapping[str, DataType]

    def list_units(self) -> list[Unit]:
        """Every archived partition; one of a data type that is kept for good never goes."""
        return [self._make(one) for one in self.archive.list_all()]

    def _make(self, one: Manifest) -> Unit:
        declared = self.types.get(one.data_type)
        return Unit(
            self.of.name,
            f"{one.data_type}/{one.partition.partition('|')[2]}",
            one.day,
            read_scope(one.scope, declared.lacks if declared else frozenset()),
            (one.data_type, one.partition),
            len(one.files),
            days=declared.archived_days if declared else None,
        )

    def remove(self, unit: Unit, today: date) -> int:  # noqa: ARG002
        """Remove an archived partition."""
        manifest = self.archive.find(unit.parts[0], unit.parts[1])
        if manifest is None:
            return 0
        self.archive.forget(manifest)
        return len(manifest.files)


def write_scope(scope: Held) -> dict[str, Any]:
    """A scope as JSON, without what the data type says of itself."""
    named = {one.name: getattr(scope, one.name) for one in fields(Held) if one.name != "lacks"}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in named.items()
        if value is not None
    }


def read_scope(value: Mapping[str, Any], lacks: frozenset[str]) -> Held:
    """The scope that `write_scope` wrote."""
    days = {name: date.fromisoformat(value[name]) for name in _DAYS if name in value}
    return Held(**{**value, **days, "lacks": lacks})


def restore(archive: Archive, manifest: Manifest, lake: Lake, control: ControlPlane) -> int:
    """Put an archived partition back where it was; the archive stays. How many files or rows.

    What stands there now stays as it is: a file is put back only where there is none, a row where
    there is none of its key. All files are read and compared with their SHA-256 before any is put.

    Raises:
        StoreError: a file is not what was archived; nothing was put back.
    """
    newest = {(one.origin, one.path): one for one in manifest.files if one.origin != "rows"}
    rows = [one for one in manifest.files if one.origin == "rows"]
    bodies = [(one, archive.read(manifest, one)) for one in (*newest.values(), *rows)]
    count = 0
    for file, body in bodies:
        if file.origin == "rows":
            with control.begin() as db:
                count += restore_rows(db, file.path, body)
        elif file.origin == "lake":
            count += _put_back(lake, file.path, body)
        elif not archive.objects.exists(file.path):
            archive.objects.put(file.path, body)
            count += 1
    return count


def _put_back(lake: Lake, path: str, body: bytes) -> int:
    if lake.has_file(path):
        return 0
    restore_file(lake, path, body)
    return 1
