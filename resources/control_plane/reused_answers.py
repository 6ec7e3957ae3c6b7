"""Answers that are used again: found in the ledger, and written down as attempts that cost nothing.

The ledger and the payloads are the truth of it; no cache can be emptied or filled beside them.
Only answers that were paid for are used again, never one that was used again itself, so that
none grows older than its first use.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from resources.control_plane.ledger import ATTEMPT_COLUMNS, Attempt, Reservation
from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_AGE = timedelta(hours=24)

_FIND = f"""
SELECT {", ".join(f"a.{name.strip()}" for name in ATTEMPT_COLUMNS.split(","))}
FROM control.llm_attempts a JOIN control.simulation_runs r ON r.id = a.simulation_run_id
WHERE a.organization_id = %(organization_id)s AND r.day = %(day)s
    AND a.prompt_hash = ANY(%(hashes)s) AND a.status = 'succeeded' AND a.reused_from IS NULL
    AND a.retracted_at IS NULL
    AND a.reserved_at BETWEEN %(oldest)s AND %(now)s
ORDER BY a.reserved_at DESC, a.id
"""
_ADD = """
INSERT INTO control.llm_attempts (id, simulation_run_id, organization_id, website_id, prompt_id,
    prompt_hash, provider, model, sample_number, reserved_usd, purpose, reserved_at, status,
    cost_usd, settled_at, response_id, payload_path, reused_from)
SELECT id, simulation_run_id, organization_id, website_id, prompt_id, prompt_hash, provider, model,
    sample_number, 0, 'simulation', %(at)s, 'succeeded', 0, %(at)s, response_id, payload_path,
    reused_from
FROM jsonb_to_recordset(%(rows)s::jsonb) AS wish(id UUID, simulation_run_id UUID,
    organization_id UUID, website_id UUID, prompt_id UUID, prompt_hash TEXT, provider TEXT,
    model TEXT, sample_number INTEGER, response_id UUID, payload_path TEXT, reused_from UUID)
ON CONFLICT (simulation_run_id, prompt_id, provider, model, sample_number)
    WHERE status <> 'failed' DO NOTHING
"""


@dataclass(frozen=True)
class Reuse:
    """One answer that is used again.

    Attributes:
        id: of the attempt to write; its payload names it.
        wish: whom it answers; what it would have cost does not count.
        reused_from: the attempt that paid for it.
    """

    id: str
    wish: Reservation
    response_id: str
    payload_path: str
    reused_from: str


def find(
    db: Connection, organization_id: str, day: date, hashes: Collection[str], *, now: datetime
) -> list[Attempt]:
    """Paid answers of the last 24 hours to the same messages, newest first.

    Args:
        db: the open transaction.
        organization_id: whose; nobody else's are found.
        day: the simulation's day; an answer of one day is no observation of another.
        hashes: `prompt_hash` of what is to be asked.
        now: by the clock that dated them; what it dates in the future is left alone.
    """
    if not hashes:
        return []
    values = {
        "organization_id": organization_id,
        "day": day,
        "hashes": sorted(hashes),
        "oldest": now - MOST_AGE,
        "now": now,
    }
    return fetch(db, Attempt, _FIND, values)


def add(db: Connection, reuses: Sequence[Reuse], *, at: datetime) -> None:
    """Write answers down that are used again, their payloads kept before; at no cost."""
    rows = [
        {
            **asdict(one.wish),
            "id": one.id,
            "response_id": one.response_id,
            "payload_path": one.payload_path,
            "reused_from": one.reused_from,
        }
        for one in reuses
    ]
    if rows:
        db.exec_driver_sql(_ADD, {"rows": json.dumps(rows, default=str), "at": at})
