"""Ledger rows of calls that belong to no simulation: what the stages of a website ask, or of none.

The same table, the same life and the same sums as `ledger`, which writes and ends them too.
Nothing keeps a stage from asking again; that a paid answer is used once is up to the stage.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

_COLUMNS = (
    "id, purpose, organization_id, website_id, prompt_hash, provider, model, status, "
    "reserved_usd, cost_usd, request_id, payload_path, error, reserved_at, settled_at, "
    "provider_request_id, retracted_at"
)


@dataclass(frozen=True)
class StageAttempt:
    """One call of a stage: reserved, then succeeded or failed; amounts in USD.

    Attributes:
        retracted_at: when its answer was taken back; it is not used again.
    """

    id: str
    purpose: str
    organization_id: str
    website_id: str | None
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
    retracted_at: datetime | None = None


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


def attempts_of_organization(db: Connection, organization_id: str) -> list[StageAttempt]:
    """Calls that an organization pays for and no website does, in the order of reserving."""
    return fetch(
        db,
        StageAttempt,
        f"SELECT {_COLUMNS} FROM control.llm_attempts WHERE organization_id = %(id)s "
        "AND website_id IS NULL ORDER BY reserved_at, id",
        {"id": organization_id},
    )


def attempts_at(
    db: Connection, organization_id: str, purpose: str, hashes: Collection[str]
) -> list[StageAttempt]:
    """Attempts at some calls that no website is of, by their `prompt_hash`, as they were made."""
    return fetch(
        db,
        StageAttempt,
        f"SELECT {_COLUMNS} FROM control.llm_attempts WHERE organization_id = %(id)s "
        "AND prompt_hash = ANY(%(hashes)s) AND website_id IS NULL AND purpose = %(purpose)s "
        "ORDER BY reserved_at, id",
        {"id": organization_id, "purpose": purpose, "hashes": sorted(hashes)},
    )
