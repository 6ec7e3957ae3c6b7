"""Budgets: the most an organization, or one of its websites, may spend in a day or month (UTC).

What is reserved counts as spent. `check` looks; `reservations.reserve_within` looks and sets aside
in one transaction, so that two spenders cannot take the same last dollar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane import audit, ledger
from resources.control_plane.rows import fetch
from resources.errors import BudgetError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Scope = Literal["day", "month"]

_STANDINGS = """
SELECT b.period, b.website_id, b.limit_usd, coalesce(
    (SELECT sum(coalesce(a.cost_usd, a.reserved_usd)) FROM control.llm_attempts a
     WHERE a.organization_id = b.organization_id
        AND (b.website_id IS NULL OR a.website_id = b.website_id)
        AND a.reserved_at >= date_trunc(b.period, %(day)s::timestamp) AT TIME ZONE 'UTC'
        AND a.reserved_at < (date_trunc(b.period, %(day)s::timestamp)
            + ('1 ' || b.period)::interval) AT TIME ZONE 'UTC'), 0) AS spent_usd
FROM control.budgets b WHERE b.organization_id = %(organization_id)s
ORDER BY b.website_id NULLS FIRST, b.period
"""


@dataclass(frozen=True)
class Budget:
    """A limit in USD; `website_id` is none where it is the whole organization's."""

    id: str
    organization_id: str
    website_id: str | None
    period: Scope
    limit_usd: Decimal


@dataclass
class Standing:
    """A limit and how much of it is used; what is reserved counts in full.

    Attributes:
        period: what it is for.
        website_id: the only website it counts; none where it is the whole organization's.
        limit_usd: the most.
        spent_usd: settled and reserved; whoever reserves adds to it.
        is_ceiling: MAX_USD of whoever asks, not a budget that somebody decided.
    """

    period: Scope
    website_id: str | None
    limit_usd: Decimal
    spent_usd: Decimal
    is_ceiling: bool = False

    def refuse(self, usd: Decimal, what: str) -> BudgetError:
        """The error for what does not fit, as `The next call`."""
        start = f"{what} may cost ${usd:.4f}"
        if self.is_ceiling:
            return BudgetError(
                f"{start}; ${self.spent_usd:.4f} of MAX_USD={self.limit_usd} are spent or reserved "
                "today. Nothing was asked for it. Set a higher MAX_USD to go on, or ask less: "
                "fewer SAMPLES or CONVERSATIONS, a smaller sample."
            )
        whose = "the organization" if self.website_id is None else "this website"
        return BudgetError(
            f"{start}, but the {self.period} allows {whose} ${self.limit_usd:.4f} and "
            f"${self.spent_usd:.4f} are spent or reserved. Nothing was asked for it: raise the "
            "budget (`onevice budget set`), or ask fewer prompts or samples."
        )


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


def remove(
    db: Connection,
    organization_id: str,
    *,
    period: Scope,
    website_id: str | None = None,
    actor: str,
) -> bool:
    """Take a limit away; whether there was one."""
    sql = (
        "DELETE FROM control.budgets WHERE organization_id = %(organization_id)s "
        "AND period = %(period)s AND website_id IS NOT DISTINCT FROM %(website_id)s::uuid"
    )
    values = {"organization_id": organization_id, "period": period, "website_id": website_id}
    if not db.exec_driver_sql(sql, values).rowcount:
        return False
    audit.record(
        db,
        actor=actor,
        action="budget.remove",
        subject=period,
        detail={"organization_id": organization_id},
        website_id=website_id,
    )
    return True


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
    db: Connection,
    organization_id: str,
    website_id: str,
    *,
    day: date,
    usd: Decimal | float,
    day_limit_usd: Decimal | None = None,
    what: str = "The next call",
) -> None:
    """Make sure that an amount fits every limit; nothing is set aside.

    Nothing to pay fits always. To spend it, reserve it: `reservations.reserve_within`, which
    checks again while others wait.

    Args:
        db: the open transaction.
        organization_id: who pays.
        website_id: what for.
        day: its UTC day and month must have the money left.
        usd: the most it may cost.
        day_limit_usd: MAX_USD; none sets no such limit.
        what: what may cost that, for the message.

    Raises:
        BudgetError: naming the limit, what is spent and what was asked.
    """
    asked = Decimal(str(usd))
    for one in standings(db, organization_id, day=day, day_limit_usd=day_limit_usd):
        counts = one.website_id in (None, website_id)
        if counts and asked > 0 and one.spent_usd + asked > one.limit_usd:
            raise one.refuse(asked, what)


def lock_spending(db: Connection, organization_id: str) -> None:
    """Make other spenders of an organization wait until this transaction ends."""
    lock = "SELECT pg_advisory_xact_lock(hashtextextended(%(id)s, 0))"
    db.exec_driver_sql(lock, {"id": organization_id})


def standings(
    db: Connection, organization_id: str, *, day: date, day_limit_usd: Decimal | None = None
) -> list[Standing]:
    """Every limit of an organization and its websites with what counts against it on a day (UTC).

    The ceiling comes first, then the organization's budgets, then those of its websites.
    """
    parameters = {"organization_id": organization_id, "day": day}
    found = fetch(db, Standing, _STANDINGS, parameters)
    if day_limit_usd is None:
        return found
    spent = ledger.spent_usd(db, organization_id, day)
    return [Standing("day", None, day_limit_usd, spent, is_ceiling=True), *found]
