"""Budgets: the most an organization, or one of its websites, may spend in a day or month (UTC).

What is reserved counts as spent. Check and reserve in one transaction: the check makes other
spenders of the organization wait, so that two of them cannot take the same last dollar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane import audit
from resources.control_plane.rows import fetch
from resources.errors import BudgetError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Scope = Literal["day", "month"]


@dataclass(frozen=True)
class Budget:
    """A limit in USD; `website_id` is none where it is the whole organization's."""

    id: str
    organization_id: str
    website_id: str | None
    period: Scope
    limit_usd: Decimal


@dataclass(frozen=True)
class _Standing:
    period: Scope
    website_id: str | None
    limit_usd: Decimal
    spent_usd: Decimal


def set_limit(
    db: Connection,
    organization_id: str,
    *,
    period: Scope,
    limit_usd: Decimal | float,
    website_id: str | None = None,
    actor: str,
) -> None:
    """Set or change a limit; the same limit again changes nothing."""
    values = {
        "id": new_id(),
        "organization_id": organization_id,
        "website_id": website_id,
        "period": period,
        "limit_usd": Decimal(str(limit_usd)),
    }
    sql = (
        "INSERT INTO control.budgets (id, organization_id, website_id, period, limit_usd) VALUES "
        "(%(id)s, %(organization_id)s, %(website_id)s, %(period)s, %(limit_usd)s) "
        "ON CONFLICT (organization_id, website_id, period) DO UPDATE SET "
        "limit_usd = excluded.limit_usd, updated_at = now() "
        "WHERE budgets.limit_usd <> excluded.limit_usd"
    )
    if db.exec_driver_sql(sql, values).rowcount:
        audit.record(
            db,
            actor=actor,
            action="budget.set",
            subject=f"{period} {limit_usd} USD",
            detail={"organization_id": organization_id, "limit_usd": str(limit_usd)},
            website_id=website_id,
        )


def limits(db: Connection, organization_id: str) -> list[Budget]:
    """Every limit of an organization, its own before those of its websites."""
    return fetch(
        db,
        Budget,
        "SELECT id, organization_id, website_id, period, limit_usd FROM control.budgets "
        "WHERE organization_id = %(id)s ORDER BY website_id NULLS FIRST, period",
        {"id": organization_id},
    )


def check(
    db: Connection, organization_id: str, website_id: str, *, day: date, usd: Decimal | float
) -> None:
    """Make sure that an amount fits every limit; then reserve in the same transaction.

    Raises:
        BudgetError: naming the limit, what is spent and what was asked.
    """
    lock = "SELECT pg_advisory_xact_lock(hashtextextended(%(id)s, 0))"
    db.exec_driver_sql(lock, {"id": organization_id})
    asked = Decimal(str(usd))
    for one in _standings(db, organization_id, website_id, day):
        if one.spent_usd + asked > one.limit_usd:
            whose = "the organization" if one.website_id is None else "this website"
            raise BudgetError(
                f"Asking would cost up to {asked:.4f} USD, but the {one.period} of {day} allows "
                f"{whose} {one.limit_usd:.4f} USD and {one.spent_usd:.4f} USD are spent or "
                "reserved. Nothing was asked: raise the budget, or ask fewer prompts or samples."
            )


def _standings(db: Connection, organization_id: str, website_id: str, day: date) -> list[_Standing]:
    sql = """
    SELECT b.period, b.website_id, b.limit_usd,
        coalesce(sum(coalesce(a.cost_usd, a.reserved_usd)), 0) AS spent_usd
    FROM control.budgets b
    LEFT JOIN control.llm_attempts a ON a.organization_id = b.organization_id
        AND (b.website_id IS NULL OR a.website_id = b.website_id)
        AND a.reserved_at >= date_trunc(b.period, %(day)s::timestamp) AT TIME ZONE 'UTC'
        AND a.reserved_at < (date_trunc(b.period, %(day)s::timestamp)
            + ('1 ' || b.period)::interval) AT TIME ZONE 'UTC'
    WHERE b.organization_id = %(organization_id)s
        AND (b.website_id IS NULL OR b.website_id = %(website_id)s)
    GROUP BY b.id ORDER BY b.website_id NULLS FIRST, b.period
    """
    parameters = {"organization_id": organization_id, "website_id": website_id, "day": day}
    return fetch(db, _Standing, sql, parameters)
