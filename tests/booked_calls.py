"""Calls of stages as the ledger has them, for tests of what is counted, told and refused."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from resources.control_plane import ledger
from resources.control_plane.ledger import Attempt, Reservation
from resources.control_plane.websites import Website


def book(
    db: Connection,
    website: Website,
    usd: str,
    *,
    purpose: str = "icps",
    provider: str = "openai",
    at: datetime | None = None,
) -> Attempt:
    """Set money aside for a call of a stage, as a stage does, whatever the limits."""
    wish = Reservation(
        simulation_run_id=None,
        organization_id=website.organization_id,
        website_id=website.id,
        prompt_id=None,
        prompt_hash="0" * 64,
        provider=provider,
        model="gpt-5",
        sample_number=1,
        reserved_usd=Decimal(usd),
        purpose=purpose,
    )
    return ledger.reserve(db, wish, at=at)
