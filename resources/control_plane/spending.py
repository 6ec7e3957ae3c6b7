"""What was spent, out of the ledger: sums for people, and what is still open. Changes nothing.

A call counts on the UTC day it was reserved on, which is the day of budgets and, near enough, of
the providers' bills; the day that its answer speaks for may be another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

By = Literal["day", "website", "provider", "model", "purpose"]
CUTS: tuple[By, ...] = get_args(By)

_CUTS: dict[By, str] = {
    "day": "(a.reserved_at AT TIME ZONE 'UTC')::date::text",
    "website": "coalesce(o.slug || '.' || w.domain, o.slug)",
    "provider": "a.provider",
    "model": "a.provider || ':' || a.model",
    "purpose": "split_part(a.purpose, ' ', 1)",
}
_FROM = """
FROM control.llm_attempts a LEFT JOIN control.websites w ON w.id = a.website_id
JOIN control.organizations o ON o.id = a.organization_id
WHERE a.reserved_at >= %(since)s::timestamp AT TIME ZONE 'UTC'
    AND (%(until)s::date IS NULL
        OR a.reserved_at < (%(until)s::date + 1)::timestamp AT TIME ZONE 'UTC')
    AND (%(provider)s::text IS NULL OR a.provider = %(provider)s)
    AND (%(website_id)s::uuid IS NULL OR a.website_id = %(website_id)s)
"""
_SUMS = """
count(*) FILTER (WHERE a.reused_from IS NULL) AS calls,
count(*) FILTER (WHERE a.status = 'failed') AS failed,
count(*) FILTER (WHERE a.status = 'reserved') AS open,
count(*) FILTER (WHERE a.reused_from IS NOT NULL) AS reused,
coalesce(sum(a.reserved_usd) FILTER (WHERE a.status <> 'reserved'), 0) AS estimated_usd,
coalesce(sum(a.cost_usd), 0) AS cost_usd,
coalesce(sum(a.reserved_usd) FILTER (WHERE a.status = 'reserved'), 0) AS open_usd
"""
_DAY = f"""
SELECT a.provider, a.model, split_part(a.purpose, ' ', 1) AS purpose, {_SUMS}
FROM control.llm_attempts a
WHERE a.simulation_run_id IN (SELECT id FROM control.simulation_runs
        WHERE website_id = %(website_id)s AND day = %(day)s)
    OR (a.website_id = %(website_id)s AND a.purpose <> 'simulation'
        AND coalesce(substring(a.purpose FROM ' (\\d{{4}}-\\d\\d-\\d\\d)$')::date,
            (a.reserved_at AT TIME ZONE 'UTC')::date) = %(day)s)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, kw_only=True)
class Sums:
    """What some calls took together.

    Attributes:
        calls: attempts, failed and open ones too.
        failed, open: of these, those without an answer and those of unknown outcome.
        reused: answers that were used again, at no cost.
        estimated_usd: upper bound of the settled calls before they were made.
        cost_usd: what the settled calls cost.
        open_usd: what is set aside for those of unknown outcome; it counts as spent.
    """

    calls: int
    failed: int
    open: int
    reused: int
    estimated_usd: Decimal
    cost_usd: Decimal
    open_usd: Decimal


@dataclass(frozen=True, kw_only=True)
class Spent(Sums):
    """What one day, website, provider, model or purpose took; `name` says which.

    What an organization paid for no website stands under its slug.
    """

    name: str


@dataclass(frozen=True, kw_only=True)
class Paid(Sums):
    """What one provider, model and purpose of a website's day took."""

    provider: str
    model: str
    purpose: str


@dataclass(frozen=True)
class Charged:
    """One attempt as it is compared with a provider's bill; `usd` is what counts as spent."""

    id: str
    website: str
    provider: str
    model: str
    purpose: str
    status: str
    usd: Decimal
    request_id: str | None
    reserved_at: datetime
    provider_request_id: str | None = None


def sum_up(
    db: Connection,
    by: By,
    *,
    since: date,
    until: date | None = None,
    provider: str | None = None,
    website_id: str | None = None,
) -> list[Spent]:
    """Sums over the calls reserved from one day to another (UTC), both included.

    Args:
        db: the open transaction.
        by: what to sum by.
        since: first day.
        until: last day; none is open.
        provider: only of this one.
        website_id: only of this one.
    """
    cut = _CUTS[by]
    sql = f"SELECT {cut} AS name, {_SUMS} {_FROM} GROUP BY 1 ORDER BY 1"
    return fetch(db, Spent, sql, _values(since, until, provider, website_id))


def sum_day(db: Connection, website_id: str, day: date) -> list[Paid]:
    """What the numbers of a website's day took, by provider, model and purpose.

    A simulation counts on its own day, a call whose purpose names a day on that, and any other on
    the UTC day it was reserved on.
    """
    return fetch(db, Paid, _DAY, {"website_id": website_id, "day": day})


def settled_usd(db: Connection, organization_id: str, day: date) -> dict[str, Decimal]:
    """USD that settled calls of a day (UTC, when they were reserved) cost, by provider."""
    sql = (
        "SELECT provider, sum(cost_usd) FROM control.llm_attempts WHERE organization_id = %(id)s "
        "AND cost_usd IS NOT NULL AND reserved_at >= %(day)s::timestamp AT TIME ZONE 'UTC' "
        "AND reserved_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC' GROUP BY provider"
    )
    found = db.exec_driver_sql(sql, {"id": organization_id, "day": day})
    return {provider: Decimal(usd) for provider, usd in found}


def list_charged(
    db: Connection,
    *,
    since: date,
    until: date | None = None,
    provider: str | None = None,
    website_id: str | None = None,
    only_open: bool = False,
) -> list[Charged]:
    """Attempts that cost something or may have, oldest first; only those still open if wished.

    Takes what `sum_up` takes. Answers that were used again are none.
    """
    wanted = "a.status = 'reserved'" if only_open else "coalesce(a.cost_usd, a.reserved_usd) > 0"
    sql = (
        f"SELECT a.id, {_CUTS['website']} AS website, a.provider, a.model, a.purpose, "
        "a.status, coalesce(a.cost_usd, a.reserved_usd) AS usd, a.request_id, "
        "a.reserved_at, a.provider_request_id "
        f"{_FROM} AND {wanted} ORDER BY a.reserved_at, a.id"
    )
    return fetch(db, Charged, sql, _values(since, until, provider, website_id))


def _values(
    since: date, until: date | None, provider: str | None, website_id: str | None
) -> dict[str, Any]:
    return {"since": since, "until": until, "provider": provider, "website_id": website_id}
