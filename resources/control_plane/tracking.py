"""Which website tracks which brand, as what, and on which days.

A period holds the days from `since` up to, not including, `until`; none means without bound, so
a brand that is tracked without a date counts for answers of any day. `competitor_relationships`
follows: every own brand of today's periods against every competitor.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane import audit, competitors, ended_tracking
from resources.control_plane.catalogue import ALIASES
from resources.control_plane.rows import fetch, fetch_first
from resources.control_plane.survivors import family, periods
from resources.control_plane.website_lock import lock_website
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Role = Literal["own", "competitor"]
RelationshipType = Literal["direct", "indirect", "substitute"]


@dataclass(frozen=True)
class TrackedBrand:
    """A brand that a website tracks on a day."""

    brand_id: str
    name: str
    normalized_name: str
    domain: str | None
    role: Role
    relationship_type: RelationshipType | None
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Period:
    """What a brand is to a website, and from when; without an end so far."""

    brand_id: str
    role: Role
    relationship_type: RelationshipType | None
    since: date | None


@dataclass(frozen=True)
class _OpenPeriod(Period):
    id: str


def tracked(db: Connection, website_id: str, on: date | None = None) -> list[TrackedBrand]:
    """The brands a website tracks on a day (default today, UTC): own first, then by name.

    A merged brand is tracked as its survivor; where both are, the survivor's period says as what.
    """
    holding = (
        "t.website_id = %(website_id)s AND (t.since IS NULL OR t.since <= %(on)s) "
        "AND (t.until IS NULL OR t.until > %(on)s)"
    )
    return fetch(
        db,
        TrackedBrand,
        "SELECT b.id AS brand_id, b.name, b.normalized_name, b.domain, t.role, "
        "t.relationship_type, coalesce(a.aliases, ARRAY[]::text[]) AS aliases "
        f"FROM ({periods(holding)}) t JOIN control.brands b ON b.id = t.brand_id "
        f"LEFT JOIN ({ALIASES}) a ON a.brand_id = b.id "
        "ORDER BY t.role = 'own' DESC, b.normalized_name",
        {"website_id": website_id, "on": on or _today()},
    )


def version(db: Connection) -> str:
    """Version of who tracks what and when, 12 hex digits; the same periods give the same one."""
    period = "concat_ws(',', website_id, brand_id, role, coalesce(since::text, '-'), until)"
    every = f"coalesce(string_agg({period}, ';' ORDER BY {period}), '')"
    found = db.exec_driver_sql(f"SELECT left(md5({every}), 12) FROM control.website_brands")
    return str(found.scalar_one())


def track(db: Connection, website_id: str, brand_name: str, wish: Period, *, actor: str) -> None:
    """Track a brand as wished; what is so already changes nothing.

    A brand that is tracked with another role: with `since` the old period ends there and the new
    one begins; without, the old one is corrected in place. A brand that was tracked before and is
    tracked again without `since` begins where the last period ended.

    Raises:
        InputError: when an own brand gets a relationship type, or the period would overlap an
            earlier one.
    """
    if wish.role == "own" and wish.relationship_type is not None:
        raise InputError(f"{brand_name!r} is an own brand: only competitors have a relationship.")
    lock_website(db, website_id)
    now = _open_period(db, website_id, wish.brand_id)
    if now is None and _is_covered(db, website_id, wish):
        return
    if now is not None and wish.role == "competitor" and wish.relationship_type is None:
        wish = replace(wish, relationship_type=now.relationship_type)
    if now is None:
        wish = _begin(db, website_id, brand_name, wish)
    else:
        _check_free(brand_name, wish.since, _last_end(db, website_id, wish.brand_id))
        if not _change(db, website_id, now, wish):
            return
    competitors.relate(db, website_id)
    detail = {k: v for k, v in vars(wish).items() if v is not None}
    _record(db, website_id, "brand.track", brand_name, actor, detail)


def untrack(
    db: Connection,
    website_id: str,
    brand_id: str,
    brand_name: str,
    *,
    until: date | None,
    actor: str,
) -> None:
    """End the open periods of a brand and of all merged into it.

    A period that has not begun by then disappears.

    Raises:
        InputError: when the website has never tracked the brand.
    """
    lock_website(db, website_id)
    until = until or _today()
    members = family(db, brand_id)
    now = [one for member in members if (one := _open_period(db, website_id, member))]
    if not now:
        ended_tracking.check_known(db, website_id, members, brand_name)
        if not ended_tracking.end_earlier(db, website_id, members, until):
            return
    for period in now:
        _close(db, period, until)
    competitors.relate(db, website_id)
    _record(db, website_id, "brand.untrack", brand_name, actor, {"until": until})


def _begin(db: Connection, website_id: str, brand_name: str, wish: Period) -> Period:
    """Open a period after all earlier ones."""
    last = _last_end(db, website_id, wish.brand_id)
    begun = replace(wish, since=wish.since or last)
    _check_free(brand_name, begun.since, last)
    _insert(db, website_id, begun)
    return begun


def _check_free(brand_name: str, since: date | None, last: date | None) -> None:
    if last is not None and since is not None and since < last:
        raise InputError(
            f"{brand_name!r} was tracked until {last}: a new period begins then or later, "
            f"not on {since}."
        )


def _last_end(db: Connection, website_id: str, brand_id: str) -> date | None:
    sql = (
        "SELECT max(until) FROM control.website_brands "
        "WHERE website_id = %(website_id)s AND brand_id = %(brand_id)s"
    )
    found = db.exec_driver_sql(sql, {"website_id": website_id, "brand_id": brand_id})
    last: date | None = found.scalar()
    return last


def _change(db: Connection, website_id: str, now: _OpenPeriod, wish: Period) -> bool:
    """Change an open period; says whether there was anything to change."""
    same = (now.role, now.relationship_type) == (wish.role, wish.relationship_type)
    if same and wish.since in {None, now.since}:
        return False
    if not same and wish.since is not None and (now.since is None or now.since < wish.since):
        _end(db, now, wish.since)
        _insert(db, website_id, wish)
        return True
    _run(
        db,
        "UPDATE control.website_brands SET role = %(role)s, relationship_type = %(kind)s, "
        "since = coalesce(%(since)s::date, since) WHERE id = %(id)s",
        id=now.id,
        role=wish.role,
        kind=wish.relationship_type,
        since=wish.since,
    )
    return True


def _open_period(db: Connection, website_id: str, brand_id: str) -> _OpenPeriod | None:
    return fetch_first(
        db,
        _OpenPeriod,
        "SELECT id, brand_id, role, relationship_type, since FROM control.website_brands "
        "WHERE website_id = %(website_id)s AND brand_id = %(brand_id)s AND until IS NULL",
        {"website_id": website_id, "brand_id": brand_id},
    )


def _insert(db: Connection, website_id: str, period: Period) -> None:
    _run(
        db,
        "INSERT INTO control.website_brands (id, website_id, brand_id, role, relationship_type, "
        "since) VALUES (%(id)s, %(website_id)s, %(brand_id)s, %(role)s, %(relationship_type)s, "
        "%(since)s)",
        id=new_id(),
        website_id=website_id,
        **vars(period),
    )


def _end(db: Connection, period: _OpenPeriod, until: date) -> None:
    sql = "UPDATE control.website_brands SET until = %(until)s WHERE id = %(id)s"
    _run(db, sql, id=period.id, until=until)


def _is_covered(db: Connection, website_id: str, wish: Period) -> bool:
    """Whether a brand that is merged into this one is tracked as wished already."""
    if wish.since is not None:
        return False
    found = [_open_period(db, website_id, one) for one in family(db, wish.brand_id)]
    same = [one for one in found if one is not None and one.role == wish.role]
    return any(wish.relationship_type in (None, one.relationship_type) for one in same)


def _close(db: Connection, period: _OpenPeriod, until: date) -> None:
    if period.since is not None and period.since >= until:
        _run(db, "DELETE FROM control.website_brands WHERE id = %(id)s", id=period.id)
    else:
        _end(db, period, until)


def _record(
    db: Connection, website_id: str, action: str, name: str, actor: str, detail: dict[str, object]
) -> None:
    audit.record(db, actor=actor, action=action, subject=name, detail=detail, website_id=website_id)


def _run(db: Connection, sql: str, **parameters: object) -> None:
    db.exec_driver_sql(sql, parameters)


def _today() -> date:
    return datetime.now(UTC).date()
