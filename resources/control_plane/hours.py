"""When each organization's websites are asked: its time zone and the hour there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from resources.control_plane import audit
from resources.control_plane.organizations import find
from resources.control_plane.rows import fetch
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Hours:
    """When an organization's day begins to be asked; by hand only where `daily_at` is none."""

    organization: str
    timezone: str
    daily_at: time | None


@dataclass(frozen=True)
class Watched:
    """A website that is asked every day, since when, and by whose hours."""

    website_id: str
    key: str
    created_at: datetime
    timezone: str
    daily_at: time


def list_all(db: Connection) -> list[Hours]:
    """The hours of every organization."""
    sql = "SELECT slug AS organization, timezone, daily_at FROM control.organizations ORDER BY slug"
    return fetch(db, Hours, sql, {})


def list_watched(db: Connection) -> list[Watched]:
    """Every website that is asked daily: crawled ones of organizations that have an hour."""
    sql = """
    SELECT w.id AS website_id, o.slug || '.' || w.domain AS key, w.created_at, o.timezone,
        o.daily_at
    FROM control.websites w JOIN control.organizations o ON o.id = w.organization_id
    WHERE w.source = 'crawl' AND o.daily_at IS NOT NULL ORDER BY key
    """
    return fetch(db, Watched, sql, {})


def list_completed(db: Connection, since: date) -> set[tuple[date, str]]:
    """Day and website key of every day since one that was asked to the end, on request or daily.

    Args:
        db: an open transaction.
        since: the first day to look at.
    """
    sql = """
    SELECT DISTINCT r.day, o.slug || '.' || w.domain
    FROM control.simulation_runs r JOIN control.websites w ON w.id = r.website_id
    JOIN control.organizations o ON o.id = w.organization_id
    WHERE r.day >= %(since)s AND r.kind IN ('daily', 'requested') AND r.status = 'completed'
    """
    return {(day, key) for day, key in db.exec_driver_sql(sql, {"since": since})}


def read_clock(db: Connection) -> datetime:
    """What time it is (UTC) by the server's clock."""
    found: datetime = db.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return found.astimezone(UTC)


def set_hours(
    db: Connection, organization: str, *, timezone: str, daily_at: time | None, actor: str
) -> Hours:
    """Decide when an organization's websites are asked; the same again is no decision.

    Args:
        db: an open transaction.
        organization: its slug.
        timezone: an IANA name, e.g. `Europe/Berlin`.
        daily_at: the hour there, to the minute; none for by hand only.
        actor: who decides.

    Raises:
        InputError: for an unknown organization or time zone, or an hour with seconds or an offset.
    """
    organization_id = find(db, organization)
    read_zone(timezone)
    if daily_at and (daily_at.tzinfo or daily_at.second or daily_at.microsecond):
        raise InputError(f"{daily_at} is not an hour and minute of a day, such as 06:30.")
    values = {"id": organization_id, "timezone": timezone, "daily_at": daily_at}
    changed = db.exec_driver_sql(
        "UPDATE control.organizations SET timezone = %(timezone)s, daily_at = %(daily_at)s, "
        "updated_at = now() WHERE id = %(id)s AND "
        "(timezone, daily_at) IS DISTINCT FROM (%(timezone)s, %(daily_at)s::time)",
        values,
    ).rowcount
    if changed:
        detail = {"timezone": timezone, "daily_at": f"{daily_at:%H:%M}" if daily_at else None}
        audit.record(
            db, actor=actor, action="organization.set_hours", subject=organization, detail=detail
        )
    return Hours(organization, timezone, daily_at)


def read_zone(name: str) -> ZoneInfo:
    """The time zone with an IANA name.

    Raises:
        InputError: when there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"{name[:100]!r} is not a time zone: write its IANA name, such as Europe/Berlin, "
            "America/New_York or UTC."
        ) from error
