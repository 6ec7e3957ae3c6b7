"""Simulations that somebody waits for: which may start, which were started, what became of them.

    waiting → claim (a Dagster run is asked for) → running → completed | failed
                 ↑________ release, once __________|

That a run was asked for stands in the row itself, not in a position that moves over rows: a row
that a slow transaction commits late is found like any other, and none is asked for twice after a
restart. Oldest first means by (created_at, id). Progress is written by `simulations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch
from resources.control_plane.simulations import Kind, Status

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MOST_WAITING = 500
_MOST_OPEN = 500

# Until a website's pages were read there is nothing to ask; where that failed, the run says so.
# A day's runs go one after the other: two at once would ask the same prompts.
_ELIGIBLE = """
    s.organization_id = o.id AND s.status = 'pending' AND s.requested_at IS NULL
    AND s.kind <> 'import' AND (s.kind = 'requested' OR s.restarts > 0)
    AND s.day <= %(today)s::date
    AND (w.source = 'import' OR w.last_scraped_at IS NOT NULL OR w.status = 'failed')
    AND NOT (o.slug || '.' || w.domain = ANY(%(busy)s::text[]))
    AND NOT EXISTS (
        SELECT FROM control.simulation_runs b
        WHERE b.website_id = s.website_id AND b.day = s.day AND b.id <> s.id AND (
            b.status = 'running' OR (b.status = 'pending' AND b.requested_at IS NOT NULL)
        )
    )
"""
_WAITING = f"""
SELECT id, organization_id, website_key, day, created_at FROM (
    SELECT r.*, row_number() OVER (
        PARTITION BY r.organization_id ORDER BY r.created_at, r.id
    ) AS place
    FROM control.organizations o CROSS JOIN LATERAL (
        SELECT s.id, s.organization_id, o.slug || '.' || w.domain AS website_key, s.day,
            s.created_at
        FROM control.simulation_runs s JOIN control.websites w ON w.id = s.website_id
        WHERE {_ELIGIBLE}
        ORDER BY s.created_at, s.id LIMIT %(most)s
    ) r
) AS ranked
ORDER BY place, created_at, id LIMIT {_MOST_WAITING}
"""
_STARTED = """
SELECT s.id, s.organization_id, o.slug || '.' || w.domain AS website_key, s.kind, s.day, s.status,
    s.completed_prompts, s.total_prompts, s.restarts, s.started_at,
    s.requested_at IS NOT NULL AS is_requested,
    greatest(s.requested_at, s.noted_at, s.started_at, s.created_at) AS heard_at
FROM control.simulation_runs s JOIN control.websites w ON w.id = s.website_id
JOIN control.organizations o ON o.id = s.organization_id
WHERE s.status IN ('pending', 'running') AND s.kind <> 'import'
"""
_LIST_STARTED = f"""
({_STARTED} AND s.requested_at IS NOT NULL ORDER BY s.created_at, s.id LIMIT {_MOST_OPEN})
UNION ALL
({_STARTED} AND s.status = 'running' AND s.requested_at IS NULL
    ORDER BY s.created_at, s.id LIMIT {_MOST_OPEN})
"""


@dataclass(frozen=True)
class Waiting:
    """A run that may start."""

    id: str
    organization_id: str
    website_key: str
    day: date
    created_at: datetime

    @property
    def partition(self) -> str:
        """Key of its day and website."""
        return f"{self.day.isoformat()}|{self.website_key}"


@dataclass(frozen=True)
class Started:
    """A run that was asked for or runs, and is not at its end.

    Attributes:
        is_requested: a sensor asked for it; otherwise somebody started it by hand.
        heard_at: when it was last asked for or told of its progress, UTC.
        restarts: how often it was started again.
    """

    id: str
    organization_id: str
    website_key: str
    kind: Kind
    day: date
    status: Status
    completed_prompts: int
    total_prompts: int | None
    restarts: int
    started_at: datetime | None
    is_requested: bool
    heard_at: datetime

    @property
    def partition(self) -> str:
        """Key of its day and website."""
        return f"{self.day.isoformat()}|{self.website_key}"


def list_waiting(
    db: Connection, today: date, *, per_organization: int, busy: Sequence[str] = ()
) -> list[Waiting]:
    """The oldest runs of every organization that may start, the first of each before the second.

    Reads some `per_organization` rows of each organization by index, however many wait.

    Args:
        db: the open transaction.
        today: later days wait.
        per_organization: how many of one organization at most.
        busy: keys of websites that are being understood: their runs wait.

    Returns:
        500 at most.
    """
    values = {"today": today, "most": per_organization, "busy": list(busy)}
    return fetch(db, Waiting, _WAITING, values)


def list_started(db: Connection) -> list[Started]:
    """Runs asked for or running, oldest first, 500 of each kind at most."""
    return fetch(db, Started, _LIST_STARTED, {})


def claim(db: Connection, run_ids: Sequence[str], at: datetime) -> list[str]:
    """Note that runs are asked for now; commit before asking.

    Returns:
        Ids of those that nobody else claimed: ask for these alone.
    """
    sql = (
        "UPDATE control.simulation_runs SET requested_at = %(at)s, error = NULL "
        "WHERE id = ANY(%(ids)s::uuid[]) AND status = 'pending' AND requested_at IS NULL "
        "RETURNING id"
    )
    return [str(one) for one in db.exec_driver_sql(sql, {"ids": list(run_ids), "at": at}).scalars()]


def release(db: Connection, run_id: str) -> None:
    """Let a run whose process is gone wait again; it is counted as started again."""
    db.exec_driver_sql(
        "UPDATE control.simulation_runs SET status = 'pending', requested_at = NULL, "
        "restarts = restarts + 1 WHERE id = %(id)s AND status IN ('pending', 'running')",
        {"id": run_id},
    )


def fail(db: Connection, run_id: str, *, reason: str, at: datetime) -> None:
    """Note that a run failed, and why; one that ended meanwhile stays as it is."""
    db.exec_driver_sql(
        "UPDATE control.simulation_runs SET status = 'failed', completed_at = %(at)s, "
        "error = %(reason)s WHERE id = %(id)s AND status IN ('pending', 'running')",
        {"id": run_id, "at": at, "reason": reason.replace("\x00", "")},
    )
