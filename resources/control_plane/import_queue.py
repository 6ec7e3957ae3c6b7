"""Imports from the inbox on their way to numbers: prompts first, then their days.

    pending (stored; its prompts are being derived) → running (its days) → completed | failed

Only rows that `enter` was called for take part: `onevice import-responses` publishes what it
stores by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MOST = 200
_ENTER = """
UPDATE control.simulation_runs SET requested_at = %(at)s, status = 'pending', error = NULL,
    completed_at = NULL
WHERE id = %(id)s AND kind = 'import' AND (requested_at IS NULL OR status = 'failed')
"""
_LIST = f"""
SELECT s.id, s.website_id, o.slug || '.' || w.domain AS website_key, s.status,
    ARRAY(SELECT jsonb_array_elements_text(s.settings -> 'days')) AS days,
    (s.settings ->> 'answers')::int AS answers,
    CASE WHEN s.status = 'running' THEN s.noted_at ELSE s.requested_at END AS asked_at
FROM control.simulation_runs s JOIN control.websites w ON w.id = s.website_id
JOIN control.organizations o ON o.id = s.organization_id
WHERE s.kind = 'import' AND s.requested_at IS NOT NULL AND s.status IN ('pending', 'running')
ORDER BY s.created_at, s.id LIMIT {_MOST}
"""


@dataclass(frozen=True)
class Import:
    """An import that is not published yet.

    Attributes:
        days: ISO days its answers fall on.
        asked_at: when what it waits for now was asked for, UTC.
    """

    id: str
    website_id: str
    website_key: str
    status: Literal["pending", "running"]
    days: tuple[str, ...]
    answers: int | None
    asked_at: datetime


def enter(db: Connection, run_id: str, at: datetime) -> None:
    """Have a stored import published; one that is, or is on its way, stays as it is."""
    db.exec_driver_sql(_ENTER, {"id": run_id, "at": at})


def list_open(db: Connection) -> list[Import]:
    """Imports on their way, oldest first, 200 at most."""
    return fetch(db, Import, _LIST, {})
