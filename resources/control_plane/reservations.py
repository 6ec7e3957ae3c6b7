"""Reserving within every limit: the one place where it is decided that a paid call may be made.

Limits are checked and calls written down in one transaction that other spenders of the
organization wait for, so that parallel runs, processes and machines cannot take one dollar twice.
A batch is one statement of sums and one insert however many calls are in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.control_plane import budgets
from resources.control_plane.budgets import Standing
from resources.control_plane.ledger import Reservation, write_insert
from resources.errors import BudgetError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def reserve_within(
    db: Connection,
    wishes: Sequence[Reservation],
    *,
    day_limit_usd: Decimal | None,
    at: datetime | None = None,
) -> list[str | BudgetError | None]:
    """Write down the calls that fit every limit; commit before making them.

    A call that costs nothing always fits. Of calls that do not fit together the first ones do; a
    smaller one may fit where a larger one before it did not.

    Args:
        db: a transaction of its own, because the organization's other spenders wait for its end.
        wishes: what is about to be asked, in the order of preference.
        day_limit_usd: MAX_USD, the most that an organization may spend in a day whatever its
            budgets; none sets no such limit.
        at: when; now by default. Its UTC day and month are those that must have money left.

    Returns:
        For each wish the attempt's id; the refusal where a limit does not cover it; none where
        the run has asked this already, or is asking it now.
    """
    moment = at or datetime.now(UTC)
    refusals = _refuse(db, wishes, day_limit_usd, moment)
    fitting = [wish for wish, refusal in zip(wishes, refusals, strict=True) if refusal is None]
    made = iter(_insert(db, fitting, moment))
    return [refusal if refusal is not None else next(made) for refusal in refusals]


def _insert(db: Connection, wishes: Sequence[Reservation], at: datetime) -> list[str | None]:
    if not wishes:
        return []
    ids, sql, values = write_insert(wishes, at)
    made = {str(one) for one in db.exec_driver_sql(f"{sql} RETURNING id", values).scalars()}
    return [one if one in made else None for one in ids]


def _refuse(
    db: Connection, wishes: Sequence[Reservation], day_limit_usd: Decimal | None, at: datetime
) -> list[BudgetError | None]:
    """Why each call may not be made; none where it may."""
    limits: dict[str, list[Standing]] = {}
    for owner in sorted({wish.organization_id for wish in wishes if wish.reserved_usd > 0}):
        budgets.lock_spending(db, owner)
        limits[owner] = budgets.standings(
            db, owner, day=at.astimezone(UTC).date(), day_limit_usd=day_limit_usd
        )
    return [_take(wish, limits.get(wish.organization_id, ())) for wish in wishes]


def _take(wish: Reservation, limits: Sequence[Standing]) -> BudgetError | None:
    """Set a call's money aside in every limit it falls under, or in none."""
    if wish.reserved_usd <= 0:
        return None
    under = [one for one in limits if one.website_id in (None, wish.website_id)]
    for one in under:
        if one.spent_usd + wish.reserved_usd > one.limit_usd:
            return one.refuse(wish.reserved_usd, "The next call")
    for one in under:
        one.spent_usd += wish.reserved_usd
    return None
