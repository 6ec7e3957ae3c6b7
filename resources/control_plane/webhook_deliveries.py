"""What came in at a client's webhooks: a row for each delivery, a count of what was refused.

No body stands here, only where it lies (`resources.webhook_files`). Writing the same delivery
again changes nothing, so a sender may try as often as it likes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, get_args

from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

Source = Literal["shopify", "forms"]
SOURCES: tuple[Source, ...] = get_args(Source)

_COLUMNS = (
    "id", "organization_id", "brand_id", "source", "topic", "replay_key", "content_hash",
    "content_type", "size_bytes", "headers", "triggered_at", "received_at",
)  # fmt: skip
_SELECT = f"SELECT {', '.join(_COLUMNS)}, read_at FROM control.webhook_deliveries"
# one parameter, however many rows: a statement of hundreds takes longer to write than to run
_INSERT = f"""
INSERT INTO control.webhook_deliveries ({", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS)}
FROM jsonb_populate_recordset(NULL::control.webhook_deliveries, %(rows)s::jsonb)
ON CONFLICT (brand_id, source, replay_key, content_hash) DO NOTHING
"""
_COUNT = """
INSERT INTO control.webhook_refusals (brand_id, source, reason, day, times, last_at)
VALUES (%(brand_id)s, %(source)s, %(reason)s, %(day)s, %(times)s, %(last_at)s)
ON CONFLICT (brand_id, source, reason, day) DO UPDATE SET
    times = control.webhook_refusals.times + excluded.times,
    last_at = greatest(control.webhook_refusals.last_at, excluded.last_at)
"""
_UNREAD = """
SELECT d.brand_id, o.slug || '.' || c.slug AS client_key, count(*) AS deliveries,
    max(d.received_at) AS newest_at
FROM control.webhook_deliveries d JOIN control.campaign_clients c ON c.id = d.brand_id
JOIN control.organizations o ON o.id = c.organization_id
WHERE d.read_at IS NULL GROUP BY 1, 2 ORDER BY min(d.received_at)
"""
_HEARD_OF = """
SELECT DISTINCT o.slug || '.' || c.slug FROM control.webhook_deliveries d
JOIN control.campaign_clients c ON c.id = d.brand_id
JOIN control.organizations o ON o.id = c.organization_id
WHERE d.source = 'forms' AND d.received_at > now() - make_interval(days => %(days)s) ORDER BY 1
"""
_MARK = """
UPDATE control.webhook_deliveries SET read_at = %(at)s
WHERE read_at IS NULL AND id = ANY(%(ids)s::uuid[])
"""


@dataclass(frozen=True)
class Delivery:
    """One delivery that was let in.

    Attributes:
        topic: what the sender calls it (`orders/create`); not part of what is signed.
        replay_key: what tells that it is sent again: the sender's id of it, else its hash.
        content_hash: SHA-256 of the body, by which it lies in the object store.
        headers: those that are kept; none that lets anybody in.
        triggered_at: when it happened, as the sender says; none where it does not.
        read_at: when it was read for the lake; none: not yet.
    """

    id: str
    organization_id: str
    brand_id: str
    source: Source
    topic: str | None
    replay_key: str
    content_hash: str
    content_type: str
    size_bytes: int
    headers: Mapping[str, str]
    triggered_at: datetime | None
    received_at: datetime
    read_at: datetime | None = None


@dataclass(frozen=True)
class Refusal:
    """How often something was refused on a day; of no client where `brand_id` is none."""

    brand_id: str | None
    source: Source
    reason: str
    day: date
    times: int
    last_at: datetime


@dataclass(frozen=True)
class Unread:
    """A client with deliveries that wait to be read."""

    brand_id: str
    client_key: str
    deliveries: int
    newest_at: datetime


def record(db: Connection, deliveries: Sequence[Delivery]) -> int:
    """Write deliveries in one statement; how many of them were new."""
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in deliveries]
    values = {"rows": json.dumps(rows, default=datetime.isoformat)}
    return db.exec_driver_sql(_INSERT, values).rowcount


def count_refusals(db: Connection, refusals: Iterable[Refusal]) -> None:
    """Add to how often things were refused."""
    for one in refusals:
        db.exec_driver_sql(_COUNT, vars(one))


def list_of(db: Connection, brand_id: str) -> list[Delivery]:
    """Every delivery of a client, oldest first."""
    sql = f"{_SELECT} WHERE brand_id = %(brand_id)s ORDER BY received_at, id"
    return fetch(db, Delivery, sql, {"brand_id": brand_id})


def list_newest(db: Connection, brand_id: str, limit: int) -> list[Delivery]:
    """A client's deliveries, newest first."""
    sql = f"{_SELECT} WHERE brand_id = %(brand_id)s ORDER BY received_at DESC, id LIMIT %(limit)s"
    return fetch(db, Delivery, sql, {"brand_id": brand_id, "limit": limit})


def list_refusals(db: Connection, brand_id: str | None) -> list[Refusal]:
    """What was refused of a client, or of no client, newest day first."""
    sql = (
        "SELECT brand_id, source, reason, day, times, last_at FROM control.webhook_refusals "
        "WHERE brand_id IS NOT DISTINCT FROM %(brand_id)s ORDER BY day DESC, source, reason"
    )
    return fetch(db, Refusal, sql, {"brand_id": brand_id})


def list_unread(db: Connection) -> list[Unread]:
    """Clients with deliveries that were not read yet, who waits longest first."""
    return fetch(db, Unread, _UNREAD, {})


def list_heard_of(db: Connection, days: int) -> list[str]:
    """Keys of clients that a form of was sent in the last days."""
    return list(db.exec_driver_sql(_HEARD_OF, {"days": days}).scalars())


def mark_read(db: Connection, ids: Sequence[str], at: datetime) -> None:
    """Note that deliveries were read; those that were keep their time."""
    db.exec_driver_sql(_MARK, {"ids": list(ids), "at": at})
