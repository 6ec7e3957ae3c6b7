"""The account of notices: at most one per channel and website, brand and day, or run failure.

    claim (committed) → send → settle | fail

What stays claimed was cut off, or its answer was lost: it may have been sent, and is not sent
again. What failed may be claimed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch, fetch_first
from resources.errors import StoreError
from resources.identity import brand_id, derived_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

# A row has two unique keys and ON CONFLICT takes one: two runs at once would trip over the other.
_TAKE_TURNS = "SELECT pg_advisory_xact_lock(hashtextextended(%(id)s, 0))"
# A failed row is taken over.
_CLAIM = """
INSERT INTO control.notices AS n (id, website_id, brand_id, brand, day, channel, severity, title,
    claimed_at)
VALUES (%(id)s, %(website_id)s, %(brand_id)s, %(brand)s, %(day)s, %(channel)s, %(severity)s,
    %(title)s, %(at)s)
ON CONFLICT (website_id, brand_id, day, channel) DO UPDATE SET status = 'claimed',
    severity = EXCLUDED.severity, title = EXCLUDED.title, claimed_at = EXCLUDED.claimed_at,
    settled_at = NULL, error = NULL, run_count = n.run_count + 1
WHERE n.status = 'failed'
RETURNING id
"""
_CLAIM_FAILURE = """
INSERT INTO control.notices AS n (id, failure_id, day, channel, severity, title, claimed_at)
VALUES (%(id)s, %(failure_id)s, %(day)s, %(channel)s, %(severity)s, %(title)s, %(at)s)
ON CONFLICT (failure_id, channel) DO UPDATE SET status = 'claimed', title = EXCLUDED.title,
    claimed_at = EXCLUDED.claimed_at, settled_at = NULL, error = NULL, run_count = n.run_count + 1
WHERE n.status = 'failed'
RETURNING id
"""
_FIND_FAILURE = """
SELECT id, %(is_granted)s::boolean AS is_granted, status, claimed_at, error FROM control.notices
WHERE failure_id = %(failure_id)s AND channel = %(channel)s
"""
_FIND = """
SELECT id, %(is_granted)s::boolean AS is_granted, status, claimed_at, error FROM control.notices
WHERE website_id = %(website_id)s AND brand_id = %(brand_id)s AND day = %(day)s
    AND channel = %(channel)s
"""


@dataclass(frozen=True)
class Claim:
    """Whether a notice may be sent now, and otherwise how the one of before stands."""

    id: str
    is_granted: bool
    status: Literal["claimed", "sent", "failed"]
    claimed_at: datetime
    error: str | None


def claim(
    db: Connection,
    *,
    website_id: str,
    brand: str,
    day: date,
    channel: str,
    severity: str,
    title: str,
    at: datetime,
) -> Claim:
    """Write a notice down before it is sent; commit before sending.

    Returns:
        A claim that is granted where nothing of this website, brand, day and channel was claimed
        before, or where that failed.
    """
    key = {"website_id": website_id, "brand_id": brand_id(brand), "day": day, "channel": channel}
    values = {
        **key,
        "id": derived_id(day, "notices", *key.values()),
        "brand": brand[:255],
        "severity": severity,
        "title": title,
        "at": at,
    }
    db.exec_driver_sql(_TAKE_TURNS, {"id": values["id"]})
    is_granted = db.exec_driver_sql(_CLAIM, values).first() is not None
    found = fetch_first(db, Claim, _FIND, {**key, "is_granted": is_granted})
    if found is None:
        raise StoreError(
            f"The notice about {brand!r} on {day} vanished while it was claimed: its website was "
            "removed. Nothing was sent."
        )
    return found


def claim_failure(
    db: Connection,
    failure_id: str,
    *,
    day: date,
    channel: str,
    severity: str,
    title: str,
    at: datetime,
) -> Claim:
    """Write a notice about failed runs down before it is sent; commit before sending.

    Args:
        db: the open transaction.
        failure_id: a row of `run_failures`.
        day: when the first of them failed, UTC.
        channel: log, webhook or email.
        severity: of the notice.
        title: of the notice.
        at: now.

    Returns:
        A claim that is granted where this was not told by the channel yet, or where that failed.
    """
    values = {
        "id": derived_id(day, "notices", failure_id, channel),
        "failure_id": failure_id,
        "day": day,
        "channel": channel,
        "severity": severity,
        "title": title,
        "at": at,
    }
    db.exec_driver_sql(_TAKE_TURNS, {"id": values["id"]})
    is_granted = db.exec_driver_sql(_CLAIM_FAILURE, values).first() is not None
    (found,) = fetch(db, Claim, _FIND_FAILURE, {**values, "is_granted": is_granted})
    return found


def settle(db: Connection, notice_id: str, *, at: datetime) -> None:
    """Note that a claimed notice was sent.

    Raises:
        StoreError: when it is not claimed (any more).
    """
    _change(db, notice_id, "status = 'sent', settled_at = %(at)s", at=at)


def fail(db: Connection, notice_id: str, *, error: str, at: datetime) -> None:
    """Note that a claimed notice was certainly not sent; a later run may claim it again.

    Raises:
        StoreError: when it is not claimed (any more).
    """
    changes = "status = 'failed', error = %(error)s, settled_at = %(at)s"
    _change(db, notice_id, changes, error=_clean(error), at=at)


def note_unknown(db: Connection, notice_id: str, *, error: str) -> None:
    """Note why nobody knows whether a notice was sent; it stays claimed.

    Raises:
        StoreError: when it is not claimed (any more).
    """
    _change(db, notice_id, "error = %(error)s", error=_clean(error))


def _clean(error: str) -> str:
    return error.replace("\x00", "").encode("utf-8", "replace").decode() or "no message"


def _change(db: Connection, notice_id: str, changes: str, **values: object) -> None:
    sql = f"UPDATE control.notices SET {changes} WHERE id = %(id)s AND status = 'claimed'"
    if db.exec_driver_sql(sql, {"id": notice_id, **values}).rowcount != 1:
        raise StoreError(
            f"Notice {notice_id} is not claimed: it was sent, failed or never made. "
            "Nothing was changed."
        )
