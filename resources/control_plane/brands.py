"""The catalogue of brands, shared by all websites, and which website tracks which.

A brand's id depends on its normalized name alone. Whether it is tracked is no property of the
brand but of a website and a day: see `tracking`. Its other names are in `aliases`, all of it as
answers are read with in `catalogue`, verdicts in `brand_decisions`, merges in `brand_merges`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from resources.control_plane import aliases, audit, tracking
from resources.control_plane.catalogue import (
    CatalogueBrand,
    MatchPolicy,
    NamePolicy,
    alias_version,
    catalogue,
    policies,
)
from resources.control_plane.claims import nearest, refuse_claimed
from resources.control_plane.names import clean_name
from resources.control_plane.rows import fetch, fetch_first
from resources.control_plane.survivors import survivor_id
from resources.control_plane.tracking import RelationshipType, Role, TrackedBrand, tracked
from resources.errors import InputError
from resources.identity import brand_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = [
    "Brand",
    "CatalogueBrand",
    "MatchPolicy",
    "NamePolicy",
    "RelationshipType",
    "Role",
    "TrackedBrand",
    "add",
    "add_alias",
    "add_many",
    "alias_version",
    "by_id",
    "catalogue",
    "find",
    "insert",
    "list_all",
    "policies",
    "survivor",
    "track",
    "tracked",
    "untrack",
]

Source = Literal["decision", "person"]

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


def add(
    db: Connection,
    name: str,
    *,
    domain: str | None = None,
    industry: str | None = None,
    actor: str,
) -> Brand:
    """Put a brand into the catalogue, or find it there.

    Of a known brand only a missing domain or industry is filled in; its spelling stays. One that
    is there because of a decision stays from now on, whatever becomes of the decision.

    Raises:
        InputError: when the name is empty, too long or holds control characters, or is another
            brand's alias.
    """
    name = clean_name(name, "brand")
    if _by_name(db, name) is None:
        refuse_claimed(db, name, name, brand_id(name))
    if insert(db, name, domain=domain, industry=industry, source="person"):
        detail = {"brand_id": brand_id(name), "domain": domain, "industry": industry}
        audit.record(db, actor=actor, action="brand.add", subject=name, detail=detail)
    return find(db, name)


def insert(
    db: Connection,
    name: str,
    *,
    domain: str | None = None,
    industry: str | None = None,
    source: Source,
) -> bool:
    """Write a brand, or what a known one lacks; says whether there was anything to write.

    A `person` takes over what a `decision` brought, never the other way. Nothing is audited.

    Raises:
        InputError: when the name cannot be used.
    """
    sql = (  # of the two sources, `person` is the greater
        "INSERT INTO control.brands (id, name, normalized_name, domain, industry, source) VALUES "
        "(%(id)s, %(name)s, %(normalized_name)s, %(domain)s, %(industry)s, %(source)s) "
        "ON CONFLICT (normalized_name) DO UPDATE SET "
        "domain = coalesce(brands.domain, excluded.domain), "
        "industry = coalesce(brands.industry, excluded.industry), "
        "source = greatest(brands.source, excluded.source) "
        "WHERE (brands.domain IS NULL AND excluded.domain IS NOT NULL) "
        "OR (brands.industry IS NULL AND excluded.industry IS NOT NULL) "
        "OR brands.source < excluded.source"
    )
    values = {**_brand_values(name, domain, industry), "source": source}
    return bool(db.exec_driver_sql(sql, values).rowcount)


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
    brand = _by_name(db, name)
    if brand is None:
        near = ", ".join(nearest(db, name))
        meant = f" did you mean {near}?" if near else ""
        raise InputError(f"There is no brand {name!r}:{meant} See `onevice brand list`, or add it.")
    return brand


def survivor(db: Connection, name: str) -> Brand:
    """The brand that a brand is read as, another one where it is merged; errors as `find`."""
    return by_id(db, survivor_id(db, find(db, name).id))


def by_id(db: Connection, brand_id: str) -> Brand:
    """The brand with an id that the catalogue holds."""
    return fetch(db, Brand, f"{_SELECT} WHERE id = %(id)s", {"id": brand_id})[0]


def list_all(db: Connection) -> list[Brand]:
    """The whole catalogue, by name."""
    return fetch(db, Brand, f"{_SELECT} ORDER BY normalized_name", {})


def add_alias(
    db: Connection,
    brand: Brand | str,
    alias: str,
    *,
    match: MatchPolicy | None = None,
    context: Sequence[str] = (),
    actor: str,
) -> None:
    """Give a brand of the catalogue another name, or a name its policy; see `aliases`."""
    brand = find(db, brand) if isinstance(brand, str) else brand
    aliases.add_alias(db, brand, alias, match=match, context=context, actor=actor)


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

    A brand that the catalogue does not know is added; of a merged one, its survivor is tracked.
    """
    if _by_name(db, brand_name) is None:
        add(db, brand_name, actor=actor)
    brand = survivor(db, brand_name)
    insert(db, brand.name, source="person")
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
    """Stop tracking a brand, with all that are merged into it; see `tracking.untrack`."""
    brand = survivor(db, brand_name)
    tracking.untrack(db, website_id, brand.id, brand.name, until=until, actor=actor)


def _by_name(db: Connection, name: str) -> Brand | None:
    key = normalize_brand_name(clean_name(name, "brand"))
    return fetch_first(db, Brand, f"{_SELECT} WHERE normalized_name = %(name)s", {"name": key})


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
