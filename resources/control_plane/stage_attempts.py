"""Ledger rows of calls that belong to a website but to no simulation: what its stages ask.

The same table, the same life and the same sums as `ledger`, which settles and fails them too.
Nothing keeps a stage from asking again; that a paid answer is used once is up to the stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch, fetch_first
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_COLUMNS = (
    "id, purpose, organization_id, website_id, prompt_hash, provider, model, status, "
    "reserved_usd, cost_usd, request_id, payload_path, error, reserved_at, settled_at, "
    "provider_request_id"
)


@dataclass(frozen=True)
class StageAttempt:
    """One call of a stage: reserved, then succeeded or failed; amounts in USD."""

    id: str
    purpose: str
    organization_id: str
    website_id: str
    prompt_hash: str
    provider: str
    model: str
    status: Literal["reserved", "succeeded", "failed"]
    reserved_usd: Decimal
    cost_usd: Decimal | None
    request_id: str | None
    payload_path: str | None
    error: str | None
    reserved_at: datetime
    settled_at: datetime | None
    provider_request_id: str | None = None


def reserve(
    db: Connection,
    *,
    website_id: str,
    purpose: str,
    prompt_hash: str,
    provider: str,
    model: str,
    reserved_usd: Decimal | float,
    at: datetime | None = None,
) -> StageAttempt:
    """Write down one call before it is made; commit before calling.

    Args:
        db: the open transaction.
        website_id: website the call is for; its organization pays.
        purpose: what the call is for, as `website_analysis`; not `simulation`.
        prompt_hash: SHA-256 of what is sent.
        provider: who is asked.
        model: the model asked for.
        reserved_usd: the most the call may cost.
        at: when; now by default.

    Raises:
        InputError: when there is no such website.
    """
    values = {
        "id": new_id(),
        "website_id": website_id,
        "purpose": purpose,
        "prompt_hash": prompt_hash,
        "provider": provider,
        "model": model,
        "usd": Decimal(str(reserved_usd)),
        "at": at or datetime.now(UTC),
    }
    sql = f"""
    INSERT INTO control.llm_attempts (id, purpose, organization_id, website_id, prompt_hash,
        provider, model, sample_number, reserved_usd, reserved_at)
    SELECT %(id)s, %(purpose)s, organization_id, id, %(prompt_hash)s, %(provider)s, %(model)s, 1,
        %(usd)s, %(at)s
    FROM control.websites WHERE id = %(website_id)s RETURNING {_COLUMNS}
    """
    made = fetch_first(db, StageAttempt, sql, values)
    if made is None:
        raise InputError(f"There is no website {website_id!r}; nothing was asked.")
    return made


def attempts(db: Connection, website_id: str, purpose: str | None = None) -> list[StageAttempt]:
    """Calls of a website's stages, all or those for one purpose, in the order of reserving."""
    return fetch(
        db,
        StageAttempt,
        f"SELECT {_COLUMNS} FROM control.llm_attempts WHERE website_id = %(id)s "
        "AND purpose <> 'simulation' AND purpose = coalesce(%(purpose)s, purpose) "
        "ORDER BY reserved_at, id",
        {"id": website_id, "purpose": purpose},
    )
