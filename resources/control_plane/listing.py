"""The tables of the control plane as a person reads them: names beside ids, no secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_KEY = "o.slug || '.' || w.domain AS website"
_OF_WEBSITE = (
    "JOIN control.websites w ON w.id = t.website_id "
    "JOIN control.organizations o ON o.id = w.organization_id"
)
_QUERIES = {
    "organizations": "SELECT t.* FROM control.organizations t ORDER BY t.slug",
    "users": (
        "SELECT t.id, t.organization_id, t.email, t.name, t.role, t.is_active, t.last_login_at, "
        "t.created_at FROM control.users t ORDER BY t.email"
    ),
    "websites": (
        "SELECT o.slug || '.' || t.domain AS website, t.* FROM control.websites t "
        "JOIN control.organizations o ON o.id = t.organization_id ORDER BY 1"
    ),
    "brands": "SELECT t.* FROM control.brands t ORDER BY t.normalized_name",
    "brand_aliases": (
        "SELECT b.name AS brand, t.* FROM control.brand_aliases t "
        "JOIN control.brands b ON b.id = t.brand_id ORDER BY b.normalized_name, t.alias"
    ),
    "brand_decisions": (
        "SELECT t.name, t.verdict, b.name AS brand, t.why, t.decided_at FROM "
        "control.brand_decisions t LEFT JOIN control.brands b ON b.id = t.brand_id "
        "UNION ALL SELECT a.name, 'merged', b.name, NULL, NULL FROM control.brands a "
        "JOIN control.brands b ON b.id = a.merged_into ORDER BY 1"
    ),
    "website_brands": (
        f"SELECT {_KEY}, b.name AS brand, t.* FROM control.website_brands t {_OF_WEBSITE} "
        "JOIN control.brands b ON b.id = t.brand_id ORDER BY 1, t.role DESC, 2, t.since"
    ),
    "competitor_relationships": (
        f"SELECT {_KEY}, p.name AS primary_brand, c.name AS competitor_brand, t.* "
        f"FROM control.competitor_relationships t {_OF_WEBSITE} "
        "JOIN control.brands p ON p.id = t.primary_brand_id "
        "JOIN control.brands c ON c.id = t.competitor_brand_id ORDER BY 1, 2, 3"
    ),
    "prompt_baskets": (
        f"SELECT {_KEY}, t.* FROM control.prompt_baskets t {_OF_WEBSITE} ORDER BY 1, t.version"
    ),
    "prompt_overrides": (
        f"SELECT {_KEY}, t.* FROM control.prompt_overrides t {_OF_WEBSITE} "
        "ORDER BY 1, t.created_at, t.id"
    ),
    "simulation_runs": (
        f"SELECT {_KEY}, t.* FROM control.simulation_runs t {_OF_WEBSITE} "
        "ORDER BY t.created_at, t.id"
    ),
    "campaign_clients": (
        "SELECT o.slug || '.' || t.slug AS client, t.* FROM control.campaign_clients t "
        "JOIN control.organizations o ON o.id = t.organization_id ORDER BY 1"
    ),
    "llm_attempts": (
        "SELECT coalesce(o.slug || '.' || w.domain, o.slug) AS website, t.* "
        "FROM control.llm_attempts t LEFT JOIN control.websites w ON w.id = t.website_id "
        "JOIN control.organizations o ON o.id = t.organization_id ORDER BY t.reserved_at, t.id"
    ),
    "budgets": (
        "SELECT o.slug AS organization, w.domain AS website, t.* FROM control.budgets t "
        "JOIN control.organizations o ON o.id = t.organization_id "
        "LEFT JOIN control.websites w ON w.id = t.website_id ORDER BY 1, 2, t.period"
    ),
    "notices": (
        f"SELECT {_KEY}, t.brand, t.day, t.channel, t.status, t.severity, t.title, t.claimed_at, "
        f"t.error, t.settled_at, t.run_count, t.failure_id, t.id FROM control.notices t "
        f"{_OF_WEBSITE.replace('JOIN', 'LEFT JOIN')} "
        "ORDER BY t.day DESC, 1, t.brand, t.channel"
    ),
    "run_failures": (
        "SELECT t.job, t.asset, t.partition, t.reason, t.run_count, t.first_at, t.last_at, "
        "t.next_step, t.last_run_id, t.id FROM control.run_failures t "
        "ORDER BY t.last_at DESC, t.id"
    ),
    "audit_log": "SELECT t.* FROM control.audit_log t ORDER BY t.recorded_at DESC, t.id DESC",
}
TABLES = tuple(_QUERIES)


def rows(db: Connection, table: str, *, limit: int | None = None) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries, ids as text; all of them, or the first `limit`.

    Raises:
        InputError: naming the tables there are.
    """
    if table not in _QUERIES:
        raise InputError(f"The control plane has no table {table!r}; it has {', '.join(TABLES)}.")
    sql = f"{_QUERIES[table]} LIMIT %(limit)s"
    found = db.exec_driver_sql(sql, {"limit": limit}).mappings()
    return [{name: _shown(value) for name, value in row.items()} for row in found]


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
