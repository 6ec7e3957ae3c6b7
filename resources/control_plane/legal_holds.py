"""Legal holds: what must not be removed, by whom and why; a hold wins over every removal.

A hold names something along one or several of its dimensions; what it leaves open it holds all of.
It is placed and released, never changed and never deleted, each with a row of the audit log.
Retention and erasure ask `holds_on` right before they remove anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from resources.control_plane import audit
from resources.control_plane.rows import fetch, fetch_first, is_id
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOCK: Final = 48_023  # any number that nothing else locks
_NAMED: Final = ("organization_id", "website_id", "client_id", "subject", "document_id")
_COLUMNS: Final = (
    "id, organization_id, website_id, client_id, subject, document_id, first_day, last_day, "
    "reason, placed_by, placed_at, released_by, released_at, release_reason"
)


@dataclass(frozen=True)
class Held:
    """What a hold is on, or what is about to be removed; none along a dimension means all of it.

    Attributes:
        organization_id: the tenant.
        website_id: one of its websites.
        client_id: one of its campaign clients.
        subject: a person as we know them: e-mail address, user id or name, in any case.
        document_id: a document.
        first_day, last_day: days that the data are about, both included.
        lacks: dimensions that the data do not have: a hold on those does not touch them. A mart
            has no `subject`; for a body that nobody has opened, every person may be in it.
    """

    organization_id: str | None = None
    website_id: str | None = None
    client_id: str | None = None
    subject: str | None = None
    document_id: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hold:
    """A hold as it was placed; `released_at` is none while it stands. Times are UTC."""

    id: str
    organization_id: str | None
    website_id: str | None
    client_id: str | None
    subject: str | None
    document_id: str | None
    first_day: date | None
    last_day: date | None
    reason: str
    placed_by: str
    placed_at: datetime
    released_by: str | None = None
    released_at: datetime | None = None
    release_reason: str | None = None

    def touches(self, scope: Held) -> bool:
        """Whether anything of the scope is held; what is unknown of a scope counts as held."""
        for name in _NAMED:
            held, asked = getattr(self, name), getattr(scope, name)
            if held is not None and (name in scope.lacks or _differ(held, asked)):
                return False
        begins_late = self.first_day and scope.last_day and scope.last_day < self.first_day
        ended = self.last_day and scope.first_day and scope.first_day > self.last_day
        return not (begins_late or ended)

    def tell(self) -> str:
        """What it holds in words: `website_id 0190…, days from 2026-01-01: case 12/26`."""
        named = [f"{name} {value}" for name in _NAMED if (value := getattr(self, name))]
        if self.first_day or self.last_day:
            named.append(f"days {self.first_day or ''}…{self.last_day or ''}")
        return f"{', '.join(named)}: {self.reason}"


def _differ(held: str, asked: str | None) -> bool:
    return asked is not None and held.casefold() != asked.casefold()


def place(db: Connection, on: Held, *, reason: str, actor: str) -> Hold:
    """Place a hold and record it, after whatever is being removed at this moment.

    Args:
        db: the open transaction.
        on: what is held; `lacks` plays no part.
        reason: why, e.g. the case.
        actor: who, e.g. `cli:root`.

    Raises:
        InputError: it names nothing, its days are in the wrong order, or no reason is given.
    """
    named = {name: getattr(on, name) for name in (*_NAMED, "first_day", "last_day")}
    if not any(named.values()):
        raise InputError(
            "A hold names at least one of organization, website, client, person, document or days; "
            "nothing was held."
        )
    if not reason.strip():
        raise InputError("Say why it is held, e.g. the case: nothing was held.")
    if on.first_day and on.last_day and on.last_day < on.first_day:
        raise InputError(
            f"The hold ends on {on.last_day}, before {on.first_day}: nothing was held."
        )
    db.exec_driver_sql("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _LOCK})
    hold_id = new_id()
    db.exec_driver_sql(
        "INSERT INTO control.legal_holds (id, organization_id, website_id, client_id, subject, "
        "document_id, first_day, last_day, reason, placed_by) VALUES (%(id)s, %(organization_id)s, "
        "%(website_id)s, %(client_id)s, %(subject)s, %(document_id)s, %(first_day)s, %(last_day)s, "
        "%(reason)s, %(placed_by)s)",
        {**named, "id": hold_id, "reason": reason.strip(), "placed_by": actor},
    )
    placed = find(db, hold_id)
    _record(db, placed, "hold.place", actor, placed.reason)
    return placed


def release(db: Connection, hold_id: str, *, reason: str, actor: str) -> Hold:
    """Release a hold and record it; what it kept goes when its period says so.

    Raises:
        InputError: there is no such hold, it was released before, or no reason is given.
    """
    before = find(db, hold_id)
    if before.released_at:
        raise InputError(
            f"Hold {hold_id} was released on {before.released_at:%Y-%m-%d} by {before.released_by}."
        )
    if not reason.strip():
        raise InputError("Say why it is released: the hold stands.")
    db.exec_driver_sql(
        "UPDATE control.legal_holds SET released_by = %(by)s, release_reason = %(reason)s, "
        "released_at = clock_timestamp() WHERE id = %(id)s AND released_at IS NULL",
        {"id": before.id, "by": actor, "reason": reason.strip()},
    )
    _record(db, before, "hold.release", actor, reason.strip())
    return find(db, before.id)


def find(db: Connection, hold_id: str) -> Hold:
    """Look a hold up by its id.

    Raises:
        InputError: there is none.
    """
    sql = f"SELECT {_COLUMNS} FROM control.legal_holds WHERE id = %(id)s"
    found = fetch_first(db, Hold, sql, {"id": hold_id}) if is_id(hold_id) else None
    if found is None:
        raise InputError(f"There is no hold {hold_id!r}; `onevice retention holds` lists them.")
    return found


def list_holds(db: Connection, *, every: bool = False) -> list[Hold]:
    """Holds that stand, or all there ever were, in the order they were placed."""
    where = "" if every else "WHERE released_at IS NULL"
    sql = f"SELECT {_COLUMNS} FROM control.legal_holds {where} ORDER BY placed_at, id"
    return fetch(db, Hold, sql, {})


def holds_on(db: Connection, scope: Held) -> list[Hold]:
    """Holds that keep anything of a scope from being removed; empty where it may go.

    Until the transaction ends nobody places a hold: ask in one that stays open while the scope is
    removed, and keep it short.

    Args:
        db: the open transaction.
        scope: what is about to be removed; a website's scope should name its organization too.
    """
    db.exec_driver_sql("SELECT pg_advisory_xact_lock_shared(%(lock)s)", {"lock": _LOCK})
    return choose(list_holds(db), scope)


def choose(holds: Iterable[Hold], scope: Held) -> list[Hold]:
    """Those of the holds that keep anything of a scope."""
    return [one for one in holds if one.touches(scope)]


def _record(db: Connection, hold: Hold, action: str, actor: str, reason: str) -> None:
    named = {name: value for name in _NAMED if (value := getattr(hold, name))}
    days = {"first_day": hold.first_day, "last_day": hold.last_day}
    audit.record(
        db,
        actor=actor,
        action=action,
        subject=hold.id,
        website_id=hold.website_id,
        detail={**named, **{k: v for k, v in days.items() if v}, "reason": reason},
    )
