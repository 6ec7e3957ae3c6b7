"""Requested simulations and imports as people look at them: what waits, runs or failed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch
from resources.control_plane.simulations import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

_STATE = """
CASE WHEN s.status = 'pending' AND s.requested_at IS NOT NULL THEN 'asked for'
    WHEN s.status = 'pending' THEN 'waiting' ELSE s.status END
"""
_OF_WEBSITE = "(%(website_id)s::uuid IS NULL OR s.website_id = %(website_id)s::uuid)"
# an import by hand is published by the command that stored it
_SHOWN = (
    "(s.kind <> 'import' OR s.requested_at IS NOT NULL) AND (s.kind <> 'daily' OR s.error <> '')"
)


@dataclass(frozen=True)
class Open:
    """A run as people see it; `state` is waiting, asked for, running or failed."""

    id: str
    website_key: str
    kind: Kind
    day: date | None
    state: str
    completed_prompts: int
    total_prompts: int | None
    since: datetime
    restarts: int
    error: str | None


def count_states(db: Connection, website_id: str | None = None) -> dict[str, int]:
    """Number of requested runs by state: waiting, asked for, running, completed, failed."""
    found = db.exec_driver_sql(
        f"SELECT {_STATE}, count(*) FROM control.simulation_runs s "
        f"WHERE {_OF_WEBSITE} AND {_SHOWN} GROUP BY 1",
        {"website_id": website_id},
    )
    counts = {str(state): int(count) for state, count in found}
    states = ("waiting", "asked for", "running", "completed", "failed")
    return {state: counts.get(state, 0) for state in states}


def list_open(db: Connection, website_id: str | None, limit: int) -> list[Open]:
    """Requested runs that are not at their end, then the newest that failed."""
    sql = f"""
    SELECT s.id, o.slug || '.' || w.domain AS website_key, s.kind, s.day, {_STATE} AS state,
        s.completed_prompts, s.total_prompts, s.restarts, s.error,
        greatest(s.created_at, s.requested_at, s.started_at, s.completed_at) AS since
    FROM control.simulation_runs s JOIN control.websites w ON w.id = s.website_id
    JOIN control.organizations o ON o.id = s.organization_id
    WHERE s.status <> 'completed' AND {_OF_WEBSITE} AND {_SHOWN}
    ORDER BY CASE WHEN s.status = 'failed' THEN 2 WHEN s.requested_at IS NULL THEN 1 ELSE 0 END,
        CASE WHEN s.status = 'failed' THEN s.completed_at END DESC, s.created_at, s.id
    LIMIT %(limit)s
    """
    return fetch(db, Open, sql, {"website_id": website_id, "limit": limit})
