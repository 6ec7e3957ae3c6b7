"""Clients whose campaigns are remembered; a client's id is the `brand_id` of all its memory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from resources.control_plane import audit
from resources.control_plane.names import clean_name
from resources.control_plane.organizations import find_or_add
from resources.control_plane.rows import fetch, fetch_first
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

BusinessModel = Literal["service", "ecommerce"]
BUSINESS_MODELS: tuple[BusinessModel, ...] = get_args(BusinessModel)

_MAX_SLUG = 100
_SELECT = """
SELECT c.id, c.organization_id, o.slug AS organization_slug, o.slug || '.' || c.slug AS key, c.slug,
    c.name, c.business_model, c.industry, c.created_at
FROM control.campaign_clients c JOIN control.organizations o ON o.id = c.organization_id
"""
_INSERT = """
INSERT INTO control.campaign_clients (id, organization_id, slug, name, business_model, industry,
    created_at)
VALUES (%(id)s, %(organization_id)s, %(slug)s, %(name)s, %(business_model)s, %(industry)s,
    %(created_at)s)
ON CONFLICT (organization_id, slug) DO NOTHING RETURNING id
"""


@dataclass(frozen=True)
class Client:
    """A client; `key` (`{organization}.{slug}`) names its partitions and its inbox.

    Attributes:
        business_model: `service` has leads, `ecommerce` has customers and purchases.
        industry: what learnings across clients are told apart by; none where nobody said.
    """

    id: str
    organization_id: str
    organization_slug: str
    key: str
    slug: str
    name: str
    business_model: BusinessModel
    industry: str | None
    created_at: datetime


def add(
    db: Connection,
    slug: str,
    *,
    organization: str = "default",
    name: str | None = None,
    business_model: str = "service",
    industry: str | None = None,
    actor: str,
) -> Client:
    """Add a client, or find it where its organization has one of that slug; then nothing changes.

    Args:
        db: the open transaction.
        slug: lower-case letters, digits and single hyphens.
        organization: slug of the organization it is a client of; made where there is none.
        name: as people write it; the slug where it is not given.
        business_model: `service` or `ecommerce`.
        industry: in words.
        actor: who decides.

    Raises:
        InputError: a slug, name or business model that cannot be.
    """
    _check(slug, business_model)
    values = {
        "id": new_id(),
        "organization_id": find_or_add(db, organization, actor=actor),
        "slug": slug,
        "name": clean_name(name or slug, "client"),
        "business_model": business_model,
        "industry": clean_name(industry, "industry") if industry else None,
        "created_at": datetime.now(UTC),
    }
    made = db.exec_driver_sql(_INSERT, values).scalar()
    key = f"{organization}.{slug}"
    if made is not None:
        detail = {name: values[name] for name in ("name", "business_model", "industry")}
        audit.record(db, actor=actor, action="campaign_client.add", subject=key, detail=detail)
    return find(db, key)


def find(db: Connection, key: str) -> Client:
    """The client with a key; of the slug alone where only one organization has such a client.

    Raises:
        InputError: there is none, or several.
    """
    organization, dot, slug = key.rpartition(".")
    if dot and "\x00" not in key:
        where = f"{_SELECT} WHERE o.slug = %(organization)s AND c.slug = %(slug)s"
        found = fetch_first(db, Client, where, {"organization": organization, "slug": slug})
        if found is not None:
            return found
    of_slug = [one for one in list_all(db) if one.slug == key]
    if len(of_slug) == 1:
        return of_slug[0]
    if of_slug:
        keys = ", ".join(one.key for one in of_slug)
        raise InputError(f"{key[:100]!r} means several clients ({keys}): name one by its key.")
    raise InputError(
        f"There is no client {key[:200]!r}: `onevice campaigns clients list` shows them, "
        "`onevice campaigns clients add` makes one."
    )


def list_all(db: Connection) -> list[Client]:
    """Every client, by organization and slug."""
    return fetch(db, Client, f"{_SELECT} ORDER BY o.slug, c.slug", {})


def _check(slug: str, business_model: str) -> None:
    if len(slug) > _MAX_SLUG or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise InputError(
            f"{slug[:100]!r} cannot be a client: use up to {_MAX_SLUG} lower-case letters, digits "
            "and single hyphens, e.g. 'yoga-loft'."
        )
    if business_model not in BUSINESS_MODELS:
        raise InputError(
            f"{business_model[:100]!r} is no way to sell: it may be {' or '.join(BUSINESS_MODELS)}."
        )
