"""The catalogue of brands, shared by all websites, and which website tracks which.

A brand's id depends on its normalized name alone. Whether it is tracked is no property of the
brand but of a website and a day: see `tracking`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from resources.control_plane import audit, tracking
from resources.control_plane.names import clean_name
from resources.control_plane.rows import fetch, fetch_first
from resources.control_plane.tracking import RelationshipType, Role, TrackedBrand, tracked
from resources.errors import InputError
from resources.identity import brand_id, new_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "Brand",
    "CatalogueBrand",
    "RelationshipType",
    "Role",
    "TrackedBrand",
    "add",
    "add_alias",
    "add_many",
    "alias_version",
    "catalogue",
    "find",
    "list_all",
    "track",
    "tracked",
    "untrack",
]

_SELECT = "SELECT id, name, normalized_name, domain, industry FROM control.brands"
_SHOWN = 20


@dataclass(frozen=True)
class Brand:
    """A brand of the catalogue."""

    id: str
    name: str
    normalized_name: str
    domain: str | None
    industry: str | None


@dataclass(frozen=True)
class CatalogueBrand:
    """A brand as the extractor needs it: its name and every other spelling of it."""

    brand_id: str
    name: str
    domain: str | None
    aliases: tuple[str, ...]


def add(
    db: Connection,
    name: str,
    *,
    domain: str | None = None,
    industry: str | None = None,
    actor: str,
) -> Brand:
    """Put a brand into the catalogue, or find it there.

    Of a known brand only a missing domain or industry is filled in; its spelling stays.

    Raises:
        InputError: when the name is empty, too long or holds control characters.
    """
    values = _brand_values(name, domain, industry)
    sql = (
        "INSERT INTO control.brands (id, name, normalized_name, domain, industry) VALUES "
        "(%(id)s, %(name)s, %(normalized_name)s, %(domain)s, %(industry)s) "
        "ON CONFLICT (normalized_name) DO UPDATE SET "
        "domain = coalesce(brands.domain, excluded.domain), "
        "industry = coalesce(brands.industry, excluded.industry) "
        "WHERE (brands.domain IS NULL AND excluded.domain IS NOT NULL) "
        "OR (brands.industry IS NULL AND excluded.industry IS NOT NULL)"
    )
    if db.exec_driver_sql(sql, values).rowcount:
        detail = {"brand_id": values["id"], "domain": domain, "industry": industry}
        audit.record(
            db, actor=actor, action="brand.add", subject=str(values["name"]), detail=detail
        )
    return find(db, name)


def add_many(db: Connection, names: Iterable[str], *, actor: str) -> int:
    """Put many brands into the catalogue in one statement; returns how many were new.

    Raises:
        InputError: when a name cannot be used; then none is added.
    """
    rows = {row["normalized_name"]: row for row in (_brand_values(name) for name in names)}
    sql = (
        "INSERT INTO control.brands (id, name, normalized_name) "
        "SELECT id, name, normalized_name FROM jsonb_to_recordset(%(rows)s::jsonb) "
        "AS new(id UUID, name TEXT, normalized_name TEXT) ORDER BY normalized_name "
        "ON CONFLICT (normalized_name) DO NOTHING RETURNING name"
    )
    found = db.exec_driver_sql(sql, {"rows": json.dumps(list(rows.values()))})
    added = [str(name) for name in found.scalars()]
    if added:
        detail = {"count": len(added), "first": sorted(added)[:_SHOWN]}
        subject = f"{len(added)} brands"
        audit.record(db, actor=actor, action="brand.add_many", subject=subject, detail=detail)
    return len(added)


def find(db: Connection, name: str) -> Brand:
    """The brand with a name, in any spelling of case and spaces.

    Raises:
        InputError: when the catalogue has none.
    """
    sql = f"{_SELECT} WHERE normalized_name = %(name)s"
    brand = fetch_first(db, Brand, sql, {"name": normalize_brand_name(name)})
    if brand is None:
        raise InputError(f"There is no brand {name!r}: see `onevice brand list`, or add it.")
    return brand


def list_all(db: Connection) -> list[Brand]:
    """The whole catalogue, by name."""
    return fetch(db, Brand, f"{_SELECT} ORDER BY normalized_name", {})


def add_alias(db: Connection, brand: Brand | str, alias: str, *, actor: str) -> None:
    """Add another spelling of a brand; its own name and a known alias change nothing.

    Raises:
        InputError: when the brand is not in the catalogue or the alias cannot be used.
    """
    brand = find(db, brand) if isinstance(brand, str) else brand
    alias = clean_name(alias, "alias")
    normalized = normalize_brand_name(alias)
    if normalized == brand.normalized_name:
        return
    sql = (
        "INSERT INTO control.brand_aliases (id, brand_id, alias, normalized_alias) VALUES "
        "(%(id)s, %(brand_id)s, %(alias)s, %(normalized)s) "
        "ON CONFLICT (brand_id, normalized_alias) DO NOTHING"
    )
    values = {"id": new_id(), "brand_id": brand.id, "alias": alias, "normalized": normalized}
    if db.exec_driver_sql(sql, values).rowcount:
        detail = {"brand_id": brand.id, "alias": alias}
        audit.record(db, actor=actor, action="brand.alias", subject=brand.name, detail=detail)


def catalogue(db: Connection) -> list[CatalogueBrand]:
    """Every brand with its aliases, by name; aliases sorted."""
    return fetch(
        db,
        CatalogueBrand,
        "SELECT b.id AS brand_id, b.name, b.domain, "
        "coalesce(a.aliases, ARRAY[]::text[]) AS aliases FROM control.brands b "
        f"LEFT JOIN ({tracking.ALIASES}) a ON a.brand_id = b.id ORDER BY b.normalized_name",
        {},
    )


def alias_version(db: Connection) -> str:
    """Version of the catalogue, 12 hex digits: the same names and aliases, the same version."""
    sql = """
    SELECT left(encode(sha256(convert_to(coalesce(string_agg(line, E'\\x1e' ORDER BY line), ''),
        'UTF8')), 'hex'), 12)
    FROM (
        SELECT concat_ws(E'\\x1f', id, name, domain) COLLATE "C" AS line FROM control.brands
        UNION ALL
        SELECT concat_ws(E'\\x1f', brand_id, alias, match_policy, 'alias') COLLATE "C"
        FROM control.brand_aliases
    ) AS lines
    """
    return str(db.exec_driver_sql(sql, {}).scalar_one())


def track(
    db: Connection,
    website_id: str,
    brand_name: str,
    role: Role,
    *,
    relationship_type: RelationshipType | None = None,
    since: date | None = None,
    actor: str,
) -> None:
    """Track a brand for a website, as its own or as a competitor; see `tracking.track`.

    A brand that the catalogue does not know is added.
    """
    brand = add(db, brand_name, actor=actor)
    wish = tracking.Period(brand.id, role, relationship_type, since)
    tracking.track(db, website_id, brand.name, wish, actor=actor)


def untrack(
    db: Connection,
    website_id: str,
    brand_name: str,
    *,
    until: date | None = None,
    actor: str,
) -> None:
    """Stop tracking a brand from a day on (default today, UTC); see `tracking.untrack`."""
    brand = find(db, brand_name)
    tracking.untrack(db, website_id, brand.id, brand.name, until=until, actor=actor)


def _brand_values(
    name: str, domain: str | None = None, industry: str | None = None
) -> dict[str, str | None]:
    name = clean_name(name, "brand")
    return {
        "id": brand_id(name),
        "name": name,
        "normalized_name": normalize_brand_name(name),
        "domain": domain,
        "industry": industry,
    }
