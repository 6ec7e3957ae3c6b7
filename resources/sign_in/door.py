"""Signing in, staying in, signing out: the order in which throttle, password and session act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from resources.control_plane import passwords, users
from resources.control_plane.emails import read_email
from resources.control_plane.resource import ControlPlane
from resources.control_plane.users import Credentials, User
from resources.errors import AccessError, InputError
from resources.redis_store import RedisStore
from resources.sign_in import sessions, throttle
from resources.sign_in.sessions import StoredSession


@dataclass(frozen=True)
class Session:
    """An open session; `secret` is for the browser's cookie and nothing else."""

    user: User
    expires_at: datetime
    secret: str = field(repr=False)


def sign_in(
    control: ControlPlane,
    store: RedisStore,
    *,
    email: str,
    password: str,
    address: str,
    now: datetime | None = None,
) -> Session:
    """Open a session of 24 hours for who knows the password.

    Args:
        control: where users are.
        store: where sessions and attempts are.
        email: as typed, in any case.
        password: as typed.
        address: IP address of the other end, as the web server saw it.
        now: the moment, UTC; the clock's by default.

    Raises:
        AccessError: one message and one duration for an unknown user, a wrong password and a
            deactivated user.
        TooManyAttemptsError: too many wrong ones; says how long to wait. Nothing was looked up.
        StoreError: a store does not answer: nobody is let in.
    """
    attempt = throttle.admit(store, email=email, address=address, now=now)
    found = _find(control, email)
    usable = found if found and found.is_active else None
    # compared for nobody too: how long it takes must not tell who has an account
    right = passwords.matches(usable.password_hash if usable else None, password)
    moment = now or datetime.now(UTC)
    session = _open(control, store, usable, password, moment) if usable and right else None
    if session is None:
        raise AccessError(
            "E-mail address or password is wrong, or the account is switched off. Whoever manages "
            "the users of your organization can give you a new password."
        )
    throttle.take_back(store, attempt)
    return session


def look_up(
    control: ControlPlane, store: RedisStore, secret: str, *, now: datetime | None = None
) -> User | None:
    """The user of an open session as they are now: role, name and all; none to sign in again.

    A user who was deactivated, deleted or given another password or role has no session any more.

    Args:
        control: where users are.
        store: where sessions are.
        secret: what the browser sent, whatever it is.
        now: the moment, UTC; the clock's by default.

    Raises:
        StoreError: a store does not answer.
    """
    session = sessions.read(store, secret, now=now or datetime.now(UTC))
    if session is None:
        return None
    with control.begin() as db:
        user = users.get(db, session.user_id)
        found = users.credentials(db, user_id=session.user_id)
    if user is None or found is None or not _fits(session, user, found):
        sessions.end(store, secret)
        return None
    return user


def sign_out(store: RedisStore, secret: str) -> None:
    """End a session at once; without one nothing happens."""
    sessions.end(store, secret)


def _find(control: ControlPlane, email: str) -> Credentials | None:
    try:
        known = read_email(email)
    except InputError:
        return None
    with control.begin() as db:
        return users.credentials(db, email=known)


def _open(
    control: ControlPlane, store: RedisStore, found: Credentials, password: str, now: datetime
) -> Session | None:
    """Open a session; none for a user who was deleted a moment ago."""
    renewed = passwords.renew(found.password_hash, password)
    with control.begin() as db:
        users.note_sign_in(db, found, at=now, renewed=renewed)
        user = users.get(db, found.user_id)
    if user is None:
        return None
    secret, expires_at = sessions.start(
        store,
        user_id=user.id,
        organization_id=user.organization_id,
        # of the hash that was compared: if it was replaced meanwhile, the session opens nothing
        password_stamp=_stamp(renewed or found.password_hash, user),
        now=now,
    )
    return Session(user, expires_at, secret)


def _fits(session: StoredSession, user: User, found: Credentials) -> bool:
    return (
        user.is_active
        and user.organization_id == session.organization_id
        and _stamp(found.password_hash, user) == session.password_stamp
    )


def _stamp(password_hash: str, user: User) -> str:
    """What a session is bound to: who gets another password or another role signs in anew."""
    return passwords.stamp(f"{password_hash}\n{user.role}")
