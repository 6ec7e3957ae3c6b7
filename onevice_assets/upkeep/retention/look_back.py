"""What is found after a removal: too old and still there, or gone although it was held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from onevice_assets.upkeep.retention.apply import ACTION
from onevice_assets.upkeep.retention.archived import read_scope
from onevice_assets.upkeep.retention.data_type import DataType
from onevice_assets.upkeep.retention.sources import plan
from onevice_assets.upkeep.retention.unit import is_overdue
from resources.control_plane.legal_holds import list_holds
from resources.control_plane.resource import ControlPlane
from resources.control_plane.rows import fetch


class _Removed(NamedTuple):
    recorded_at: datetime
    subject: str
    detail: dict[str, Any]


def find_overdue(
    of: DataType, resources: Mapping[str, Any], today: date, website: str | None = None
) -> list[str]:
    """What should have gone by a day, grace included, and did not; a line for each."""
    return [
        f"{of.name} {one.unit.partition} was due on {one.due_on} and is still there"
        for one in plan(of, resources, today, website)
        if is_overdue(one, today)
    ]


def find_wrongly_removed(of: DataType, control: ControlPlane) -> list[str]:
    """Removals of the audit log that a hold was on when they were recorded; a line for each."""
    with control.begin() as db:
        holds = list_holds(db, every=True)
        sql = (
            "SELECT recorded_at, subject, detail FROM control.audit_log WHERE action = %(action)s "
            "AND detail->>'data_type' = %(type)s ORDER BY recorded_at"
        )
        removed = fetch(db, _Removed, sql, {"action": ACTION, "type": of.name}) if holds else []
    return [
        f"{one.subject} was removed at {one.recorded_at:%Y-%m-%d %H:%M} although {hold.id} holds it"
        for one in removed
        for hold in holds
        if hold.placed_at < one.recorded_at
        and (hold.released_at is None or one.recorded_at < hold.released_at)
        and hold.touches(read_scope(one.detail["scope"], of.lacks))
    ]
