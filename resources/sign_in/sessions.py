"""What Redis keeps of a session: `session:{…}` → user, organization, created, expires (seed 004).

The secret that a browser holds is 256 random bits, and the key holds only its SHA-256: whoever
reads Redis gets nobody's session. `password_stamp`, beyond the seed, ends a session when its
user's password is another. Not here: who may have one (`door`).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from resources.control_plane.rows import is_id
from resources.redis_keys.key import Key
from resources.redis_keys.monitor import SESSION
from resources.redis_store import RedisStore

LIFETIME = timedelta(hours=24)

_SECRET_BYTES = 32
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # what token_urlsafe makes of 32 bytes


@dataclass(frozen=True)
class StoredSession:
    """The fields of one session, as texts; moments are ISO 8601, UTC."""

    user_id: str
    organization_id: str
    created_at: str
    expires_at: str
    password_stamp: str


def start(
    store: RedisStore, *, user_id: str, organization_id: str, password_stamp: str, now: datetime
) -> tuple[str, datetime]:
    """Open a session; its secret, which is stored nowhere, and when it ends."""
    secret, expires_at = secrets.token_urlsafe(_SECRET_BYTES), now + LIFETIME
    session = StoredSession(
        user_id=user_id,
        organization_id=organization_id,
        created_at=now.isoformat(),
        expires_at=expires_at.isoformat(),
        password_stamp=password_stamp,
    )
    store.write_hash(_key(secret), asdict(session), expires_at=expires_at)
    return secret, expires_at


def read(store: RedisStore, secret: str, *, now: datetime) -> StoredSession | None:
    """The session a secret opens; none if it ended, never was, or is not written as we write."""
    if not _SECRET.fullmatch(secret):
        return None
    fields = store.read_hash(_key(secret))
    if fields.keys() != StoredSession.__dataclass_fields__.keys() or not is_id(fields["user_id"]):
        return None
    session = StoredSession(**fields)
    # Redis forgets it by its own clock; ours has the last word
    return session if _is_ahead(session.expires_at, now) else None


def end(store: RedisStore, secret: str) -> bool:
    """End a session at once; tells whether there was one."""
    return bool(_SECRET.fullmatch(secret)) and store.delete(_key(secret))


def _key(secret: str) -> Key:
    return SESSION.key(session_id=hashlib.sha256(secret.encode()).hexdigest())


def _is_ahead(moment: str, now: datetime) -> bool:
    try:
        return datetime.fromisoformat(moment) > now
    except (ValueError, TypeError):  # no moment, or one without a time zone
        return False
