"""The record of every decision: who, what, about what, when. Rows are added, never changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.control_plane.rows import fetch
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class AuditEntry:
    """One decision as it was recorded; `website_id` is none for what all websites share."""

    id: str
    recorded_at: datetime
    actor: str
    action: str
    subject: str
    website_id: str | None
    detail: dict[str, Any]


def record(
    db: Connection,
    *,
    actor: str,
    action: str,
    subject: str,
    detail: dict[str, Any],
    website_id: str | None = None,
) -> None:
    """Record one decision, in the transaction that carries it out.

    Args:
        db: the open transaction.
        actor: who decided, e.g. `cli:root`.
        action: noun and verb, e.g. `brand.track`.
        subject: name or key of what it is about.
        detail: what was decided, as JSON; no secrets.
        website_id: website it concerns, if one.
    """
    db.exec_driver_sql(
        "INSERT INTO control.audit_log (id, actor, action, subject, website_id, detail) VALUES "
        "(%(id)s, %(actor)s, %(action)s, %(subject)s, %(website_id)s, %(detail)s::jsonb)",
        {
            "id": new_id(),
            "actor": actor,
            "action": action,
            "subject": subject[:512],
            "website_id": website_id,
            "detail": json.dumps(detail, default=str),
        },
    )


def last_brand_decision(db: Connection) -> datetime | None:
    """When anybody last decided about brands or their names; none where nobody did."""
    sql = "SELECT max(recorded_at) FROM control.audit_log WHERE action LIKE 'brand.%%'"
    found: datetime | None = db.exec_driver_sql(sql, {}).scalar()
    return found


def entries(db: Connection, *, website_id: str | None = None, limit: int = 100) -> list[AuditEntry]:
    """The newest decisions, newest first; of one website if it is named."""
    return fetch(
        db,
        AuditEntry,
        "SELECT id, recorded_at, actor, action, subject, website_id, detail "
        "FROM control.audit_log "
        "WHERE %(website_id)s::uuid IS NULL OR website_id = %(website_id)s::uuid "
        "ORDER BY recorded_at DESC, id DESC LIMIT %(limit)s",
        {"website_id": website_id, "limit": limit},
    )
