"""Versions of a website's prompt basket: what a refresh or a person's word makes new.

Version 1 begins with the website. Generated rows take their logical time from their basket.
Decisions of one transaction share one version.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch
from resources.control_plane.website_lock import lock_website
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Reason = Literal["created", "refresh", "override"]


@dataclass(frozen=True)
class Basket:
    """One version, from 1; `reason` says whether it was created, refreshed or overridden."""

    version: int
    created_at: datetime
    reason: Reason


def history(db: Connection, website_id: str) -> list[Basket]:
    """Every version of a website's basket, oldest first."""
    return fetch(
        db,
        Basket,
        "SELECT version, created_at, reason FROM control.prompt_baskets "
        "WHERE website_id = %(website_id)s ORDER BY version",
        {"website_id": website_id},
    )


def start(db: Connection, website_id: str, created_at: datetime) -> Basket:
    """Make version 1, at the time the website was added."""
    return _insert(db, website_id, Basket(1, created_at, "created"))


def supersede(db: Connection, website_id: str, reason: Reason) -> Basket:
    """Make the next version; its time is now, and always after the version before.

    A version that this transaction made is taken instead, unless it kept what was generated and
    a refresh is asked for.

    Raises:
        InputError: when there is no such website.
    """
    lock_website(db, website_id)
    last = history(db, website_id)[-1]
    if reason in {"override", last.reason} and _is_ours(db, website_id, last.version):
        return last
    now = max(datetime.now(UTC), last.created_at + timedelta(milliseconds=1))
    return _insert(db, website_id, Basket(last.version + 1, now, reason))


def _is_ours(db: Connection, website_id: str, version: int) -> bool:
    """Whether the open transaction made the version, so that nobody has used it."""
    sql = (
        "SELECT xmin = pg_current_xact_id()::xid FROM control.prompt_baskets "
        "WHERE website_id = %(website_id)s AND version = %(version)s"
    )
    parameters = {"website_id": website_id, "version": version}
    return bool(db.exec_driver_sql(sql, parameters).scalar_one())


def _insert(db: Connection, website_id: str, basket: Basket) -> Basket:
    db.exec_driver_sql(
        "INSERT INTO control.prompt_baskets (id, website_id, version, reason, created_at) VALUES "
        "(%(id)s, %(website_id)s, %(version)s, %(reason)s, %(created_at)s)",
        {"id": new_id(), "website_id": website_id, **vars(basket)},
    )
    return basket
