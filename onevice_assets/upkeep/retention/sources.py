"""Where each data type lies, as something that lists its units and removes one of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from onevice_assets.upkeep.retention.archived import ArchiveSource
from onevice_assets.upkeep.retention.dagster_history import RunSource
from onevice_assets.upkeep.retention.data_type import (
    Archives,
    ComputeLogs,
    DagsterRuns,
    DataType,
    Documents,
    LakeDays,
    StoredObjects,
    TableRows,
)
from onevice_assets.upkeep.retention.data_types import BY_NAME
from onevice_assets.upkeep.retention.documents import DocumentSource
from onevice_assets.upkeep.retention.lake_days import LakeSource
from onevice_assets.upkeep.retention.owners import read_owners
from onevice_assets.upkeep.retention.stored_objects import ObjectSource
from onevice_assets.upkeep.retention.table_rows import RowSource
from onevice_assets.upkeep.retention.unit import Decision, Unit, decide
from resources.archive import Archive
from resources.control_plane.legal_holds import list_holds

Source = LakeSource | ObjectSource | RowSource | RunSource | DocumentSource | ArchiveSource


def open_source(of: DataType, resources: Mapping[str, Any]) -> Source:
    """The source of a data type.

    Args:
        of: one that is removed.
        resources: `lake`, `objects`, `control` and, for Dagster's own, `instance`.

    Raises:
        ValueError: nothing removes it.
    """
    match of.place:
        case LakeDays():
            return LakeSource(resources["lake"], of, of.place)
        case StoredObjects():
            return ObjectSource(resources["objects"], resources["lake"], of, of.place)
        case TableRows():
            return RowSource(of, of.place)
        case DagsterRuns() | ComputeLogs():
            runs = of.place if isinstance(of.place, DagsterRuns) else None
            return RunSource(resources["instance"], of, runs)
        case Documents():
            return DocumentSource(resources["lake"], of)
        case Archives():
            return ArchiveSource(Archive(resources["objects"]), of, BY_NAME)
    raise ValueError(f"{of.name} is removed by nothing here")


def plan(
    of: DataType, resources: Mapping[str, Any], today: date, website: str | None = None
) -> list[Decision]:
    """What of a data type would go on a day and what stays, and why. Changes nothing.

    Args:
        of: one that is removed.
        resources: see `open_source`.
        today: the day, UTC.
        website: partition key of the only website to look at.

    Raises:
        StoreError: where it lies, or the control plane, does not answer.
    """
    units = _list_units(of, resources, today)
    with resources["control"].begin() as db:
        holds = list_holds(db)
    return decide(of, [one for one in units if website in (None, one.owner)], today, holds)


def _list_units(of: DataType, resources: Mapping[str, Any], today: date) -> list[Unit]:
    source = open_source(of, resources)
    with resources["control"].begin() as db:
        owners = read_owners(db)
        if isinstance(source, RowSource):
            return source.list_units(db, owners)
    if isinstance(source, RunSource):
        return source.list_units(owners, before=today)
    if isinstance(source, ArchiveSource | DocumentSource):
        return source.list_units()
    return source.list_units(owners)
