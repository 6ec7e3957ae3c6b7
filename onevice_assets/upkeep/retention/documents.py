"""Documents whose own period has ended: told, and left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date

from onevice_assets.tables.documents import documents
from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.unit import Unit
from resources.control_plane.legal_holds import Held
from resources.lake import Lake

DECIDE = "its own period has ended: a person decides, for contracts and credits rest on it"
_TABLE = documents.only("id", "organization_id", "uploaded_at", "retention_period_days")


@dataclass(frozen=True)
class DocumentSource:
    """Lists documents by their own periods; removes none."""

    lake: Lake
    of: DataType

    def list_units(self) -> list[Unit]:
        """Every document of every batch."""
        rows = self.lake.read_rows(_TABLE, self.lake.partitions(_TABLE))
        units = []
        for row in rows:
            day = row["uploaded_at"].astimezone(UTC).date()
            scope = Held(row["organization_id"], document_id=row["id"], first_day=day, last_day=day)
            days = row["retention_period_days"]
            units.append(Unit(self.of.name, row["id"], day, scope, (), 1, DECIDE, days))
        return units

    def remove(self, unit: Unit, today: date) -> int:  # noqa: ARG002
        """None goes: each is needed until a person decides."""
        return 0
