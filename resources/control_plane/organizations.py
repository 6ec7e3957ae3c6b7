"""Organizations: the tenants. Users and websites belong to one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

from resources.control_plane import audit
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MAX_SLUG = 100


def find_or_add(db: Connection, slug: str, *, actor: str) -> str:
    """Id of the organization with a slug; it is made where there is none.

    Raises:
        InputError: when the slug is not lower-case letters, digits and single hyphens.
    """
    if len(slug) > _MAX_SLUG or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise InputError(
            f"{slug[:100]!r} cannot be an organization: use up to {_MAX_SLUG} lower-case letters, "
            "digits and single hyphens, e.g. 'acme-labs'."
        )
    made = db.exec_driver_sql(
        "INSERT INTO control.organizations (id, name, slug) VALUES (%(id)s, %(slug)s, %(slug)s) "
        "ON CONFLICT (slug) DO NOTHING RETURNING id",
        {"id": new_id(), "slug": slug},
    ).scalar()
    if made is not None:
        audit.record(db, actor=actor, action="organization.add", subject=slug, detail={})
        return str(made)
    sql = "SELECT id FROM control.organizations WHERE slug = %(slug)s"
    return str(db.exec_driver_sql(sql, {"slug": slug}).scalar_one())


def find(db: Connection, slug: str) -> str:
    """Id of the organization with a slug.

    Raises:
        InputError: when there is none.
    """
    sql = "SELECT id FROM control.organizations WHERE slug = %(slug)s"
    found = None if "\x00" in slug else db.exec_driver_sql(sql, {"slug": slug}).scalar()
    if found is None:
        near = get_close_matches(slug[:_MAX_SLUG], list_ids(db), n=3, cutoff=0.6)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise InputError(
            f"There is no organization {slug[:100]!r}.{meant} `onevice show organizations` lists "
            "them, `onevice organization add` makes one."
        )
    return str(found)


def list_ids(db: Connection) -> dict[str, str]:
    """Id of every organization by its slug."""
    rows = db.exec_driver_sql("SELECT slug, id FROM control.organizations")
    return {str(slug): str(one) for slug, one in rows}


def created_at(db: Connection, organization_id: str) -> datetime:
    """When an organization was made, UTC.

    Raises:
        sqlalchemy.exc.NoResultFound: there is none of that id.
    """
    sql = "SELECT created_at FROM control.organizations WHERE id = %(id)s"
    made: datetime = db.exec_driver_sql(sql, {"id": organization_id}).scalar_one()
    return made.astimezone(UTC)
