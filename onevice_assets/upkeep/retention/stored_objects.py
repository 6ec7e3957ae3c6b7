"""Objects of the bucket by owner and day of writing: what there is, and their going."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from itertools import chain

from onevice_assets.upkeep.retention.data_type import DataType, StoredObjects
from onevice_assets.upkeep.retention.owners import NOBODY, Owners
from onevice_assets.upkeep.retention.unit import Unit
from resources.archive import Original
from resources.lake import Lake
from resources.object_store import Objects

IN_USE = "the latest crawl refers to it"


@dataclass(frozen=True)
class ObjectSource:
    """Removes objects below some prefixes."""

    objects: Objects
    lake: Lake
    of: DataType
    place: StoredObjects

    def list_units(self, owners: Owners) -> list[Unit]:
        """Every owner's every day; what is in use is a unit of its own."""
        used = self._list_used()
        found: dict[tuple[str, date, bool], list[str]] = {}
        listed = (self.objects.list_written(prefix) for prefix in self.place.prefixes)
        for path, written_at in chain.from_iterable(listed):
            is_used = path.rpartition("/")[0] in used
            key = (self._owner(path), written_at.astimezone(UTC).date(), is_used)
            found.setdefault(key, []).append(path)
        units = []
        for (owner, day, is_used), paths in found.items():
            name, scope = owners.find(owner, day, self.of.lacks)
            needed = IN_USE if is_used else ""
            units.append(Unit(self.of.name, name, day, scope, tuple(paths), len(paths), needed))
        return units

    def read(self, unit: Unit) -> Iterator[Original]:
        """The unit's objects."""
        for path in unit.parts:
            yield Original("objects", path, self.objects.get(path))

    def remove(self, unit: Unit, today: date) -> int:  # noqa: ARG002
        """Remove the unit's objects."""
        for path in unit.parts:
            self.objects.delete(path)
        return len(unit.parts)

    def _owner(self, path: str) -> str:
        if self.place.owner is None:
            return NOBODY
        (prefix,) = (one for one in self.place.prefixes if path.startswith(one))
        owner, separator, _ = path.removeprefix(prefix).partition("/")
        return owner if separator else NOBODY

    def _list_used(self) -> set[str]:
        """Folders of what standing rows refer to."""
        if self.place.unless_in is None:
            return set()
        table, column = self.place.unless_in
        rows = self.lake.read_arrow(table.only(column), self.lake.partitions(table))
        return {path.rpartition("/")[0] for path in rows[column].to_pylist() if path}
