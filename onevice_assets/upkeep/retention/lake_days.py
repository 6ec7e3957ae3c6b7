"""Days of websites in the lake: what there is, its files, and their going.

The newest day of a website never goes, nor does a day that its graph shows (28 days that end at
the newest), however long nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from onevice_assets.partitions import split_key
from onevice_assets.upkeep.retention.data_type import DataType, LakeDays
from onevice_assets.upkeep.retention.owners import Owners
from onevice_assets.upkeep.retention.unit import Unit
from resources.archive import Original
from resources.lake import Lake
from resources.lake_retired import await_copies, retire

SHOWN_DAYS = 28
"""As many as the graph shows of a website; a test compares."""

SHOWN = f"the newest day, or one of the {SHOWN_DAYS} that end there and that the graph shows"


@dataclass(frozen=True)
class LakeSource:
    """Removes days of websites from the lake."""

    lake: Lake
    of: DataType
    place: LakeDays

    def list_units(self, owners: Owners) -> list[Unit]:
        """Every day of every website that has a file of one of the tables."""
        tables: dict[str, list[str]] = {}
        for table in self.place.tables:
            for partition in self.lake.partitions(table):
                tables.setdefault(partition, []).append(table.name)
        newest = _find_newest(tables)
        return [self._make(partition, found, newest, owners) for partition, found in tables.items()]

    def _make(
        self, partition: str, tables: list[str], newest: Mapping[str, date], owners: Owners
    ) -> Unit:
        text, website = split_key(partition)
        day = date.fromisoformat(text)
        _, scope = owners.find(website, day, self.of.lacks)
        is_shown = day > newest[website] - timedelta(days=SHOWN_DAYS)
        return Unit(self.of.name, website, day, scope, tuple(tables), len(tables), SHOWN * is_shown)

    def read(self, unit: Unit) -> Iterator[Original]:
        """The unit's files."""
        for table in self.place.tables:
            if table.name in unit.parts:
                data = self.lake.read_bytes(table, unit.partition)
                yield Original("lake", self.lake.path(table, unit.partition), data)

    def remove(self, unit: Unit, today: date) -> int:
        """Leave a note in each file's place and remove it; copies are still to follow."""
        note: Mapping[str, Any] = {
            "data_type": self.of.name,
            "removed_on": today,
            "days": self.of.days,
            "archive": self.of.is_archived,
        }
        await_copies(self.lake, unit.partition)
        for table in self.place.tables:
            if table.name in unit.parts:
                retire(self.lake, table, unit.partition, note)
        return len(unit.parts)


def _find_newest(partitions: Mapping[str, Any]) -> dict[str, date]:
    newest: dict[str, date] = {}
    for partition in partitions:
        text, website = split_key(partition)
        day = date.fromisoformat(text)
        newest[website] = max(day, newest.get(website, day))
    return newest
