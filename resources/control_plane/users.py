"""Users: who belongs to an organization, in which role, and whether they may still sign in.

A user is found within an organization, never across them: who manages one sees no other's. Every
decision is audited, no password is. Not here: signing in and sessions (`resources.sign_in`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.control_plane import audit, organizations, passwords
from resources.control_plane.emails import read_email
from resources.control_plane.names import clean_name
from resources.control_plane.roles import Role, read_role
from resources.control_plane.rows import fetch, fetch_first, is_id
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

# the seed's columns may be null: such a user is let in nowhere, in the role that sees least
_SELECT = """
SELECT u.id, u.organization_id, o.slug AS organization_slug, u.email, u.name,
    coalesce(u.role, 'viewer') AS role, u.is_active IS TRUE AS is_active, u.last_login_at,
    u.created_at, u.access_groups
FROM control.users u JOIN control.organizations o ON o.id = u.organization_id
"""


@dataclass(frozen=True)
class User:
    """A person's account.

    Attributes:
        name: what to show, if it is known.
        access_groups: what they see beyond their role (`access_groups.py`).
    """

    id: str
    organization_id: str
    organization_slug: str
    email: str
    name: str | None
    role: Role
    is_active: bool
    last_login_at: datetime | None
    created_at: datetime
    access_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Credentials:
    """What a password is compared with."""

    user_id: str
    is_active: bool
    password_hash: str = field(repr=False)


def add(
    db: Connection,
    email: str,
    *,
    password: str,
    role: str = "member",
    name: str | None = None,
    organization: str = "default",
    actor: str,
) -> User:
    """Give a person an account.

    Raises:
        InputError: when address, password, role, name or organization cannot be used, or the
            address has an account already.
    """
    values = {
        "id": new_id(),
        "email": read_email(email),
        "role": read_role(role),
        "name": clean_name(name, "user") if name else None,
        "password_hash": passwords.hash_password(password),
        "organization_id": organizations.find_or_add(db, organization, actor=actor),
    }
    sql = (
        "INSERT INTO control.users (id, organization_id, email, password_hash, name, role, "
        "is_active) VALUES (%(id)s, %(organization_id)s, %(email)s, %(password_hash)s, %(name)s, "
        "%(role)s, true) ON CONFLICT (email) DO NOTHING"
    )
    if db.exec_driver_sql(sql, values).rowcount == 0:
        # may be another organization's: the message tells nothing about whose
        raise InputError(
            f"{values['email']} has an account already. `onevice user password` gives it a new "
            "password, `onevice user role` a new role, `onevice user activate` brings it back."
        )
    user = _get(db, str(values["id"]))
    _record(db, user, "user.add", actor, role=user.role, name=user.name)
    return user


def find(db: Connection, email: str, *, organization: str) -> User:
    """The user of an organization with an e-mail address, in any spelling of it.

    Raises:
        InputError: when this organization has none.
    """
    where = "WHERE u.organization_id = %(organization_id)s AND u.email = %(email)s"
    parameters = {
        "organization_id": organizations.find(db, organization),
        "email": read_email(email),
    }
    found = fetch_first(db, User, f"{_SELECT} {where}", parameters)
    if found is None:
        raise InputError(
            f"{organization!r} has no user {parameters['email']!r}: see `onevice user list "
            f"--organization {organization}`."
        )
    return found


def list_all(db: Connection, *, organization: str) -> list[User]:
    """Every user of an organization, by e-mail address.

    Raises:
        InputError: when there is no such organization.
    """
    sql = f"{_SELECT} WHERE u.organization_id = %(id)s ORDER BY u.email"
    return fetch(db, User, sql, {"id": organizations.find(db, organization)})


def is_anybody_active(db: Connection) -> bool:
    """Whether any user of any organization may sign in."""
    sql = "SELECT EXISTS (SELECT 1 FROM control.users WHERE is_active)"
    return bool(db.exec_driver_sql(sql).scalar_one())


def set_role(db: Connection, user: User, role: str, *, actor: str) -> User:
    """Give a user another role; it holds from their next click on. The same changes nothing.

    Raises:
        InputError: when there is no such role.
    """
    changed = _change(db, user, "role = %(new)s", "role IS DISTINCT FROM %(new)s", read_role(role))
    after = _get(db, user.id)
    if changed:
        _record(db, user, "user.role", actor, before=user.role, after=after.role)
    return after


def set_password(db: Connection, user: User, password: str, *, actor: str) -> None:
    """Give a user another password; all their sessions end.

    Raises:
        InputError: when it is too short or too long, or the user is deactivated.
    """
    hashed = passwords.hash_password(password)
    if not _change(db, user, "password_hash = %(new)s", "is_active", hashed):
        raise InputError(
            f"{user.email} is deactivated: bring it back with `onevice user activate {user.email}`."
        )
    _record(db, user, "user.password", actor)


def deactivate(db: Connection, user: User, *, actor: str) -> None:
    """Shut a user out: their sessions end, their password is forgotten. Again changes nothing."""
    change = "is_active = false, password_hash = %(new)s"
    if _change(db, user, change, "is_active IS NOT FALSE", passwords.UNUSABLE):
        _record(db, user, "user.deactivate", actor)


def activate(db: Connection, user: User, password: str, *, actor: str) -> None:
    """Let a deactivated user in again, with a new password: no session of before comes back.

    Raises:
        InputError: when the password is too short or too long, or the user is active.
    """
    hashed = passwords.hash_password(password)
    change = "is_active = true, password_hash = %(new)s"
    if not _change(db, user, change, "is_active IS NOT TRUE", hashed):
        raise InputError(
            f"{user.email} is active. `onevice user password` gives it a new password."
        )
    _record(db, user, "user.activate", actor)


def get(db: Connection, user_id: str) -> User | None:
    """The user with an id, whatever their organization; none where there is none."""
    found = {"id": user_id}
    return (
        fetch_first(db, User, f"{_SELECT} WHERE u.id = %(id)s", found) if is_id(user_id) else None
    )


def credentials(
    db: Connection, *, email: str | None = None, user_id: str | None = None
) -> Credentials | None:
    """What the password of an account is compared with; none where there is no such account.

    Args:
        db: the open transaction.
        email: as `read_email` writes it.
        user_id: instead of it.
    """
    sql = (
        "SELECT id AS user_id, is_active IS TRUE AS is_active, password_hash FROM control.users "
        "WHERE email = %(email)s OR id = %(user_id)s::uuid"
    )
    return fetch_first(db, Credentials, sql, {"email": email, "user_id": user_id})


def note_sign_in(db: Connection, found: Credentials, *, at: datetime, renewed: str | None) -> None:
    """Note when a user signed in; a newer hash of the same password takes the older one's place."""
    db.exec_driver_sql(
        "UPDATE control.users SET last_login_at = %(at)s, password_hash = CASE WHEN "
        "password_hash = %(before)s THEN coalesce(%(after)s, password_hash) ELSE password_hash END "
        "WHERE id = %(id)s",
        {"id": found.user_id, "at": at, "before": found.password_hash, "after": renewed},
    )


def _get(db: Connection, user_id: str) -> User:
    (found,) = fetch(db, User, f"{_SELECT} WHERE u.id = %(id)s", {"id": user_id})
    return found


def _change(db: Connection, user: User, change: str, where: str, new: str) -> bool:
    sql = f"UPDATE control.users SET {change}, updated_at = now() WHERE id = %(id)s AND ({where})"
    return db.exec_driver_sql(sql, {"id": user.id, "new": new}).rowcount == 1


def _record(db: Connection, user: User, action: str, actor: str, **detail: Any) -> None:
    kept = {"user_id": user.id, "organization": user.organization_slug, **detail}
    audit.record(db, actor=actor, action=action, subject=user.email, detail=kept)
