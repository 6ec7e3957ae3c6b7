"""Failures of runs: one row per cause and hour, with how often it struck.

Read from Dagster's events in their order; each is counted once, also where a tick that was cut off
reads it again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch, fetch_first
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

WINDOW = timedelta(hours=1)

_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended(%(cause)s, 12))"
_COLUMNS = (
    "id, cause, job, asset, partition, reason, next_step, run_count, first_run_id, last_run_id, "
    "last_event_id, first_at, last_at"
)
_NEWEST = f"""
SELECT {_COLUMNS} FROM control.run_failures WHERE cause = %(cause)s
ORDER BY first_at DESC, id DESC LIMIT 1
"""
_COUNT = f"""
UPDATE control.run_failures SET run_count = run_count + %(run_count)s,
    last_run_id = %(last_run_id)s, last_event_id = %(last_event_id)s,
    last_at = greatest(last_at, %(last_at)s)
WHERE id = %(id)s RETURNING {_COLUMNS}
"""
_INSERT = f"""
INSERT INTO control.run_failures ({_COLUMNS})
VALUES (%(id)s, %(cause)s, %(job)s, %(asset)s, %(partition)s, %(reason)s, %(next_step)s,
    %(run_count)s, %(last_run_id)s, %(last_run_id)s, %(last_event_id)s, %(first_at)s, %(last_at)s)
RETURNING {_COLUMNS}
"""
_UNTOLD = f"""
SELECT {_COLUMNS} FROM control.run_failures f WHERE f.last_at >= %(since)s AND (
    NOT EXISTS (SELECT FROM control.notices n WHERE n.failure_id = f.id)
    OR EXISTS (SELECT FROM control.notices n WHERE n.failure_id = f.id AND n.status = 'failed'
        AND n.settled_at < now() - interval '10 minutes')
) ORDER BY f.first_at, f.id LIMIT 20
"""


@dataclass(frozen=True)
class Failures:
    """Failed runs of one cause, as read.

    Attributes:
        cause: the same for failures that one remedy ends; 64 hex digits at most.
        job, asset, partition: of the first of them; empty where there is none.
        reason: why, for people; no secret, no text of an answer.
        next_step: what to do.
        event_ids: ids of their events, ascending.
        last_run_id: the newest of the runs.
        first_at, last_at: when the first and the last of them failed, UTC.
    """

    cause: str
    job: str
    asset: str
    partition: str
    reason: str
    next_step: str
    event_ids: tuple[int, ...]
    last_run_id: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class RunFailure:
    """A row: the failures of one cause within an hour of the first."""

    id: str
    cause: str
    job: str
    asset: str
    partition: str
    reason: str
    next_step: str
    run_count: int
    first_run_id: str
    last_run_id: str
    last_event_id: int
    first_at: datetime
    last_at: datetime


def count(db: Connection, found: Failures) -> RunFailure:
    """Count failures in the row of their hour, or begin a new one; again changes nothing.

    Returns:
        The row as it stands now.
    """
    db.exec_driver_sql(_TAKE_TURNS, {"cause": found.cause})
    row = fetch_first(db, RunFailure, _NEWEST, {"cause": found.cause})
    seen = row.last_event_id if row else -1
    new = [one for one in found.event_ids if one > seen]
    if row and not new:
        return row
    values = {**asdict(found), "run_count": len(new), "last_event_id": max(new)}
    if row and found.first_at < row.first_at + WINDOW:
        values = {**values, "id": row.id}
        (counted,) = fetch(db, RunFailure, _COUNT, values)
    else:
        (counted,) = fetch(db, RunFailure, _INSERT, {**values, "id": new_id()})
    return counted


def list_untold(db: Connection, *, since: datetime) -> list[RunFailure]:
    """Failures since a moment that nobody was told of, 20 at most.

    Those where a channel failed come back ten minutes after it did.
    """
    return fetch(db, RunFailure, _UNTOLD, {"since": since})
