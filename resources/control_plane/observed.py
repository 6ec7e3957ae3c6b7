"""What an operator watches of the control plane: a few sums a look, no row by row reading.

Every function is one query over one table, grouped, so that its rows are as many as there are
providers, jobs, states or limits; nothing here names a person or a text. Changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch
from resources.control_plane.simulation_overview import count_states

if TYPE_CHECKING:
    from sqlalchemy import Connection

_CALLS = """
SELECT provider, model, split_part(purpose, ' ', 1) AS purpose,
    CASE WHEN reused_from IS NOT NULL THEN 'reused' WHEN status = 'reserved' THEN 'open'
        ELSE status END AS outcome,
    count(*) AS calls, coalesce(sum(cost_usd), 0) AS cost_usd,
    coalesce(sum(reserved_usd) FILTER (WHERE status = 'reserved'), 0) AS open_usd
FROM control.llm_attempts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""
_BUDGETS = """
SELECT o.slug AS organization, coalesce(o.slug || '.' || w.domain, '') AS website, b.period,
    b.limit_usd, coalesce((SELECT sum(coalesce(a.cost_usd, a.reserved_usd))
        FROM control.llm_attempts a WHERE a.organization_id = b.organization_id
        AND (b.website_id IS NULL OR a.website_id = b.website_id)
        AND a.reserved_at >= date_trunc(b.period, %(day)s::timestamp) AT TIME ZONE 'UTC'), 0)
        AS spent_usd
FROM control.budgets b JOIN control.organizations o ON o.id = b.organization_id
LEFT JOIN control.websites w ON w.id = b.website_id ORDER BY 1, 2, 3
"""
_TODAY = """
SELECT o.slug AS organization, '' AS website, 'ceiling' AS period, %(limit)s::numeric AS limit_usd,
    coalesce(sum(coalesce(a.cost_usd, a.reserved_usd)), 0) AS spent_usd
FROM control.organizations o LEFT JOIN control.llm_attempts a ON a.organization_id = o.id
    AND a.reserved_at >= %(day)s::timestamp AT TIME ZONE 'UTC'
GROUP BY 1 ORDER BY 1
"""
_SAGAS = """
SELECT kind, state, count(*) AS sagas,
    extract(epoch FROM max(clock_timestamp() - created_at))::float8 AS oldest_seconds
FROM control.sagas WHERE ended_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
_DELIVERIES = """
SELECT source, count(*) AS waiting,
    extract(epoch FROM max(clock_timestamp() - received_at))::float8 AS oldest_seconds
FROM control.webhook_deliveries WHERE read_at IS NULL GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class Calls:
    """What became of some calls, of all time: counts only grow, but for what is erased.

    Attributes:
        purpose: its first word: `simulation`, `canary_responses`, `icps`, …
        outcome: `succeeded`, `failed`, `open` (nobody knows yet) or `reused`.
        cost_usd: what they cost; open ones have none yet.
        open_usd: what is set aside for open ones.
    """

    provider: str
    model: str
    purpose: str
    outcome: Literal["succeeded", "failed", "open", "reused"]
    calls: int
    cost_usd: Decimal
    open_usd: Decimal


@dataclass(frozen=True)
class Limit:
    """A limit of money and what counts against it now.

    Attributes:
        website: key of the only website it counts; empty where it is the whole organization's.
        period: `day`, `month`, or `ceiling` for MAX_USD, which is a day's too.
    """

    organization: str
    website: str
    period: str
    limit_usd: Decimal
    spent_usd: Decimal


@dataclass(frozen=True)
class OpenSagas:
    """Publishes that have not ended, and for how many seconds the oldest is open."""

    kind: str
    state: str
    sagas: int
    oldest_seconds: float


@dataclass(frozen=True)
class WaitingDeliveries:
    """Deliveries of webhooks that nobody read, and for how many seconds the oldest lies there."""

    source: str
    waiting: int
    oldest_seconds: float


def sum_calls(db: Connection) -> list[Calls]:
    """Every call of the ledger, by provider, model, purpose and outcome."""
    return fetch(db, Calls, _CALLS, {})


def list_limits(db: Connection, day: date, ceiling_usd: float) -> list[Limit]:
    """Every limit of every organization with what is spent or set aside on a UTC day.

    Args:
        db: an open transaction.
        day: today; months are the one it lies in.
        ceiling_usd: MAX_USD of whoever asks here; each organization has a row of it.
    """
    ceilings = fetch(db, Limit, _TODAY, {"day": day, "limit": str(ceiling_usd)})
    return [*ceilings, *fetch(db, Limit, _BUDGETS, {"day": day})]


def count_sagas(db: Connection) -> list[OpenSagas]:
    """Open publishes by kind and state."""
    return fetch(db, OpenSagas, _SAGAS, {})


def count_deliveries(db: Connection) -> list[WaitingDeliveries]:
    """Unread deliveries of webhooks by source."""
    return fetch(db, WaitingDeliveries, _DELIVERIES, {})


def count_refusals(db: Connection) -> dict[tuple[str, str], int]:
    """How often a webhook's delivery was refused, by source and reason, of all time."""
    sql = "SELECT source, reason, sum(times) FROM control.webhook_refusals GROUP BY 1, 2"
    return {(source, reason): int(times) for source, reason, times in db.exec_driver_sql(sql)}


def count_failures(db: Connection) -> dict[str, int]:
    """How many runs failed for good, by job, as the sensor `failed_runs` counted them."""
    sql = "SELECT job, sum(run_count) FROM control.run_failures GROUP BY 1 ORDER BY 1"
    return {job: int(count) for job, count in db.exec_driver_sql(sql)}


def count_simulations(db: Connection) -> dict[str, int]:
    """Requested simulations and imports by state: waiting, asked for, running, failed."""
    states = count_states(db)
    return {state: states[state] for state in ("waiting", "asked for", "running", "failed")}


def list_website_keys(db: Connection) -> list[str]:
    """Keys of all websites that may have days: those whose address never failed at the start."""
    sql = (
        "SELECT o.slug || '.' || w.domain FROM control.websites w JOIN control.organizations o "
        "ON o.id = w.organization_id WHERE w.status <> 'failed' OR w.last_scraped_at IS NOT NULL "
        "ORDER BY 1"
    )
    return [key for (key,) in db.exec_driver_sql(sql)]


def count_notices(db: Connection) -> dict[str, int]:
    """Notices to people that were not sent, by status: claimed, failed."""
    sql = "SELECT status, count(*) FROM control.notices WHERE status <> 'sent' GROUP BY 1"
    found = {status: int(count) for status, count in db.exec_driver_sql(sql)}
    return {status: found.get(status, 0) for status in ("claimed", "failed")}
