"""Removing what a plan says goes: archived and verified, recorded, then removed, unit by unit.

Killed anywhere, the original or its archive is whole, and a second run goes on. Each unit is
asked for holds once more while no hold can be placed, and only then goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.upkeep.retention.archived import write_scope
from onevice_assets.upkeep.retention.copies import follow
from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.lake_days import LakeSource
from onevice_assets.upkeep.retention.sources import Source, open_source, plan
from onevice_assets.upkeep.retention.stored_objects import ObjectSource
from onevice_assets.upkeep.retention.table_rows import RowSource
from onevice_assets.upkeep.retention.unit import Decision, Unit
from resources.archive import Archive, Manifest, Original
from resources.control_plane import audit
from resources.control_plane.legal_holds import holds_on
from resources.errors import InputError, OneviceError

if TYPE_CHECKING:
    from sqlalchemy import Connection

ACTION = "retention.remove"


@dataclass(frozen=True)
class Applied:
    """What became of one data type.

    Attributes:
        of: the data type.
        decisions: the plan.
        removed: units that went, with how many files, rows or runs.
        failed: what could not go, or whose copies could not follow, and why.
    """

    of: DataType
    decisions: Sequence[Decision]
    removed: Sequence[tuple[Unit, int]]
    failed: Sequence[str]


@dataclass(frozen=True)
class Removal:
    """Removes units of one data type.

    Attributes:
        of: the data type.
        source: where it lies.
        resources: `control`, `objects` and what the source needs.
        today: the day it is done for, UTC.
        actor: who, for the audit log.
    """

    of: DataType
    source: Source
    resources: Mapping[str, Any]
    today: date
    actor: str

    def remove(self, unit: Unit) -> int:
        """Remove a unit; how many files, rows or runs went, 0 where a hold was placed meanwhile.

        Raises:
            StoreError: it could not be archived or removed; the original stays, or both do.
        """
        if isinstance(self.source, RowSource):
            return self._remove_rows(self.source, unit)
        if self.of.is_archived and isinstance(self.source, LakeSource | ObjectSource):
            self._archive(unit, self.source.read(unit))
        with self.resources["control"].begin() as db:
            if holds_on(db, unit.scope):
                return 0
            with self.resources["control"].begin() as log:
                self._record(log, unit, unit.count)
            return self.source.remove(unit, self.today)

    def _remove_rows(self, source: RowSource, unit: Unit) -> int:
        with self.resources["control"].begin() as db:
            if holds_on(db, unit.scope):
                return 0
            count = source.take(db, unit, lambda originals: self._archive(unit, originals))
            if count:
                self._record(db, unit, count)
            return count

    def _archive(self, unit: Unit, originals: Iterable[Original]) -> Manifest:
        scope = write_scope(unit.scope)
        told = Manifest(self.of.name, unit.partition, unit.day, self.today, scope, ())
        return Archive(self.resources["objects"]).keep(told, originals)

    def _record(self, db: Connection, unit: Unit, count: int) -> None:
        audit.record(
            db,
            actor=self.actor,
            action=ACTION,
            subject=f"{self.of.name} {unit.partition}",
            website_id=unit.scope.website_id,
            detail={
                "data_type": self.of.name,
                "partition": unit.partition,
                "as_of": self.today,
                "days": unit.days if unit.days is not None else self.of.days,
                "count": count,
                "archived": self.of.is_archived,
                "scope": write_scope(unit.scope),
            },
        )


def apply(
    of: DataType,
    resources: Mapping[str, Any],
    today: date,
    *,
    actor: str,
    website: str | None = None,
) -> Applied:
    """Remove what of a data type is due on a day; one unit that fails stops no other.

    Args:
        of: one that is removed.
        resources: by name, ready to use; all that copies need, for days of websites.
        today: the day, UTC; what is removed depends on it and on no clock.
        actor: who, for the audit log.
        website: partition key of the only website.

    Raises:
        StoreError: where it lies, or the control plane, does not answer.
    """
    source = open_source(of, resources)
    removal = Removal(of, source, resources, today, actor)
    decisions = plan(of, resources, today, website)
    removed, failed = [], []
    for one in decisions:
        if one.goes:
            try:
                removed.append((one.unit, removal.remove(one.unit)))
            except OneviceError as error:
                failed.append(f"{one.unit.partition}: {error}")
    if isinstance(source, LakeSource):
        failed += follow(resources, website)
    return Applied(of, decisions, [(unit, n) for unit, n in removed if n], failed)


def refuse_future(today: date, now: date) -> None:
    """A day that has not come yet is for plans alone.

    Raises:
        InputError: it has not.
    """
    if today > now:
        raise InputError(
            f"{today} has not come yet, so nothing is removed for it; `onevice retention plan "
            f"--as-of {today}` shows what would go."
        )
