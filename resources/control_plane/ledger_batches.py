"""Many attempts of the ledger closed in one statement: what `ledger.settle` and `fail` do to one.

A run with hundreds of calls in flight would spend more time on transactions than on calls.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CLOSE = """
UPDATE control.llm_attempts AS attempt
SET status = end_.status, cost_usd = end_.cost_usd, request_id = end_.request_id,
    response_id = end_.response_id, payload_path = end_.payload_path, error = end_.error,
    provider_request_id = end_.provider_request_id, settled_at = %(at)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS end_(attempt_id UUID, status TEXT, cost_usd NUMERIC,
    request_id TEXT, response_id UUID, payload_path TEXT, error TEXT,
    provider_request_id TEXT)
WHERE attempt.id = end_.attempt_id AND attempt.status = 'reserved'
RETURNING attempt.id
"""


@dataclass(frozen=True)
class Closing:
    """How one attempt ended; the fields as in `ledger.Attempt`."""

    attempt_id: str
    status: Literal["succeeded", "failed"]
    cost_usd: Decimal
    request_id: str | None = None
    response_id: str | None = None
    payload_path: str | None = None
    error: str | None = None
    provider_request_id: str | None = None


def close_many(db: Connection, closings: Sequence[Closing], *, at: datetime) -> set[str]:
    """Settle or fail many attempts.

    Args:
        db: transaction on the control plane.
        closings: how each ended.
        at: when, UTC.

    Returns:
        Ids of those that were closed now. One that is not in it was not reserved (any more).
    """
    rows = [{**asdict(one), "error": _clean(one)} for one in closings]
    found = db.exec_driver_sql(_CLOSE, {"rows": json.dumps(rows, default=str), "at": at})
    return {str(row[0]) for row in found}


def _clean(closing: Closing) -> str | None:
    """The error as PostgreSQL can hold it."""
    if closing.status == "succeeded":
        return None
    text = (closing.error or "").replace("\x00", "")
    return text.encode("utf-8", "replace").decode() or "no message"
